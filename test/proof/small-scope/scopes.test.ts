import { expect, it } from 'vitest'
import { partingsOf, RECOMMENDED, REFERENCE, THREE_CLASSES } from './scopes'

it('no scope proves what another one proves', () => {
  const scopes = [...RECOMMENDED, ...REFERENCE, ...THREE_CLASSES]
  const pairs = scopes.flatMap((one, n) =>
    scopes.slice(n + 1).flatMap((other) => (one.shapes === other.shapes ? [[one, other] as const] : [])),
  )
  expect(pairs.length).toBeGreaterThan(20)
  const same = pairs.filter(([one, other]) => partingsOf(one.rules, other.rules, one.shapes) === 0)
  expect(same.map(([one, other]) => `${one.name} and ${other.name}`)).toEqual([])
})
