import { callOrder, fixed, type SchedulerOptions, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from './clinic'

const MINUTE = 60_000
const id = (n: number) => `${SESSION}.t${n}`

/** A clinic with this many booked patients in each of its slots of twelve. */
async function booked(counts: readonly number[], options: Partial<SchedulerOptions> = {}) {
  const made = await clinic(
    counts.map(() => 12),
    options,
  )
  for (const [hour, count] of counts.entries())
    for (let n = 0; n < count; n++)
      await made.book(`p-${hour}-${n}`, 'online', `${String(9 + hour).padStart(2, '0')}:00`)
  /** Returns the estimate of the nth token, with its times in minutes after nine. */
  const estimate = async (n: number, terms: object = {}) => {
    const found = await made.opd.estimate({ tokenId: id(n), ...terms })
    if (found === undefined) return undefined
    const minutes = (text: string | null) => (text === null ? null : (Date.parse(text) - at('09:00')) / MINUTE)
    const { from, to, arriveBy, leaveBy } = found
    return { ...found, from: minutes(from)!, to: minutes(to)!, arriveBy: minutes(arriveBy), leaveBy: minutes(leaveBy) }
  }
  return { ...made, estimate }
}

describe('the estimate of a token', () => {
  it('has the range of the queue, and when to come and to leave for it', async () => {
    const { opd, clock, estimate } = await booked([10, 10])
    clock.now = at('08:30')
    const queue = (await opd.queue({ sessionId: SESSION }))!
    const raw = (await opd.estimate({ tokenId: id(10), travelMinutes: 25 }))!
    expect({ from: raw.from, to: raw.to }).toEqual(queue.expected[9]!.estimated)
    expect(raw).toMatchObject({ tokenId: id(10), late: 0, observed: 0, asOf: clock.now })
    const read = (await estimate(10, { travelMinutes: 25 }))!
    expect(read.arriveBy! - read.leaveBy!).toBe(25)
    expect(read.arriveBy).toBeGreaterThan(-30)
    expect(read.arriveBy).toBeLessThanOrEqual(read.to)
    expect((await estimate(10))!.leaveBy).toBeNull()
  })

  it('is later for a patient with more patients ahead', async () => {
    const { clock, estimate } = await booked([10, 10])
    clock.now = at('08:30')
    const places = []
    for (let n = 1; n <= 20; n++) places.push((await estimate(n))!)
    // Within a slot, those who come first are called first, so each of them may be any of ten.
    expect(places.map(({ ahead }) => ahead).toSorted((a, b) => a - b)).toEqual(places.map((_, n) => n))
    expect(Math.max(...places.slice(0, 10).map(({ ahead }) => ahead))).toBe(9)
    const arrivals = places.map(({ arriveBy }) => arriveBy!)
    expect(Math.max(...arrivals.slice(0, 10))).toBeLessThan(Math.min(...arrivals.slice(10)))
  })

  it('has an earlier arrival for a smaller risk', async () => {
    const { opd, clock, estimate } = await booked([12, 12])
    clock.now = at('08:50')
    for (let n = 1; n <= 23; n++) await opd.checkIn({ tokenId: id(n) })
    const arrivals = []
    for (const risk of [0.02, 0.1, 0.4]) arrivals.push((await estimate(24, { risk }))!.arriveBy!)
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b))
    expect(new Set(arrivals).size).toBe(3)
  })

  it('asks no patient to come before the slot begins, or after the range of the call', async () => {
    const { clock, estimate } = await booked([10, 10])
    clock.now = at('08:30')
    for (let n = 1; n <= 20; n++) {
      const { arriveBy, to } = (await estimate(n))!
      expect(arriveBy).toBeGreaterThanOrEqual(n <= 10 ? 0 : 60)
      expect(arriveBy).toBeLessThanOrEqual(to)
    }
  })

  it('follows a delay by as many minutes, for all who are not called yet', async () => {
    const { opd, clock, estimate } = await booked([6, 6])
    clock.now = at('08:30')
    const before = []
    for (let n = 1; n <= 12; n++) before.push((await estimate(n))!)
    await opd.delay({ sessionId: SESSION, minutes: 40 })
    for (let n = 1; n <= 12; n++) {
      const after = (await estimate(n))!
      expect(after.late).toBe(40)
      expect(after.from - before[n - 1]!.from).toBeGreaterThanOrEqual(30)
      expect(after.from - before[n - 1]!.from).toBeLessThanOrEqual(50)
    }
  })

  it('follows a slot in which the doctor is away', async () => {
    const { opd, clock, estimate } = await booked([2, 0, 4])
    clock.now = at('08:30')
    const before = (await estimate(3))!
    await opd.checkIn({ tokenId: id(1) })
    await opd.checkIn({ tokenId: id(2) })
    await opd.blockTime({ sessionId: SESSION, from: '09:00', to: '12:00' })
    clock.now = at('09:05')
    const after = (await estimate(1))!
    expect(after.from).toBeGreaterThanOrEqual(180)
    expect(before.from).toBeLessThan(180)
  })

  it('is neither before now nor after the grace', async () => {
    const { clock, estimate } = await booked([12, 2])
    for (const minutes of [0, 20, 45, 69, 74]) {
      clock.now = at('09:00') + minutes * MINUTE + 500
      for (let n = 1; n <= 12; n++) {
        const { arriveBy, from } = (await estimate(n))!
        expect(from).toBeGreaterThanOrEqual(minutes)
        expect(arriveBy).toBeGreaterThan(minutes)
        // The slot ends at 60 minutes, and the grace is 15 more, of which five are to be left.
        expect(arriveBy).toBeLessThanOrEqual(Math.max(70, minutes + 1 / 60))
      }
    }
    clock.now = at('10:15')
    expect(await estimate(1)).toBeUndefined()
    expect(await estimate(13)).toBeDefined()
  })

  it('is before the slot’s end if the call order puts those who come later behind', async () => {
    const slow = { ...standard(), visit: { calls: callOrder({ late: 'after' }) } }
    for (const [rules, latest] of [
      [slow, 59],
      [standard(), 70],
    ] as const) {
      const { opd, clock, estimate } = await booked([12], { rules })
      clock.now = at('09:20')
      for (let n = 1; n <= 11; n++) await opd.checkIn({ tokenId: id(n) })
      expect((await estimate(12, { risk: 0.5 }))!.arriveBy, String(latest)).toBeLessThanOrEqual(latest)
      expect((await estimate(12, { risk: 0.5 }))!.arriveBy, String(latest)).toBeGreaterThan(latest - 6)
    }
  })

  it('has no arrival for a patient who is there, and none at all for one who is called, waits, or is gone', async () => {
    const { opd, clock, book, estimate } = await booked([12], { rules: { ...standard(), capacity: fixed() } })
    clock.now = at('08:50')
    expect(await book('waits', 'online', '09:00')).toMatchObject({ status: 'waitlisted' })
    expect(await estimate(13)).toBeUndefined()
    await opd.checkIn({ tokenId: id(1) })
    expect(await estimate(1, { travelMinutes: 5 })).toMatchObject({ arriveBy: null, leaveBy: null, ahead: 0 })
    await opd.call({ tokenId: id(1) })
    expect(await estimate(1)).toBeUndefined()
    await opd.cancel({ tokenId: id(2) })
    expect(await estimate(2)).toBeUndefined()
    expect(await opd.estimate({ tokenId: 'none' })).toBeUndefined()
  })

  it('is the same if it is asked twice', async () => {
    const { clock, estimate } = await booked([10, 10])
    clock.now = at('09:10')
    expect(await estimate(17, { travelMinutes: 10 })).toEqual(await estimate(17, { travelMinutes: 10 }))
  })

  it('refuses a risk and a way that cannot be meant', async () => {
    const { opd } = await booked([1])
    for (const wrong of [
      { risk: 0 },
      { risk: 0.6 },
      { risk: '0.1' },
      { travelMinutes: -1 },
      { travelMinutes: 0.5 },
      { way: 5 },
    ])
      await expect(opd.estimate({ tokenId: id(1), ...wrong } as never), JSON.stringify(wrong)).rejects.toMatchObject({
        code: 'invalid-input',
      })
  })
})

describe('habits', () => {
  it('that fewer patients come have later ones called sooner', async () => {
    const from = async (chance: number) => {
      const { clock, estimate } = await booked([10], { habits: { comes: () => chance } })
      clock.now = at('09:05')
      return (await estimate(10))!.from
    }
    expect(await from(0.3)).toBeLessThan(await from(0.98))
  })

  it('that patients come later have the first one called later', async () => {
    const to = async (earlyMinutes: number) => {
      const { clock, estimate } = await booked([1], { habits: { earlyMinutes, spreadMinutes: 5 } })
      clock.now = at('08:30')
      return (await estimate(1))!.to
    }
    expect(await to(15)).toBeLessThanOrEqual(5)
    expect(await to(-25)).toBeGreaterThan(20)
  })

  it('are asked with the request of each expected token', async () => {
    const asked = new Set<string>()
    const comes = ({ source, attributes }: { source: string; attributes?: object | undefined }) => {
      asked.add(`${source} ${JSON.stringify(attributes)}`)
      return 1
    }
    const { opd, book } = await booked([1], { habits: { comes } })
    await book('q', 'paid', '09:00', { attributes: { age: 70 } })
    await opd.queue({ sessionId: SESSION })
    expect([...asked].sort()).toEqual(['online undefined', 'paid {"age":70}'])
  })

  it('that are wrong are refused', async () => {
    for (const habits of [
      7,
      { comes: 0.8 },
      { earlyMinutes: 1000 },
      { spreadMinutes: 0 },
      { early: 5 },
      { comes: () => 1, spreadMinutes: Number.NaN },
    ])
      await expect(clinic([1], { habits: habits as never }), JSON.stringify(habits)).rejects.toMatchObject({
        code: 'invalid-input',
      })
    const { opd } = await booked([1], { habits: { comes: () => 2 } })
    await expect(opd.queue({ sessionId: SESSION })).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringContaining('habits.comes returns 2'),
    })
    // What needs no forecast goes on.
    expect(await opd.cancel({ tokenId: id(1) })).toMatchObject({ status: 'cancelled' })
  })
})
