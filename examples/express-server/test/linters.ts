import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'

/** Returns what Spectral's rules for OpenAPI find in a document. */
export async function spectral(document: string): Promise<string[]> {
  const linter = new spectralCore.Spectral()
  linter.setRuleset({ extends: [oas as RulesetDefinition] })
  return (await linter.run(document)).map(({ code, message, path }) => `${code} ${path.join('.')}: ${message}`)
}

/** Returns what Redocly's recommended rules find in a document. */
export async function redocly(document: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source: document, absoluteRef: 'openapi.json', config })
  return found.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
}
