import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Json } from '../rules'

/** What two validators found wrong with a resource. */
export type Validate = (resource: Json) => string[]

interface Medplum {
  indexStructureDefinitionBundle(bundle: object): void
  validateResource(resource: Json): unknown
}

interface FhirPackage {
  Fhir: new (
    conformance?: object,
  ) => {
    validate(resource: Json, options: object): { messages: { severity: string; location: string; message: string }[] }
  }
  ParseConformance: new (isLoaded: boolean, version: string) => { parseBundle(bundle: object): void }
  Versions: Readonly<Record<string, string>>
}

/**
 * Returns the validators of `@medplum/core` and of `fhir`, both loaded from a folder where they are installed. Medplum keeps its
 * definitions in one index, so a process has to choose a release.
 */
export function validatorsFor(release: 'R4' | 'R5', folder: string): Validate {
  const require = createRequire(import.meta.url)
  const installed = (name: string): unknown => require(join(folder, 'node_modules', name))
  const medplum = installed('@medplum/core') as Medplum
  const { Fhir, ParseConformance, Versions } = installed('fhir') as FhirPackage
  const read = (path: string): Json => JSON.parse(readFileSync(join(folder, path), 'utf8'))
  let fhir: InstanceType<FhirPackage['Fhir']>
  if (release === 'R4') {
    for (const name of ['profiles-types', 'profiles-resources'])
      medplum.indexStructureDefinitionBundle(read(`definitions/${name}.json`))
    fhir = new Fhir()
  } else {
    const all = readdirSync(join(folder, 'r5-core')).map((name) => read(`r5-core/${name}`))
    const definitions = all.filter(({ resourceType }) => resourceType === 'StructureDefinition')
    const entry = definitions
      .filter(({ derivation, kind }) => derivation !== 'constraint' && kind !== 'logical')
      .map((resource) => ({ resource }))
    medplum.indexStructureDefinitionBundle({ resourceType: 'Bundle', type: 'collection', entry })
    const conformance = new ParseConformance(false, Versions.R5 ?? 'R5')
    conformance.parseBundle({ resourceType: 'Bundle', entry: all.map((resource) => ({ resource })) })
    fhir = new Fhir(conformance)
  }
  return (resource) => {
    const where = `${String(resource.resourceType)}/${String(resource.id)}`
    const found = fhir
      .validate(resource, { errorOnUnexpected: true })
      .messages.filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ location, message }) => `fhir: ${where}: ${location}: ${message}`)
    try {
      medplum.validateResource(resource)
    } catch (error) {
      found.push(`medplum: ${where}: ${error instanceof Error ? error.message : error}`)
    }
    return found
  }
}
