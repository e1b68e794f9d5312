import { expect, it } from 'vitest'
import { SharedPauses } from '../../src/shell/time/back-off'

it('pauses for one session end together, those for another separately, and the next pause is a new one', async () => {
  const pauses = new SharedPauses()
  const first = pauses.of('dr-rao.2026-01-30', 2)
  expect(pauses.of('dr-rao.2026-01-30', 9)).toBe(first)
  const other = pauses.of('dr-rao.2026-01-31', 2)
  expect(other).not.toBe(first)
  const begun = performance.now()
  await Promise.all([first, other, pauses.of('dr-iyer.2026-01-30', 30)])
  // Full jitter of at most eight milliseconds; the rest is load of the machine.
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(pauses.of('dr-rao.2026-01-30', 2)).not.toBe(first)
})
