import { bump, type memoryStore, type Rules, standard, waitlist } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { at, clinic, SESSION } from './clinic'

/** Returns whether the session is listed as due by a time, but not by the minute before. */
async function isDueFrom(store: ReturnType<typeof memoryStore>, time: number): Promise<boolean> {
  const [before, then] = await Promise.all([time - 1, time].map((dueBy) => store.sessions({ dueBy })))
  return before!.length === 0 && then!.length === 1
}

it('a session is due when its last slot ends, or when the first slot begins in which a patient is expected', async () => {
  const { opd, store, book } = await clinic([1, 1, 1])
  expect(await isDueFrom(store, at('12:00'))).toBe(true)
  const b = await book('b', 'online', '11:00')
  expect(await isDueFrom(store, at('11:00'))).toBe(true)
  await book('a', 'online', '10:00')
  expect(await isDueFrom(store, at('10:00'))).toBe(true)
  await opd.cancel({ tokenId: `${SESSION}.t2` })
  expect(await isDueFrom(store, at('11:00'))).toBe(true)
  expect(b.status).toBe('confirmed')
})

it('a session is due when its first hold expires', async () => {
  const { opd, store, book } = await clinic([3])
  await book('a', 'online', '09:00', { holdMinutes: 60 })
  await book('b', 'online', '09:00', { holdMinutes: 20 })
  expect(await isDueFrom(store, at('06:20'))).toBe(true)
  await opd.confirm({ tokenId: `${SESSION}.t2` })
  expect(await isDueFrom(store, at('07:00'))).toBe(true)
})

it('a session with a waiter is due from its start, because the rank of the waiter improves from then on', async () => {
  const rules: Rules = {
    ...standard(),
    priority: { ...standard().priority, at: (base, waitedMs) => (base === 5 && waitedMs >= 1_200_000 ? 2 : base) },
    overflow: [bump(), waitlist()],
    displaced: [waitlist()],
  }
  const { opd, store, book, clock } = await clinic([1, 1, 1], { rules })
  await book('first', 'paid', '09:00')
  await book('later', 'online', '11:00')
  await book('between', 'paid', '10:00')
  for (const token of ['t1', 't3']) await opd.checkIn({ tokenId: `${SESSION}.${token}` })
  expect(await isDueFrom(store, at('11:00'))).toBe(true)
  await book('waits', 'walk-in', '11:00')
  expect(await isDueFrom(store, at('09:00'))).toBe(true)
  clock.now = at('09:19')
  expect(await opd.sweep()).toMatchObject({ sessions: 1, changed: 0 })
  clock.now = at('09:20')
  const { moves } = await opd.sweep()
  expect(moves.map(({ patientId, status }) => [patientId, status])).toEqual([
    ['later', 'waitlisted'],
    ['waits', 'confirmed'],
  ])
})

it('a session whose waiters the clock will leave with nothing but blocked slots is due by then, not before it begins', async () => {
  const { opd, store, book, clock } = await clinic([1, 1])
  for (const patient of ['a', 'b', 'c']) await book(patient, 'walk-in')
  await opd.blockTime({ sessionId: SESSION, from: '10:00' })
  const waiting = (await opd.tokens({ status: 'waitlisted' })).map(({ patientId }) => patientId)
  expect(waiting).toEqual(['b', 'c'])
  expect(await isDueFrom(store, at('09:00'))).toBe(true)
  clock.now = at('10:00')
  expect((await opd.sweep()).moves).toMatchObject(waiting.map((patientId) => ({ patientId, status: 'dropped' })))
})

it('a closed session is due until no patient is expected in it', async () => {
  const { opd, store, book } = await clinic([1])
  await book('a', 'online', '09:00')
  await opd.closeSession({ sessionId: SESSION })
  expect(await isDueFrom(store, at('09:00'))).toBe(true)
  await opd.noShow({ tokenId: `${SESSION}.t1` })
  expect(await store.sessions({ dueBy: Number.MAX_SAFE_INTEGER })).toEqual([])
})
