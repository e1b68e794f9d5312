import { describe, expect, it } from 'vitest'
import { Reached } from '../../support/reached'
import { busyDays, HEADLINE, line, REACHED } from './busy-days'
import { MEASUREMENTS } from './law-of-bumps'

/** No token is bumped for one that comes after a waiter which could have made the bump. */
describe('on busy days no bump goes ahead of a waiter', () => {
  console.log(HEADLINE)
  it.each(MEASUREMENTS)('under $name', async ({ name, rules, days, bumps }) => {
    const reached = new Reached()
    const measured = await busyDays(rules, days, reached.note)
    console.log(line(name, measured))
    expect(measured).toMatchObject({ aheadOfEqual: 0, aheadOfBetter: 0, passedOver: 0, first: '' })
    if (bumps === 0) return
    expect(measured.bumps).toBeGreaterThan(bumps * days)
    expect(reached.missing(REACHED)).toEqual([])
  })
})
