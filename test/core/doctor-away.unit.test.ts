import { waitlist } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import type { Fact } from '../../src/core/fact'
import { bare, CoreClinic } from '../proof/oracles/core-clinic'

it('500 tokens are relocated at once, and no more', () => {
  const rules = bare([waitlist()])
  const day = new CoreClinic([501, 1], rules)
  const elsewhere = { requests: [], wallStarts: [], patients: [] }
  const block = () => decide([day.session], { op: 'blockTime', at: -1, slots: [0], elsewhere }, rules)
  for (let token = 0; token < 500; token++) day.book('online', 0)
  const facts = block() as readonly Fact[]
  expect(facts.filter(({ type }) => type === 'token.moved')).toHaveLength(500)
  day.book('online', 0)
  expect(block()).toMatchObject({ code: 'too-many-moves' })
})
