import { expect, it } from 'vitest'
import { HOUR, MIDNIGHT, MINUTE } from '../../../examples/day-simulation/src/day/clinic'
import { ArrivingDay } from '../../simulation/arriving-day'
import { cases } from '../../support/amount'

const SEEDS = Array.from({ length: 12 }, (_, n) => 401 + n)
/** When the patients ask, and how many of those who may are followed on each day. */
const MOMENTS = [9.5, 11.5]
const FOLLOWED = 4

it.each(
  cases(1, [
    ['three doctors', { doctors: 3, rooms: 1 }],
    ['one queue of three rooms', { doctors: 1, rooms: 3 }],
  ] as const),
)(
  'patients who come at arriveBy miss 5 to 15 of 100 calls, and wait less than at the start of the slot: %s',
  async (who, staff) => {
    let missed = 0
    let followed = 0
    const saved: number[] = []
    for (const seed of SEEDS) {
      const day = new ArrivingDay(seed, 1.1, staff)
      for (const hour of MOMENTS) {
        const moment = MIDNIGHT + hour * HOUR
        const asked = (await day.askedAt(moment)).filter(
          ({ arriveBy, slotStart }) => arriveBy > Math.max(slotStart, moment + MINUTE),
        )
        const step = Math.max(1, Math.floor(asked.length / FOLLOWED))
        for (const each of asked.filter((_, index) => index % step === 0).slice(0, FOLLOWED)) {
          const atStart = await day.visitOf(each, Math.max(each.slotStart, moment + MINUTE))
          if (atStart === undefined) continue
          followed++
          if (atStart.firstCallAt < each.arriveBy) missed++
          const then = await day.visitOf(each, each.arriveBy)
          if (then !== undefined)
            saved.push((atStart.firstCallAt - atStart.arrivedAt - (then.firstCallAt - then.arrivedAt)) / MINUTE)
        }
      }
    }
    const mean = saved.reduce((sum, each) => sum + each, 0) / saved.length
    const error = Math.sqrt(saved.reduce((sum, each) => sum + (each - mean) ** 2, 0)) / saved.length
    console.log(
      `${who}, seeds ${SEEDS[0]} to ${SEEDS.at(-1)}: ${missed} of ${followed} missed their call; ${mean.toFixed(1)} ± ${(2 * error).toFixed(1)} minutes less waiting (${saved.length} pairs)`,
    )
    expect(followed).toBeGreaterThan(60)
    expect(missed / followed).toBeGreaterThanOrEqual(0.05)
    expect(missed / followed).toBeLessThanOrEqual(0.15)
    expect(saved.length).toBeGreaterThan(60)
    expect(mean).toBeGreaterThan(2 * error)
  },
)
