import { fixed, isOpdError, OpdScheduler, standard } from 'opd-scheduler'
import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import pg from 'pg'
import { expect, it } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { amount, IN_FULL } from '../support/amount'
import { until } from '../support/until'
import { database } from './database'
import { type Fault, Line, type Moment } from './line'

const { url, admin, newSchema } = await database()

/** How many clinics are struck at a time: each waits most of the time for a deadline. */
const LANES = 4
const DEADLINE_MS = 250

/** What a connection does when the fault comes, and a text of its statement. */
const STATES: Readonly<Record<string, Omit<Moment, 'way'>>> = {
  'is opened': { text: 'user\0' },
  'asks for the migrations': { text: 'AS step FROM' },
  'takes a turn': { text: 'pg_advisory_xact_lock' },
  'reads in the turn': { text: '.tails(', isInTurn: true },
  'commits in the turn': { text: '; COMMIT' },
  'ends the turn': { text: 'ROLLBACK' },
  reads: { text: '.tails(' },
  appends: { text: '.append($1' },
  listens: { text: 'LISTEN' },
  'sends a hint': { text: 'pg_notify' },
  'reads the log': { text: 'ORDER BY events.position' },
  'saves a checkpoint': { text: '.checkpoints AS known' },
}

type Plan = { readonly name: string; readonly fault: Fault; readonly moment: Moment | 'rests' }

const PLANS: readonly Plan[] = (['cut', 'silence'] as const).flatMap((fault): Plan[] => [
  { name: `${fault} while all rest`, fault, moment: 'rests' },
  ...Object.entries(STATES).flatMap(([state, moment]) =>
    (['there', 'back'] as const).map((way): Plan => {
      return { name: `${fault} of what ${state}, on the way ${way}`, fault, moment: { ...moment, way } }
    }),
  ),
])

const schema = newSchema()
await migratePostgres(admin, { schema })

/** A clinic of its own, at whose session two processes book: one over the line, and a rival that nothing happens to. */
async function clinic(facility: string, pool: pg.Pool) {
  const rules = { ...standard(), capacity: fixed(), overflow: [] }
  const shared = { timeZone: 'Asia/Kolkata', rules, clock: () => at('06:00') }
  const rival = new OpdScheduler({ ...shared, store: postgresStore(admin, { schema, facility }) })
  await rival.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await rival.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([5_000]) })
  const opd = new OpdScheduler({ ...shared, store: postgresStore(pool, { schema, facility }), deadlineMs: DEADLINE_MS })
  const booking = (patientId: string, commandId: string) => ({
    doctorId: 'dr-rao',
    date: DAY,
    start: '09:00',
    source: 'online',
    patientId,
    commandId,
  })
  return { rival, opd, booking }
}

/** Repeats a call until it is answered. What failed may have been done all the same: then the repeat must say so. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  return until('an answer', () =>
    ask().catch((thrown: unknown) => {
      if (isOpdError(thrown) && /^(outcome-unknown|store-failed|conflict-retries-exhausted)$/.test(thrown.code))
        return undefined
      throw thrown
    }),
  )
}

async function strike(line: Line, number: number, { fault, moment }: Plan): Promise<void> {
  const pool = new pg.Pool({ connectionString: line.over(url), max: 6, connectionTimeoutMillis: DEADLINE_MS })
  // An idle connection may be cut when the store is closed.
  pool.on('error', () => {})
  const facility = `f${number}`
  const { rival, opd, booking } = await clinic(facility, pool)
  let hasStruck = false
  if (moment !== 'rests')
    line.arm(fault, moment, () => {
      hasStruck = true
    })
  let read = 0
  const stopped = new AbortController()
  const subscriber = (async () => {
    while (!stopped.signal.aborted)
      try {
        for await (const { position } of opd.subscribe({ consumer: 'sms', signal: stopped.signal }))
          read = Math.max(read, position)
        return
      } catch (thrown) {
        // The scheduler may be closed while the subscriber saves how far it has read.
        if (isOpdError(thrown) && thrown.code === 'closed') return
        if (!isOpdError(thrown) || thrown.code !== 'store-failed') throw thrown
      }
  })()
  const tokens = new Map<string, string>()
  const book = async (patientId: string) => {
    const result = await answered(() => opd.book(booking(patientId, patientId)))
    if (result.status !== 'confirmed') throw new Error(JSON.stringify(result))
    tokens.set(patientId, result.token.id)
  }
  await book('alone')
  if (moment === 'rests') hasStruck = line.strikeAll(fault) > 0
  let round = 0
  do {
    round++
    await rival.book(booking(`rival ${round}`, `rival ${round}`))
    // The session is contended: it is read and written in a turn, and the second booking finds nothing to write in its own.
    await Promise.all([book(`a ${round}`), book(`b ${round}`)])
    await rival.book(booking(`rival again ${round}`, `rival again ${round}`))
    const twice = await answered(() => opd.book(booking('alone', `again ${round}`)))
    expect(twice).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
  } while (!hasStruck)
  await book('after')
  await until(
    'the subscriber to have read everything',
    async () =>
      (await admin.query(`SELECT FROM "${schema}".heads WHERE facility = $1 AND position <= $2`, [facility, read])).rows
        .length > 0,
  )
  // Closing gives all of them back by force.
  await until('no client to be out but the one that listens', () => pool.totalCount - pool.idleCount <= 1)
  await opd.close()
  // A connection that was being opened still comes, and goes back unused.
  await until('all clients to be back', () => pool.totalCount === pool.idleCount)
  await pool.end()
  stopped.abort()
  await subscriber
  const session = await rival.session(SESSION)
  const stored = session!.tokens.filter(({ patientId }) => !patientId.startsWith('rival'))
  expect(new Map(stored.map(({ patientId, id }) => [patientId, id]))).toEqual(tokens)
  expect(stored).toHaveLength(tokens.size)
  await rival.close()
}

const STRIKES = amount(60, 1_000)

it(`no client stays out after ${STRIKES} cuts and silences${IN_FULL ? '' : ' (in short)'}, and no booking is lost or made twice`, async () => {
  expect(STRIKES).toBeGreaterThanOrEqual(PLANS.length)
  let number = 0
  const lane = async () => {
    const line = await Line.to(url)
    while (number < STRIKES) {
      const mine = number++
      const plan = PLANS[mine % PLANS.length]!
      await strike(line, mine, plan).catch((thrown: unknown) => {
        throw new Error(`strike ${mine}, ${plan.name}: ${thrown}`, { cause: thrown })
      })
    }
    line.close()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
})
