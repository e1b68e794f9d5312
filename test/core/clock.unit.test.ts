import { fixed, quotas, type Rules, standard, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide'
import { bare, CoreClinic } from '../oracles/core-clinic'
import { at, clinic, SESSION } from '../scheduler/clinic'

const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })

describe('seats that open to all', () => {
  it('go to who waits, because of the quota and because of nobody', async () => {
    const rules: Rules = {
      ...standard(),
      capacity: quotas({ shares: { online: 1 }, releaseMinutes: 30 }),
      overflow: [waitlist()],
    }
    const { opd, store, clock, book } = await clinic([1], { rules })
    await book('a', 'walk-in', '09:00')
    clock.now = at('08:29')
    expect(await opd.sweep()).toMatchObject({ moves: [] })
    clock.now = at('08:30')
    await opd.sweep()
    expect((await store.load(SESSION, 2)).map(({ type, cause }) => [type, cause])).toEqual([
      ['slot.released', 'quota-released'],
      ['token.promoted', 'quota-released'],
    ])
    expect((await opd.history(token(1).tokenId)).at(-1)).toMatchObject({ by: null, strategy: 'waitlist-first' })
  })
})

describe('a sweep', () => {
  it('leaves a session open for who got a seat back when its slot was over, for as long as the grace', async () => {
    const { opd, clock, book } = await clinic([1, 1], { rules: { ...standard(), capacity: fixed() } })
    await book('a', 'online', '09:00')
    clock.now = at('10:15')
    await opd.sweep()
    expect(await opd.token(token(1).tokenId)).toMatchObject({ status: 'no-show' })
    clock.now = at('11:10')
    await opd.undo(token(1))
    clock.now = at('11:24')
    await opd.sweep()
    expect(await opd.session(SESSION)).toMatchObject({ status: 'open', tokens: [{ status: 'confirmed' }] })
    clock.now = at('11:25')
    await opd.sweep()
    expect(await opd.session(SESSION)).toMatchObject({ status: 'closed', tokens: [{ status: 'no-show' }] })
  })

  it('names a grace that can be none', () => {
    for (const graceMinutes of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const rules = bare([], { visit: { graceMinutes } })
      const sweep = () => decide([new CoreClinic([1], rules).session], { op: 'sweep', at: 0 }, rules)
      expect(sweep).toThrow(`visit.graceMinutes is ${graceMinutes}`)
    }
  })
})
