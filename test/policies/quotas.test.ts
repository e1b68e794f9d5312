import { quotas } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'

describe('quotas', () => {
  const sums = { base: 3, total: 10, laidOut: 5, given: 1 }

  it('are of each slot, or of the session, spread over the slots laid out so far', () => {
    const shares = { online: 4 }
    expect(quotas({ shares, releaseMinutes: 0 }).quotas!.share(1, sums)).toBe(3)
    expect(quotas({ shares, releaseMinutes: 0, per: 'session' }).quotas!.share(1, sums)).toBe(1)
  })

  it('may have the name of an exempt source if channels are not sources', () => {
    const channelOf = () => 'online'
    const { groupOf } = quotas({ shares: { online: 1 }, releaseMinutes: 0, exempt: ['online'], channelOf })
    expect([groupOf({ source: 'online' }), groupOf({ source: 'paid' })]).toEqual([2, 1])
  })
})
