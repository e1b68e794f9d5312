import { describe, expect, it } from 'vitest'
import { Agenda } from '../../examples/day-simulation/src/day/agenda'
import {
  DAY,
  doctorsOf,
  HOUR,
  HOURS,
  MIDNIGHT,
  noShowRate,
  VISIT_LENGTH,
} from '../../examples/day-simulation/src/day/clinic'
import { demandOf, type Patient } from '../../examples/day-simulation/src/day/demand'
import { indexAt, Random } from '../../examples/day-simulation/src/day/random'
import { USUAL } from '../../examples/day-simulation/src/day/setting'
import { WallClock } from '../../examples/day-simulation/src/run/wall-clock'

describe('Random', () => {
  it('gives the same numbers on every machine', () => {
    const random = new Random(7)
    expect(Array.from({ length: 3 }, () => random.next() * 2 ** 32)).toEqual([210_494_603, 711_084_892, 3_993_689_120])
  })

  it('is spread evenly, and visits are as long as planned on average', () => {
    const random = new Random(1)
    const mean = (draw: () => number): number => Array.from({ length: 50_000 }, draw).reduce((a, b) => a + b) / 50_000
    expect(mean(() => random.next())).toBeCloseTo(0.5, 2)
    expect(mean(() => random.quantile(VISIT_LENGTH))).toBeCloseTo(1, 1)
    expect(mean(() => random.weighted([1, 3]))).toBeCloseTo(0.75, 2)
  })

  it('finds the weight that contains a part of the sum', () => {
    expect([0, 0.24, 0.25, 0.999, 1].map((part) => indexAt(part, [1, 0, 3]))).toEqual([0, 0, 2, 2, 2])
  })
})

describe('Agenda', () => {
  it('gives entries in order of time, then in the order in which they were added', () => {
    const random = new Random(3)
    const agenda = new Agenda<number>()
    const times = Array.from({ length: 500 }, () => random.below(50))
    for (const [index, at] of times.entries()) agenda.add(at, index)
    const expected = times.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index)
    for (const { at, index } of expected) expect(agenda.next()).toMatchObject({ at, entry: index })
    expect(agenda.next()).toBeUndefined()
  })
})

describe('WallClock', () => {
  it('writes instants with the offset of the zone', () => {
    const at = Date.parse('2026-07-01T00:00:00Z')
    expect(new WallClock('Asia/Kolkata').textAt(at)).toBe('2026-07-01T05:30:00+05:30')
    expect(new WallClock('America/St_Johns').textAt(at)).toBe('2026-06-30T21:30:00-02:30')
    expect(new WallClock('Asia/Kolkata').textAt(at + 7)).toBe('2026-07-01T05:30:00.007+05:30')
    expect(new WallClock('UTC').textAt(at)).toBe('2026-07-01T00:00:00+00:00')
  })
})

describe('demand', () => {
  it('has about one no-show in five, few for same-day bookings and more after weeks', () => {
    const expected = demandOf(20_000, doctorsOf(3), new Random(1)).filter(({ cancelsAt }) => cancelsAt === undefined)
    const absent = (patients: readonly Patient[]): number =>
      patients.filter(({ comes }) => !comes).length / patients.length
    expect(absent(expected)).toBeGreaterThan(0.18)
    expect(absent(expected)).toBeLessThan(0.22)
    expect(absent(expected.filter(({ bookedAt }) => bookedAt >= MIDNIGHT))).toBeCloseTo(0.05, 1)
    expect(absent(expected.filter(({ bookedAt }) => bookedAt < MIDNIGHT - 16 * DAY))).toBeCloseTo(0.33, 1)
  })

  it('has visits that vary by half of their length, and doctors faster or slower than planned', () => {
    const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b) / some.length
    const ratio = ({ visitMs, doctor }: Patient): number => visitMs / (doctor.minutesPerVisit * 60_000)
    // One doctor for each day, so that a day's mean is that doctor's tempo.
    const days = Array.from({ length: 100 }, (_, seed) => demandOf(100, doctorsOf(1), new Random(seed)).map(ratio))
    const all = days.flat()
    const average = mean(all)
    expect(average).toBeCloseTo(1, 1)
    expect(Math.sqrt(mean(all.map((each) => (each - average) ** 2))) / average).toBeCloseTo(0.54, 1)
    const tempos = days.map(mean)
    expect(tempos.filter((tempo) => tempo < 0.9).length).toBeGreaterThan(10)
    expect(tempos.filter((tempo) => tempo > 1.1).length).toBeGreaterThan(10)
  })

  it('has few disturbances: some patients phone, fewer miss calls, come late or reschedule', () => {
    const patients = demandOf(20_000, doctorsOf(3), new Random(3))
    const share = (is: (patient: Patient) => boolean): number => patients.filter(is).length / patients.length
    expect(share(({ phones }) => phones)).toBeGreaterThan(0.03)
    expect(share(({ phones }) => phones)).toBeLessThan(0.1)
    expect(share(({ missedCalls }) => missedCalls > 0)).toBeCloseTo(0.07, 2)
    expect(share(({ earlyMs }) => earlyMs < -70 * 60_000)).toBeCloseTo(0.023, 2)
    expect(share(({ reschedulesAt }) => reschedulesAt !== undefined)).toBeGreaterThan(0.01)
    expect(share(({ reschedulesAt }) => reschedulesAt !== undefined)).toBeLessThan(0.05)
  })

  it('has the same people otherwise if there is an accident, whose patients come before the first slot', () => {
    const doctors = doctorsOf(3)
    const usual = demandOf(231, doctors, new Random(21))
    const all = demandOf(231, doctors, new Random(21), { ...USUAL, surge: 18 })
    expect(all.slice(0, 231)).toEqual(usual)
    const injured = all.slice(231)
    expect(injured).toHaveLength(18)
    expect(new Set(all.map(({ tokenId }) => tokenId)).size).toBe(249)
    for (const { source, doctor, bookedAt, slot, isPresent } of injured) {
      expect([source, doctor.name, slot, isPresent]).toEqual(['emergency', 'Dr. Khan', 0, true])
      expect(bookedAt).toBeGreaterThanOrEqual(MIDNIGHT + 8 * HOUR)
      expect(bookedAt).toBeLessThanOrEqual(MIDNIGHT + 9 * HOUR)
    }
  })

  it('uses whole seconds only, and cancels neither before the booking nor after the start of the slot', () => {
    for (const patient of demandOf(5000, doctorsOf(3), new Random(2))) {
      const { bookedAt, cancelsAt, slot, visitMs, travelMs, earlyMs } = patient
      for (const ms of [bookedAt, cancelsAt ?? 0, visitMs, travelMs, earlyMs]) expect(Math.abs(ms % 1000)).toBe(0)
      if (cancelsAt === undefined) continue
      expect(cancelsAt).toBeGreaterThanOrEqual(bookedAt)
      expect(cancelsAt).toBeLessThan(MIDNIGHT + HOURS[slot!]! * HOUR)
    }
  })
})

describe('noShowRate', () => {
  it('grows with the days between booking and visit', () => {
    expect([0, 1, 5, 10, 30].map(noShowRate)).toEqual([0.05, 0.21, 0.26, 0.3, 0.33])
  })
})
