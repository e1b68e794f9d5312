import { memoryStore, OpdError, OpdScheduler } from 'opd-scheduler'
import type { Store, WriteTurn } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from '../scheduler/clinic'
import { gate } from './faulty-store'

const DEADLINE_MS = 120

/** The methods of a store that answer. */
type Call = Exclude<keyof Store, 'watch' | 'whenReplaced' | 'giveUpAfter'>

/** A store with turns, of which the test makes some methods fall silent: they never answer. */
function silenceable() {
  const memory = memoryStore()
  const silent = new Set<Call>()
  const log: string[] = []
  const turns = { taken: 0, out: 0 }
  const whole: Store = {
    ...memory,
    loadAll: async (versions) => {
      const tails = [...versions].map(async ([name, after]) => [name, await memory.load(name, after)] as const)
      return new Map(await Promise.all(tails))
    },
    takeTurn: async (): Promise<WriteTurn> => {
      turns.taken++
      turns.out++
      let isOver = false
      return {
        end: () => {
          if (!isOver) turns.out--
          isOver = true
        },
      }
    },
  }
  const store = Object.fromEntries(
    Object.entries(whole).map(([name, method]) => [
      name,
      (...given: unknown[]) => {
        log.push(name)
        return silent.has(name as Call) ? new Promise(() => {}) : (method as (...given: unknown[]) => unknown)(...given)
      },
    ]),
  ) as unknown as Store
  return { memory, store, silent, log, turns }
}

/** A clinic whose next booking takes a turn, because another process has booked before it. */
async function contended() {
  const given = silenceable()
  const { opd, book } = await clinic([40], { store: given.store, deadlineMs: DEADLINE_MS })
  const elsewhere = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: given.memory, clock: () => at('06:00') })
  const rival = (patientId: string) =>
    elsewhere.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
  await rival('rival 1')
  await book('loses', 'online', '09:00')
  await rival('rival 2')
  given.log.length = 0
  given.turns.taken = 0
  const bookOne = () => book('a', 'online', '09:00')
  return { ...given, opd, book: bookOne }
}

it('a turn is given back at the deadline, although the append in it never answers', async () => {
  const { silent, turns, opd, book } = await contended()
  silent.add('append')
  await expect(book()).rejects.toMatchObject({ code: 'outcome-unknown' })
  expect(turns).toEqual({ taken: 1, out: 0 })
  silent.clear()
  expect(await book()).toMatchObject({ status: 'confirmed' })
  await opd.close()
  expect(turns.out).toBe(0)
})

it.each([['loadAll'], ['takeTurn']] as const)('a booking goes on without a turn if %s never answers', async (call) => {
  const { silent, turns, opd, book } = await contended()
  silent.add(call)
  expect(await book()).toMatchObject({ status: 'confirmed' })
  await opd.close()
  expect(turns).toEqual({ taken: call === 'loadAll' ? 1 : 0, out: 0 })
})

it('a turn that is taken while another one waits for its append is given back, and so is the other', async () => {
  const { silent, turns, opd, book } = await contended()
  silent.add('append')
  const bookings = [book(), book(), book()]
  for (const outcome of await Promise.allSettled(bookings)) expect(outcome.status).toBe('rejected')
  expect(turns.taken).toBeGreaterThan(0)
  await opd.close()
  expect(turns.out).toBe(0)
})

const ALL: readonly Call[] = ['load', 'append', 'findCommit', 'read', 'head', 'locate', 'sessions', 'doctors']
const SILENCES: readonly (readonly Call[])[] = [
  ...[...ALL, 'loadAll', 'takeTurn', 'checkpoint', 'advance', 'close'].map((call) => [call as Call]),
  ['loadAll', 'takeTurn', 'load'],
  [...ALL, 'loadAll', 'takeTurn', 'checkpoint', 'advance', 'close'],
]

it.each(SILENCES.map((calls) => [calls.join(', '), calls] as const))(
  'closing ends, and everything is given back, if these never answer: %s',
  async (_, calls) => {
    const { silent, log, turns, opd, book } = await contended()
    const read: number[] = []
    opd.startSweeper({ everySeconds: 0.001, onError: () => {} })
    for (const call of calls) silent.add(call)
    const subscriber = (async () => {
      for await (const { position } of opd.subscribe({ consumer: 'sms' })) read.push(position)
    })()
    const under = [book(), opd.session(SESSION), opd.sweep(), opd.token(`${SESSION}.t1`), opd.doctors()]
    const settled = Promise.allSettled([...under, subscriber])
    await opd.close()
    expect(log.filter((call) => call === 'close')).toHaveLength(1)
    await settled
    expect(turns.out).toBe(0)
  },
)

it('closing does not wait for a call that goes from one silence to the next', async () => {
  const { silent, opd, book, turns } = await contended()
  const log: string[] = []
  // Each of them takes a deadline: the booking waits for a turn, then for all tails, then for one.
  for (const call of ['takeTurn', 'loadAll', 'load'] as const) silent.add(call)
  const booking = book().catch(() => log.push('booking failed'))
  await opd.close()
  log.push('closed')
  await booking
  expect(log).toEqual(['closed', 'booking failed'])
  expect(turns.out).toBe(0)
})

it('a subscription that closing does not wait for ends without an error', async () => {
  const memory = memoryStore()
  const asked = gate()
  const answered = gate()
  const log: string[] = []
  const { opd } = await clinic([5], {
    deadlineMs: DEADLINE_MS,
    store: {
      ...memory,
      checkpoint: async () => {
        asked.open()
        await answered.passed
        return 1
      },
      head: () => new Promise(() => {}),
    },
  })
  const subscriber = (async () => {
    for await (const _ of opd.subscribe({ consumer: 'sms' })) log.push('an entry')
    log.push('ended')
  })()
  await asked.passed
  const closing = opd.close()
  // Its next question begins later than closing, and so does the deadline.
  answered.open()
  await closing
  log.push('closed')
  await subscriber
  expect(log).toEqual(['closed', 'ended'])
})

it('a sweep that finds the store closed under it is no error of the sweeper', async () => {
  const memory = memoryStore()
  const listed = gate()
  const wanted = gate()
  const closed = gate()
  let isOpen = true
  const errors: unknown[] = []
  const { opd, clock } = await clinic([5], {
    deadlineMs: DEADLINE_MS,
    store: {
      ...memory,
      sessions: async (query) => {
        wanted.open()
        await listed.passed
        return memory.sessions(query)
      },
      load: async (stream, after) => {
        if (isOpen) return memory.load(stream, after)
        await closed.passed
        throw new OpdError('closed', 'The store is closed.')
      },
      append: async (commits) => {
        if (isOpen) return memory.append(commits)
        await closed.passed
        throw new OpdError('closed', 'The store is closed.')
      },
      close: async () => closed.open(),
    },
  })
  clock.now = at('12:00')
  opd.startSweeper({ everySeconds: 0.001, onError: (thrown) => errors.push(thrown) })
  await wanted.passed
  isOpen = false
  const closing = opd.close()
  listed.open()
  await closing
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(errors).toEqual([])
})

it('commands in line behind a read that never ends do not wait for one deadline after another', async () => {
  const memory = silenceable()
  const first = await clinic([40], { store: memory.store })
  await first.opd.close()
  const opd = new OpdScheduler({
    timeZone: 'Asia/Kolkata',
    store: memory.store,
    clock: () => at('06:00'),
    deadlineMs: DEADLINE_MS,
  })
  memory.silent.add('load').add('loadAll')
  memory.log.length = 0
  const booking = (patientId: string) => ({
    doctorId: 'dr-rao',
    date: DAY,
    start: '09:00',
    source: 'online',
    patientId,
  })
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => opd.book(booking(`p-${n}`))))
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'store-failed' } })
  // One reads for a deadline. The others, which have waited for so long, ask no more.
  expect(memory.log.filter((call) => call.startsWith('load')).length).toBeLessThanOrEqual(2)
  memory.silent.clear()
  expect(await opd.book(booking('after'))).toMatchObject({ status: 'confirmed' })
})
