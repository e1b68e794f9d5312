import type { OpdEvent } from 'opd-scheduler'
import { memoryStore } from 'opd-scheduler'
import { expect, it, vi } from 'vitest'
import { doctorsOf, HOUR, HOURS, MIDNIGHT, MINUTE } from '../../examples/day-simulation/src/day/clinic'
import type { Patient } from '../../examples/day-simulation/src/day/demand'
import { DayCourse } from '../../examples/day-simulation/src/lab/course'
import { METRICS, measure } from '../../examples/day-simulation/src/lab/metrics'

const [rao] = doctorsOf(1) as [ReturnType<typeof doctorsOf>[number]]
const [nine, ten] = ['dr-rao.2026-01-30.0900', 'dr-rao.2026-01-30.1000']

/** Minutes after 9:00. */
const at = (minutes: number): number => MIDNIGHT + 9 * HOUR + minutes * MINUTE

const slots = [nine, ten].map((slotId, index) => ({ slotId, startsAt: at(60 * index), endsAt: at(60 * index + 60) }))

type Step = readonly [type: string, patientId: string, minutes: number, from: string | null, to: string | null]

/** Reads a log with these steps of tokens, and measures the day. */
async function measured(patients: readonly Partial<Patient>[], steps: readonly Step[]) {
  const store = memoryStore()
  const events = steps.map(([type, patientId, minutes, from, to]) => {
    return { type: `token.${type}`, sessionId: 's', tokenId: `t-${patientId}`, patientId, at: at(minutes), from, to }
  })
  const opened = { type: 'session.opened', sessionId: 's', slots }
  const entries = [opened, ...events].map((event, index) => ({
    position: index + 1,
    event: event as unknown as OpdEvent,
  }))
  vi.spyOn(store, 'read').mockImplementation(async (after) => entries.slice(after, after + 2))
  const day = { doctors: [rao], patients: patients.map((each) => ({ doctor: rao, slot: 0, ...each }) as Patient) }
  const values = measure({ ...day, hours: HOURS, script: vi.fn() }, await DayCourse.of(store))
  return (name: string, source: string | null = null) => {
    const place = METRICS.findIndex((metric) => metric.name === name && metric.source === source)
    expect(place, `${name} of ${source}`).toBeGreaterThanOrEqual(0)
    return values[place]
  }
}

it('measures waits, places, moves, overtime and idle time of a day', async () => {
  const of = await measured(
    [
      { id: 'a', source: 'online' },
      { id: 'b', source: 'online' },
      { id: 'c', source: 'online', cancelsAt: 1 },
      { id: 'd', source: 'online', slot: undefined },
      { id: 'e', source: 'online' },
      { id: 'f', source: 'walk-in' },
      // Asks again for another hour, which does not count.
      { id: 'a', source: 'online', slot: 1 },
    ],
    [
      ['confirmed', 'a', -99, null, nine],
      ['confirmed', 'b', -98, null, nine],
      // Moved to another hour, and then from it.
      ['bumped', 'b', -90, nine, ten],
      ['bumped', 'b', -80, ten, null],
      ['confirmed', 'c', -70, null, nine],
      ['cancelled', 'c', -60, nine, null],
      ['confirmed', 'd', -50, null, ten],
      ['waitlisted', 'f', -40, null, null],
      ['checked-in', 'a', -10, nine, nine],
      ['started', 'a', 5, nine, nine],
      ['completed', 'a', 15, nine, null],
      ['stood-by', 'f', 10, null, null],
      ['started', 'f', 50, null, null],
      ['completed', 'f', 65, null, null],
      ['checked-in', 'd', 70, ten, ten],
      ['started', 'd', 110, ten, ten],
      ['completed', 'd', 130, ten, ten],
    ],
  )
  // a waited 15 minutes and d 40. f was seen without a seat, and e was refused.
  expect(of('mean wait from check-in to the doctor', 'online')).toBe(27.5)
  expect(of('wait that 9 in 10 do not exceed', 'online')).toBe(40)
  expect(of('mean wait from check-in to the doctor', 'walk-in')).toBeNull()
  // Of a, b and e, only a. c calls off, and d named no hour.
  expect(of('seated in the hour asked for', 'online')).toBeCloseTo(100 / 3)
  expect(of('seated in the hour asked for', 'walk-in')).toBe(0)
  // Of a, b, d and e, a and d.
  expect(of('had a place on the day at all', 'online')).toBe(50)
  expect(of('had a place on the day at all', 'walk-in')).toBe(100)
  expect(of('had a place on the day at all', 'paid')).toBeNull()
  expect(of('seen')).toBe(3)
  expect(of('ended without a seat')).toBe(2)
  expect(of('moved for another')).toBe(1)
  expect(of('most moves of one')).toBe(2)
  expect(of('overtime')).toBe(10)
  // Two hours without 10, 15 and the 10 minutes before the end.
  expect(of('idle in working hours')).toBe(85)
})

it('does not count the wait for a seat of a patient on standby', async () => {
  const of = await measured(
    [{ id: 'a', source: 'paid' }],
    [
      ['waitlisted', 'a', -40, null, null],
      ['stood-by', 'a', 0, null, null],
      ['promoted', 'a', 20, null, ten],
      ['started', 'a', 70, ten, ten],
    ],
  )
  expect(of('mean wait from check-in to the doctor', 'paid')).toBe(50)
  expect(of('seated in the hour asked for', 'paid')).toBe(0)
  expect(of('had a place on the day at all', 'paid')).toBe(100)
  expect(of('seen')).toBe(0)
})

it('counts an offer that lapses as no place, but a hold that lapses as a place given up', async () => {
  const of = await measured(
    [
      { id: 'a', source: 'online' },
      { id: 'b', source: 'online' },
      { id: 'c', source: 'online' },
    ],
    [
      ['waitlisted', 'a', -99, null, null],
      ['held', 'b', -98, null, nine],
      ['waitlisted', 'c', -97, null, null],
      ['expired', 'b', -88, nine, null],
      ['offered', 'a', -80, null, nine],
      ['expired', 'a', -65, nine, null],
      ['offered', 'c', -65, null, nine],
      ['confirmed', 'c', -60, null, nine],
    ],
  )
  expect(of('ended without a seat')).toBe(1)
  expect(of('had a place on the day at all', 'online')).toBeCloseTo(66.67, 1)
})
