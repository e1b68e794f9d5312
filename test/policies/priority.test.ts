import { bestOf, byAttribute, bySource, byTriage, thenBy, withAging } from 'opd-scheduler'
import type { PriorityPolicy } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'

const minutes = (n: number): number => n * 60_000
const rank = (policy: PriorityPolicy, source: string, attributes?: Record<string, string | number | boolean>) =>
  policy.base({ source, attributes }, { doctorId: 'dr-rao', date: '2026-01-30' }, 0)

describe('priority policies', () => {
  it('bySource ranks the sources that it names; it ranks others as `unknown`, or refuses them', () => {
    const strict = bySource({ emergency: 1, online: 4 })
    expect([rank(strict, 'emergency'), rank(strict, 'online'), rank(strict, 'web'), rank(strict, '__proto__')]).toEqual(
      [1, 4, undefined, undefined],
    )
    expect(rank(bySource({ emergency: 1, online: 4 }, { unknown: 'online' }), 'web')).toBe(4)
  })

  it('bySource refuses another spelling of a source that it names, even if it ranks unknown ones', () => {
    const classes = { emergency: 1, paid: 2, 'follow-up': 3, 'walk-in': 5 }
    const policy = bySource(classes, { unknown: 'walk-in' })
    for (const source of [
      'Emergency',
      'EMERGENCY',
      'Paid Priority',
      'walk_in',
      'WalkIn',
      'Follow Up',
      'emergency case',
    ])
      expect(rank(policy, source), source).toBeUndefined()
    for (const source of ['web', 'prepaid', 'walking group', 'non-emergency', '!'])
      expect(rank(policy, source), source).toBe(5)
    expect(rank(policy, 'walk-in')).toBe(5)
    expect(rank(bySource({ '!': 1, online: 2 }, { unknown: 'online' }), '?')).toBe(2)
  })

  it('a policy made of bySource names the sources that it ranks, whatever wraps it', () => {
    const classes = bySource({ emergency: 1, online: 4 })
    for (const policy of [
      classes,
      withAging(classes, { everyMinutes: 30, best: 2 }),
      bestOf(classes, byTriage({ missing: 5 })),
      thenBy(classes, byTriage({ missing: 5 })),
    ])
      expect(policy.sources).toEqual(['emergency', 'online'])
    expect(byTriage().sources).toBeUndefined()
  })

  it('byTriage accepts levels 1 to 5, from any attribute', () => {
    expect([1, 5, 0, 6, 2.5, 'urgent'].map((triage) => rank(byTriage(), 'x', { triage }))).toEqual([
      1,
      5,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(rank(byTriage({ missing: 5 }), 'x')).toBe(5)
    expect(rank(byTriage({ attribute: 'esi' }), 'x', { esi: 2 })).toBe(2)
  })

  it('byAttribute ranks by a table, or by the number itself', () => {
    const band = byAttribute('ageBand', { ranks: { child: 1, elderly: 1 }, missing: 2 })
    expect([rank(band, 'x', { ageBand: 'child' }), rank(band, 'x', { ageBand: 'adult' }), rank(band, 'x')]).toEqual([
      1, 2, 2,
    ])
    expect([
      rank(byAttribute('score'), 'x', { score: 7 }),
      rank(byAttribute('score'), 'x', { score: 'high' }),
      rank(byAttribute('toString'), 'x', {}),
    ]).toEqual([7, undefined, undefined])
    expect(rank(byAttribute('disabled', { ranks: { true: 1 }, missing: 2 }), 'x', { disabled: true })).toBe(1)
  })

  it('thenBy uses the second policy only between equal ranks of the first', () => {
    const both = thenBy(bySource({ emergency: 1, online: 2 }), byTriage({ missing: 5 }))
    const ranks = [
      rank(both, 'emergency', { triage: 5 }),
      rank(both, 'online', { triage: 1 }),
      rank(both, 'online', { triage: 2 }),
    ]
    expect(ranks).toEqual([...(ranks as number[])].sort((a, b) => a - b))
    expect(new Set(ranks).size).toBe(3)
    expect(rank(both, 'web')).toBeUndefined()
    const extreme = thenBy(bySource({ a: 1, b: 2 }), byAttribute('n'))
    expect(rank(extreme, 'a', { n: 1e9 })!).toBeLessThan(rank(extreme, 'b', { n: -1e9 })!)
  })

  it('thenBy ages both parts', () => {
    const aging = thenBy(withAging(bySource({ a: 5 }), { everyMinutes: 10, best: 2 }), byTriage({ missing: 5 }))
    const base = rank(aging, 'a')!
    expect(aging.at!(base, minutes(10))).toBe(base - 1000)
    expect(aging.at!(base, minutes(1000))).toBe(base - 3000)
    expect(thenBy(bySource({ a: 1 }), byTriage()).at).toBeUndefined()
  })

  it('withAging improves a rank by one every `everyMinutes`, down to `best`', () => {
    const aging = withAging(bySource({ emergency: 1, 'walk-in': 5 }), { everyMinutes: 30, best: 2 })
    expect([0, 29, 30, 89, 90, 500].map((n) => aging.at!(5, minutes(n)))).toEqual([5, 5, 4, 3, 2, 2])
    expect(aging.at!(1, minutes(500))).toBe(1)
  })

  it('bestOf gives the better rank; only the first policy can refuse', () => {
    const best = bestOf(bySource({ emergency: 1, online: 3 }), byAttribute('group', { ranks: { child: 2 } }))
    expect([
      rank(best, 'emergency', { group: 'child' }),
      rank(best, 'online', { group: 'child' }),
      rank(best, 'online'),
      rank(best, 'web', { group: 'child' }),
    ]).toEqual([1, 2, 3, undefined])
  })
})
