import { callOrder } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'

const NOW = 1000
const onTime = {
  token: 0,
  rank: 4,
  source: 'online',
  slotStart: NOW,
  slotEnd: NOW + 100,
  checkedInAt: NOW,
  since: NOW,
  arrived: 1,
  skips: 0,
  again: false,
}
const early = { ...onTime, slotStart: NOW + 1 }
const late = { ...onTime, checkedInAt: NOW + 100, since: NOW + 100 }
const walkIn = { ...onTime, source: 'walk-in' }
const urgent = { rank: 1 }

describe('the first patient called', () => {
  it('has a slot that has begun, even at this moment, then the better rank', () => {
    const { compare, name } = callOrder()
    expect(name).toBe('call-order')
    expect(compare(onTime, { ...early, ...urgent }, NOW)).toBeLessThan(0)
    expect(compare({ ...early, ...urgent }, onTime, NOW)).toBeGreaterThan(0)
    expect(compare({ ...onTime, ...urgent }, onTime, NOW)).toBeLessThan(0)
    expect(compare({ ...late, ...urgent }, onTime, NOW)).toBeLessThan(0)
    expect(compare(onTime, walkIn, NOW)).toBe(0)
  })

  it('may be chosen by rank alone', () => {
    const { compare } = callOrder({ early: 'in-turn' })
    expect(compare({ ...early, ...urgent }, onTime, NOW)).toBeLessThan(0)
    expect(compare(early, onTime, NOW)).toBe(0)
  })

  it('may be a patient who is not late, from the end of the slot on, nor of a class that comes last', () => {
    const { compare } = callOrder({ late: 'after', last: ['walk-in'] })
    expect(compare(onTime, { ...late, ...urgent }, NOW)).toBeLessThan(0)
    expect(compare({ ...onTime, since: NOW + 99 }, onTime, NOW)).toBe(0)
    // A patient who comes back from the laboratory was there in time.
    expect(compare({ ...onTime, checkedInAt: NOW + 500 }, onTime, NOW)).toBe(0)
    expect(compare(late, { ...walkIn, ...urgent }, NOW)).toBeLessThan(0)
    expect(compare({ ...walkIn, since: NOW + 100 }, early, NOW)).toBeLessThan(0)
  })
})
