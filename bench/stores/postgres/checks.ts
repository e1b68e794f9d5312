import type { OpdEvent } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import type pg from 'pg'
import { ClassicClinic } from './classic'
import { facilityOf, SCHEMA, schedulerOn, type Trial } from './design'
import { SEATS } from './orders'

/** Differences between the database and the acknowledged bookings. All but the moves must be 0. */
export interface Findings {
  /** Slots with more bookings than seats. */
  readonly overbooked: number
  /** Acknowledged bookings that are missing or stored twice. */
  readonly lost: number
  /** Gaps in positions or versions, and sessions that another process sees differently. */
  readonly gaps: number
  /** Number of bookings that were moved. */
  readonly bumps: number
}

export async function inspect(
  trial: Trial,
  run: number,
  pool: pg.Pool,
  acknowledged: readonly string[],
): Promise<Findings> {
  return trial.design === 'opd' ? inspectLog(run, pool, acknowledged) : inspectTables(trial, run, pool, acknowledged)
}

async function inspectTables(
  { doctors }: Trial,
  run: number,
  pool: pg.Pool,
  acknowledged: readonly string[],
): Promise<Findings> {
  const clinic = new ClassicClinic(run, doctors)
  const range = [
    clinic.session({ doctor: 0, session: 0 }),
    new ClassicClinic(run + 1, doctors).session({ doctor: 0, session: 0 }),
  ]
  const { rows } = await pool.query<{ id: string; slot: string | null; status: string }>(
    'SELECT id, slot, status FROM opd_bench_classic.bookings WHERE session >= $1 AND session < $2',
    range,
  )
  const taken = new Map<string, number>()
  for (const { slot } of rows) if (slot !== null) taken.set(slot, (taken.get(slot) ?? 0) + 1)
  return {
    overbooked: [...taken.values()].filter((count) => count > SEATS).length,
    lost: missing(acknowledged, new Set(rows.map(({ id }) => id))),
    gaps: 0,
    bumps: rows.filter(({ status }) => status === 'waiting').length,
  }
}

async function inspectLog(run: number, pool: pg.Pool, acknowledged: readonly string[]): Promise<Findings> {
  const facility = facilityOf(run)
  const store = postgresStore(pool, { schema: SCHEMA, facility })
  const head = await store.head()
  const versions = new Map<string, number>()
  const seats = new Map<string, string>()
  const first = new Set<string>()
  let position = 0
  let gaps = 0
  let lost = 0
  let bumps = 0
  for (;;) {
    const entries = await store.read(position, 5_000)
    if (entries.length === 0) break
    for (const { position: at, event } of entries) {
      if (at !== ++position) gaps++
      const stream = streamOf(event)
      if (event.version !== (versions.get(stream) ?? 0) + 1) gaps++
      versions.set(stream, event.version)
      if (!('tokenId' in event)) continue
      if (event.request !== null) {
        if (first.has(event.tokenId)) lost++
        first.add(event.tokenId)
      }
      if (event.type === 'token.bumped') bumps++
      if (event.to === null) seats.delete(event.tokenId)
      else seats.set(event.tokenId, event.to)
    }
  }
  await store.close()
  if (position !== head) gaps++
  const recorded = await pool.query<{ name: string; version: number }>(
    `SELECT name, version FROM ${SCHEMA}.streams WHERE facility = $1`,
    [facility],
  )
  for (const { name, version } of recorded.rows) if (versions.get(name) !== version) gaps++

  const taken = new Map<string, number>()
  for (const slot of seats.values()) taken.set(slot, (taken.get(slot) ?? 0) + 1)
  // A process without a cache sees each seat as the log has it.
  const opd = schedulerOn(pool, run)
  for (const { id } of (await opd.sessions()).slice(0, 4)) {
    const view = await opd.session(id)
    for (const token of view!.tokens) if ((seats.get(token.id) ?? null) !== token.slotId) gaps++
  }
  await opd.close()
  return {
    overbooked: [...taken.values()].filter((count) => count > SEATS).length,
    lost: lost + missing(acknowledged, first),
    gaps,
    bumps,
  }
}

function missing(acknowledged: readonly string[], there: ReadonlySet<string>): number {
  const twice = acknowledged.length - new Set(acknowledged).size
  return twice + acknowledged.filter((id) => !there.has(id)).length
}

function streamOf(event: OpdEvent): string {
  return event.type === 'doctor.registered' ? event.doctor.id : event.sessionId
}
