import { describe, expect, it } from 'vitest'
import { MIDNIGHT } from '../../examples/day-simulation/src/day/clinic'
import type { Course, Happening } from '../../examples/day-simulation/src/page/course'
import { placed } from '../../examples/day-simulation/src/page/placing'
import { TimeScale } from '../../examples/day-simulation/src/page/time-scale'
import { WallClock } from '../../examples/day-simulation/src/run/wall-clock'

const HOUR = 3_600_000
const clock = new WallClock('Asia/Kolkata')
const slots = [{ startsAt: MIDNIGHT + 9 * HOUR, endsAt: MIDNIGHT + 10 * HOUR }]

describe('TimeScale', () => {
  const events = [MIDNIGHT - 30 * 24 * HOUR, MIDNIGHT - HOUR, MIDNIGHT + 8.5 * HOUR, MIDNIGHT + 11 * HOUR]
  const scale = TimeScale.ofDay(slots, events, clock)

  it('keeps the order of moments, from 0 for the first to 1 for the last', () => {
    const places = Array.from({ length: 500 }, (_, step) =>
      scale.placeOf(events[0]! + (step / 499) * (events[3]! - events[0]!)),
    )
    expect(places[0]).toBe(0)
    expect(places[499]).toBe(1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('labels the hours of the day and the weeks before', () => {
    const labels = scale.ticks.map(({ label }) => label)
    expect(labels).toEqual(['−4 weeks', '−2 weeks', '−1 week', '−3 days', '−1 day', '08:00', '09:00', '10:00', '11:00'])
    expect(scale.ticks.find(({ label }) => label === '08:00')?.place).toBe(scale.dayPlace)
  })

  it('labels the dates of several days', () => {
    const later = slots.map(({ startsAt, endsAt }) => ({ startsAt: startsAt + 48 * HOUR, endsAt: endsAt + 48 * HOUR }))
    const labels = TimeScale.ofDays([...slots, ...later], [], clock).ticks.map(({ label }) => label)
    expect(labels).toEqual(['Fri 30 Jan', 'Sat 31 Jan', 'Sun 1 Feb'])
  })
})

describe('an arrow', () => {
  it('is drawn at most a few pixels from its moment, however many there are', () => {
    const at = MIDNIGHT + 9.5 * HOUR
    const bump: Happening = {
      kind: 'bump',
      at,
      number: '001',
      source: 'online',
      from: 'a',
      to: null,
      waits: true,
      by: '002',
      cause: 'outranked',
    }
    const happenings = Array.from({ length: 20 }, () => bump)
    const course: Course = { sessionId: 's', doctor: 'Dr. X', date: '2026-01-30', slots: [], happenings }
    const scale = TimeScale.ofDay(slots, [at], clock)
    const { moves } = placed(course, scale, (slotId) => (slotId === null ? 1 : 0))
    expect(moves).toHaveLength(20)
    expect(new Set(moves.map(({ time }) => time)).size).toBe(5)
    for (const { time } of moves) expect(Math.abs(time - scale.placeOf(at))).toBeLessThan(0.02)
  })
})
