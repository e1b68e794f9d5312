import { deepStrictEqual, match, strictEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { isOpdError, type OpdError, OpdScheduler, type SessionView } from 'opd-scheduler'
import type { SqliteDatabase } from 'opd-scheduler/sqlite'
import type { LogEntry, Store } from 'opd-scheduler/store'

export const DOCTOR = 'dr-rao'
const DATE = '2026-01-30'
export const SESSION = `${DOCTOR}.${DATE}`

const MORNING = Date.parse('2026-01-30T06:00:00+05:30')

/** A new folder for the files of one test file. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'opd-stores-'))
  private files = 0

  /** Returns the name of a file that does not exist yet. */
  file(): string {
    return join(this.path, `${++this.files}.db`)
  }

  remove(): void {
    rmSync(this.path, { recursive: true })
  }
}

/** Opens a database as a host does. */
export function connect(path: string): SqliteDatabase {
  return new Libsql(path) as SqliteDatabase
}

/** Returns a scheduler on a store, on the morning of the day. */
export function schedulerOn(store: Store, deadlineMs = 10_000): OpdScheduler {
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, deadlineMs, clock: () => MORNING })
}

/** Returns a scheduler with one long session. */
export async function clinicOn(store: Store, deadlineMs?: number): Promise<OpdScheduler> {
  const opd = schedulerOn(store, deadlineMs)
  await opd.registerDoctor({ id: DOCTOR, name: 'Dr. Rao', commandId: 'doctor' })
  const slots = [{ start: '09:00', end: '17:00', capacity: 5_000 }]
  await opd.openSession({ doctorId: DOCTOR, date: DATE, slots, commandId: 'session' })
  return opd
}

/** Books a token and returns its id. The booking is acknowledged from then on. */
export async function book(opd: OpdScheduler, commandId: string): Promise<string> {
  const booked = await opd.book({
    doctorId: DOCTOR,
    date: DATE,
    source: 'online',
    patientId: `patient of ${commandId}`,
    tokenId: `token-${commandId}`,
    commandId,
  })
  if (booked.status !== 'confirmed') throw new Error(`${commandId} is ${booked.status}`)
  return booked.token.id
}

/** Books a token without an id of its own, so that the commit claims no key. */
export async function bookUsual(opd: OpdScheduler, commandId: string): Promise<void> {
  const { status } = await opd.book({ doctorId: DOCTOR, date: DATE, source: 'online', patientId: commandId, commandId })
  if (status !== 'confirmed') throw new Error(`${commandId} is ${status}`)
}

/** Fills a store with some bookings, closes it, and returns its contents. */
export async function filledFile(store: Store, bookings = 20): Promise<Contents> {
  const opd = await clinicOn(store)
  for (let i = 0; i < bookings; i++) await book(opd, `b${i}`)
  const contents = await readBack(store)
  await opd.close()
  return contents
}

/** Everything that a store holds. */
export interface Contents {
  readonly log: readonly LogEntry[]
  readonly sessions: readonly (SessionView | undefined)[]
  readonly commits: readonly unknown[]
  /** The stream of each token's id. */
  readonly tokens: Readonly<Record<string, string | undefined>>
}

/** Reads everything. The log must have no gaps. */
export async function readBack(store: Store): Promise<Contents> {
  const log = await store.read(0, 1_000_000)
  deepStrictEqual(
    log.map(({ position }) => position),
    Array.from(log, (_, index) => index + 1),
  )
  strictEqual(await store.head(), log.length)
  // A new scheduler, so that nothing comes from a cache.
  const opd = schedulerOn(store)
  const sessions = await Promise.all((await store.sessions({})).map((id) => opd.session(id)))
  const events = log.map(({ event }) => event)
  const tokens: Record<string, string | undefined> = {}
  for (const event of events) if ('tokenId' in event) tokens[event.tokenId] = await store.locate(event.tokenId)
  return {
    log,
    sessions,
    commits: await Promise.all(events.map(({ commandId }) => store.findCommit(commandId))),
    tokens,
  }
}

/** Runs a task that must fail with this code, and returns the error. Its message must end with a hint. */
export async function failsWith(code: OpdError['code'], task: () => unknown): Promise<Error> {
  const thrown = await (async () => task())().then(
    (answer) => new Error(`expected ${code}, but the task returned ${JSON.stringify(answer)}`),
    (error: unknown) => error as Error,
  )
  if (!isOpdError(thrown)) throw thrown
  strictEqual(thrown.code, code)
  match(thrown.message, /\. [A-Z][^.]*\.$|^the /)
  return thrown
}
