import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { nearest } from '../nearest'
import { UsageError } from '../usage-error'
import { contradictionsOf } from './check-scenario'
import { faultsOf, type Schema } from './check-schema'
import type { Scenario } from './scenario'

/** The folder of the ready clinics. */
const READY = new URL('../../scenarios/', import.meta.url)

/** Faults that are named before the rest is counted. */
const MOST_FAULTS = 5

/**
 * Reads the clinic of `--clinic`: a ready one by its name, or a file.
 *
 * @throws UsageError with every fault of the file
 */
export async function readScenario(folder: string, name: string): Promise<Scenario> {
  const isFile = /[/\\.]/.test(name)
  const text = isFile ? await readOwn(folder, name) : await readReady(name)
  return checked(`--clinic '${name}'`, parsed(`--clinic '${name}'`, text))
}

/** The names of the ready clinics. */
export async function readyClinics(): Promise<string[]> {
  const files = (await readdir(READY)).filter((file) => file.endsWith('.json') && file !== 'schema.json')
  return files.map((file) => file.slice(0, -'.json'.length)).sort()
}

/** Checks a clinic that was read or made. `what` names it in messages. */
export async function checked(what: string, value: unknown): Promise<Scenario> {
  const schema = JSON.parse(await readFile(new URL('schema.json', READY), 'utf8')) as Schema
  const faults = faultsOf(schema, value)
  const all = faults.length > 0 ? faults : contradictionsOf(value as Scenario)
  if (all.length === 0) return value as Scenario
  const rest = all.length > MOST_FAULTS ? [`And ${all.length - MOST_FAULTS} more.`] : []
  throw new UsageError(`${what} does not describe a clinic. ${[...all.slice(0, MOST_FAULTS), ...rest].join(' ')}`)
}

async function readReady(name: string): Promise<string> {
  const names = await readyClinics()
  if (names.includes(name)) return readFile(new URL(`${name}.json`, READY), 'utf8')
  const meant = nearest(name, names)
  const hint = meant === undefined ? `Choose one of ${names.join(', ')}` : `Maybe ${meant}`
  throw new UsageError(`There is no clinic '${name}'. ${hint}, or give a file, as in --clinic ./clinic.json.`)
}

async function readOwn(folder: string, name: string): Promise<string> {
  try {
    return await readFile(resolve(folder, name), 'utf8')
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    throw new UsageError(`--clinic '${name}' cannot be read (${code}). Give a file, as in --clinic ./clinic.json.`)
  }
}

function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new UsageError(`${what} is not JSON: ${(thrown as Error).message}`)
  }
}
