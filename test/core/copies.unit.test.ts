import { isDeepStrictEqual } from 'node:util'
import {
  bump,
  fixed,
  memoryStore,
  nextSlot,
  noPromotion,
  OpdScheduler,
  pullForward,
  quotas,
  type Rules,
  standard,
  type TokenDone,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openSession } from '../../src/core/decide/roster'
import { Session } from '../../src/core/state/session'
import { bare, CoreClinic, SOURCES } from '../proof/oracles/core-clinic'
import { at, clinic, hourly, SESSION } from '../scheduler/clinic'
import { random } from '../support/seed'

describe('a draft of a session', () => {
  it('does not change with the session', () => {
    const next = random(7)
    const slots = 70
    const few = Array.from({ length: slots }, (_, slot) => (slot % 10 === 0 ? 2 : 0))
    const day = new CoreClinic(few, bare([bump(), waitlist()]))
    let changed = 0
    for (let turn = 0; turn < 150; turn++) {
      const draft = day.session.draft()
      const before = structuredClone(draft)
      expect(isDeepStrictEqual(structuredClone(day.session), before)).toBe(true)
      if (next(4) > 0 || turn === 0) day.book(SOURCES[next(5)]!, next(3) === 0 ? 0 : next(slots))
      else day.cancel(next(day.session.tokens.count))
      expect(isDeepStrictEqual(structuredClone(draft), before), `turn ${turn}`).toBe(true)
      if (!isDeepStrictEqual(structuredClone(day.session), before)) changed++
    }
    expect(changed).toBeGreaterThan(100)
  })
})

describe('a fact about the session itself', () => {
  it('has no token, no list and no strategy', () => {
    const slots = [{ start: 0, end: 60, base: 1 }]
    const [opened] = openSession({ op: 'openSession', at: 0, slots }, bare([])) as readonly object[]
    expect(opened).toMatchObject({ token: -1, list: -1, by: -1, strategy: '' })
  })
})

describe('a freed seat is handed on without a copy of the session', () => {
  const copies = vi.spyOn(Session.prototype, 'draft')
  afterEach(() => copies.mockClear())
  const plain: Rules = { ...standard(), capacity: fixed(), overflow: [waitlist()], displaced: [waitlist()] }
  const fills = () => true
  const kept = { ...waitlistFirst(), fills }
  const overflowing = {
    ...fixed(),
    seats: (_group: number, base: number) => base + 1,
    perSession: () => 1,
  }

  it.each<[string, Partial<Rules>, readonly number[], readonly (string | undefined)[]]>([
    ['no token waits', {}, [1], ['09:00']],
    ['no token waits for a seat that a rule of the host may withhold', { promotion: kept }, [1], ['09:00']],
    [
      'none is pulled forward, though one sits late',
      { promotion: kept, overflow: [nextSlot()] },
      [1, 1],
      ['09:00', '09:00'],
    ],
    ['the rules never promote', { promotion: { ...noPromotion(), fills } }, [1], ['09:00', '09:00']],
    ['there is none to pull forward', { promotion: { ...pullForward(), fills } }, [1, 1], ['09:00', '10:00']],
    ['a rule of the host has to be asked', { promotion: kept }, [1], ['09:00', '09:00']],
    ['a token waits', {}, [1], ['09:00', '09:00', '09:00']],
    ['the waiters want another slot', {}, [1, 1], ['09:00', '10:00', '10:00']],
    ['no token waits and none sits late', { promotion: pullForward() }, [1, 1], ['09:00', '10:00']],
    ['a token sits late', { promotion: pullForward(), overflow: [nextSlot()] }, [1, 2], ['09:00', '09:00', '10:00']],
    ['a token waits for the slot it asked for', { promotion: pullForward() }, [1, 1], ['09:00', '10:00', '09:00']],
    [
      'a seat at base capacity is freed while overflow is used up',
      { capacity: overflowing },
      [1, 1],
      ['09:00', '10:00', '10:00', '09:00'],
    ],
    [
      'an overflow seat is freed that was one of several',
      { capacity: { ...overflowing, perSession: () => 2 } },
      [1],
      ['09:00', '09:00', '09:00'],
    ],
    [
      'an overflow seat is freed and the limit was the obstacle',
      { capacity: overflowing },
      [1, 1],
      ['09:00', '09:00', '10:00', '10:00'],
    ],
  ])('%s', async (_when, more, capacities, starts) => {
    const { opd, book } = await clinic(capacities, { rules: { ...plain, ...more } })
    for (const [index, start] of starts.entries()) await book(`p${index}`, 'online', start)
    copies.mockClear()
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'cancelled' })
    expect(copies).not.toHaveBeenCalled()
  })

  it.each<[string, string | undefined, (opd: OpdScheduler) => Promise<unknown>]>([
    ['the token that sat late checked in', '09:00', (opd) => opd.checkIn({ tokenId: `${SESSION}.t2` })],
    ['the token that sat late left', '09:00', (opd) => opd.noShow({ tokenId: `${SESSION}.t2` })],
    [
      'no token sits late though a slot was added',
      '10:00',
      (opd) => opd.addSlots({ sessionId: SESSION, slots: hourly([1], 14) }),
    ],
  ])('%s', async (_when, start, then) => {
    const rules = { ...plain, overflow: [nextSlot()], promotion: { ...pullForward(), fills } }
    const { opd, book } = await clinic([1, 1], { rules })
    await book('a', 'online', '09:00')
    await book('b', 'online', start)
    await then(opd)
    copies.mockClear()
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'cancelled' })
    expect(copies).not.toHaveBeenCalled()
  })
})

describe('nothing is tried on a copy', () => {
  const copies = vi.spyOn(Session.prototype, 'draft')
  afterEach(() => copies.mockClear())
  const plain: Rules = { ...standard(), capacity: fixed(), overflow: [nextSlot()], displaced: [waitlist()] }

  it('for a confirmed hold that cannot be pulled forward', async () => {
    for (const [promotion, start] of [
      [pullForward(), '09:00'],
      [waitlistFirst(), '10:00'],
    ] as const) {
      const { opd, book } = await clinic([1, 1], { rules: { ...plain, promotion } })
      if (start === '10:00') await book('a', 'online', '09:00')
      const held = await book('b', 'online', '09:00', { holdMinutes: 5 })
      copies.mockClear()
      await opd.confirm({ tokenId: (held as TokenDone).token.id })
      expect(copies).not.toHaveBeenCalled()
    }
  })

  it('for a booking that fills no share by a bump', async () => {
    const capacity = quotas({ shares: { online: 1 }, releaseMinutes: 0 })
    const { book } = await clinic([2], { rules: { ...plain, capacity } })
    copies.mockClear()
    await book('a', 'online', '09:00')
    expect(copies).not.toHaveBeenCalled()
  })
})

describe('a log that says the same twice', () => {
  it('is refused instead of counted twice', async () => {
    const store = memoryStore()
    const { book } = await clinic([2], { store })
    await book('a', 'online', '09:00')
    const load: typeof store.load = async (stream, after) => {
      const events = await store.load(stream, after)
      const again = events.at(-1)!
      return stream === SESSION ? [...events, { ...again, version: again.version + 1 }] : events
    }
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: { ...store, load }, clock: () => at('06:00') })
    await expect(opd.session(SESSION)).rejects.toThrow('token 0 is not the next of its session')
  })
})
