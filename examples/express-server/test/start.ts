import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore, OpdScheduler, type SchedulerOptions } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { type AppOptions, createApp } from '../src/create-app'
import { patientsIn } from '../src/patients/patients'
import { sqliteTable } from '../src/patients/sqlite-table'
import { Client } from './client'

export const TIME_ZONE = 'Asia/Kolkata'
/** The day of the tests, before opening time. */
export const DATE = '2026-01-30'
export const MORNING = Date.parse('2026-01-30T07:00+05:30')

export interface Options extends Partial<Omit<AppOptions, 'scheduler' | 'head' | 'clock' | 'timeZone' | 'closing'>> {
  readonly rules?: NonNullable<SchedulerOptions['rules']>
  readonly store?: Store
  readonly now?: number
  readonly timeZone?: string
  /** @defaultValue `'127.0.0.1'` */
  readonly host?: string
}

/** Starts the server on a free port, with a clock that the test sets. */
export async function start(options: Options = {}) {
  const { rules, store = memoryStore(), now = MORNING, timeZone = TIME_ZONE, host = '127.0.0.1' } = options
  const time = { now }
  const clock = () => time.now
  const { patients = patientsIn(sqliteTable()) } = options
  const scheduler = new OpdScheduler({
    timeZone,
    // Some tests give only a part of the patients.
    store: patients.before?.(store) ?? store,
    clock,
    ...(rules && { rules }),
  })
  const closing = new AbortController()
  const app = createApp({
    // Most tests book for ids of their own. Those about people give `patientIndex: 'own'`.
    patientIndex: 'external',
    writesPerMinute: 1_000_000,
    readsPerMinute: 1_000_000,
    shareMs: 0,
    ...options,
    patients,
    scheduler,
    head: () => store.head(),
    clock,
    timeZone,
    closing: closing.signal,
  })
  // Connections must survive a long computation in a test.
  const server = createServer({ keepAliveTimeout: 120_000 }, app)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    time,
    scheduler,
    closing,
    client: (secret?: string) => Client.of(url, secret),
    async stop() {
      closing.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await scheduler.close()
    },
  }
}

export type Started = Awaited<ReturnType<typeof start>>

/** Registers a doctor and opens a session on the day of the tests. */
export async function openDay(client: Client, doctorId = 'dr-rao', capacities: readonly number[] = [2, 2, 2]) {
  await client.call('registerDoctor', { params: { doctorId }, body: { name: `Doctor ${doctorId}` } })
  const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  const slots = capacities.map((capacity, index) => ({ start: two(9 + index), end: two(10 + index), capacity }))
  await client.call('openSession', { params: { sessionId: `${doctorId}.${DATE}` }, body: { slots } })
}
