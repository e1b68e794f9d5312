import { serialize } from 'node:v8'
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
import { decide } from '../../src/core/decide/decide'
import { Session } from '../../src/core/state/session'
import { bare, CoreClinic, SOURCES } from '../proof/oracles/core-clinic'
import { at, clinic, hourly, SESSION } from '../scheduler/clinic'
import { random } from '../support/seed'

describe('a draft of a session', () => {
  it('stays as it was while the session goes on', () => {
    const next = random(7)
    const slots = 70
    const few = Array.from({ length: slots }, (_, slot) => (slot % 10 === 0 ? 2 : 0))
    const day = new CoreClinic(few, bare([bump(), waitlist()]))
    let changed = 0
    for (let turn = 0; turn < 150; turn++) {
      const draft = day.session.draft()
      const before = serialize(draft)
      expect(serialize(day.session).equals(before)).toBe(true)
      if (next(4) > 0 || turn === 0) day.book(SOURCES[next(5)]!, next(3) === 0 ? 0 : next(slots))
      else day.cancel(next(day.session.tokens.count))
      expect(serialize(draft).equals(before), `turn ${turn}`).toBe(true)
      if (!serialize(day.session).equals(before)) changed++
    }
    expect(changed).toBeGreaterThan(100)
  })
})

describe('a fact about the session itself', () => {
  it('names no token, no list and no strategy', () => {
    const slots = [{ start: 0, end: 60, base: 1 }]
    const [opened] = decide([], { op: 'openSession', at: 0, slots }, bare([])) as readonly object[]
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

  it.each<[string, Partial<Rules>, number, readonly number[], readonly (string | undefined)[]]>([
    ['nobody waits', {}, 0, [1], ['09:00']],
    ['nobody waits for what a rule of the host may keep', { promotion: kept }, 0, [1], ['09:00']],
    [
      'nobody is pulled, though somebody sits late',
      { promotion: kept, overflow: [nextSlot()] },
      0,
      [1, 1],
      ['09:00', '09:00'],
    ],
    ['nobody is ever promoted', { promotion: { ...noPromotion(), fills } }, 0, [1], ['09:00', '09:00']],
    ['nobody is there to be pulled', { promotion: { ...pullForward(), fills } }, 0, [1, 1], ['09:00', '10:00']],
    ['a rule of the host has to be asked', { promotion: kept }, 1, [1], ['09:00', '09:00']],
    ['somebody waits', {}, 0, [1], ['09:00', '09:00', '09:00']],
    ['the waiters want another slot', {}, 0, [1, 1], ['09:00', '10:00', '10:00']],
    ['nobody waits and nobody sits late', { promotion: pullForward() }, 0, [1, 1], ['09:00', '10:00']],
    [
      'somebody sits late',
      { promotion: pullForward(), overflow: [nextSlot()] },
      0,
      [1, 2],
      ['09:00', '09:00', '10:00'],
    ],
    ['somebody waits for what it asked for', { promotion: pullForward() }, 0, [1, 1], ['09:00', '10:00', '09:00']],
    [
      'a seat at base capacity is freed while overflow is used up',
      { capacity: overflowing },
      0,
      [1, 1],
      ['09:00', '10:00', '10:00', '09:00'],
    ],
    [
      'an overflow seat is freed that was one of several',
      { capacity: { ...overflowing, perSession: () => 2 } },
      0,
      [1],
      ['09:00', '09:00', '09:00'],
    ],
    [
      'an overflow seat is freed where the limit was in the way',
      { capacity: overflowing },
      1,
      [1, 1],
      ['09:00', '09:00', '10:00', '10:00'],
    ],
  ])('%s', async (_when, more, expected, capacities, starts) => {
    const { opd, book } = await clinic(capacities, { rules: { ...plain, ...more } })
    for (const [index, start] of starts.entries()) await book(`p${index}`, 'online', start)
    copies.mockClear()
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'cancelled' })
    expect(copies).toHaveBeenCalledTimes(expected)
  })

  it.each<[string, string | undefined, (opd: OpdScheduler) => Promise<unknown>]>([
    ['who sat late checked in', '09:00', (opd) => opd.checkIn({ tokenId: `${SESSION}.t2` })],
    ['who sat late left', '09:00', (opd) => opd.noShow({ tokenId: `${SESSION}.t2` })],
    [
      'nobody sits late though a slot was put in',
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

  it('where a hold is confirmed that cannot be pulled forward', async () => {
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

  it('where somebody books who fills no share by a bump', async () => {
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
