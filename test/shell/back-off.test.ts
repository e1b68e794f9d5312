import { expect, it } from 'vitest'
import { SharedPauses } from '../../src/shell/time/back-off'

it('pauses at one session end together, at another apart, and the next one is new', async () => {
  const pauses = new SharedPauses()
  const first = pauses.of('dr-rao.2026-01-30', 2)
  expect(pauses.of('dr-rao.2026-01-30', 9)).toBe(first)
  const other = pauses.of('dr-rao.2026-01-31', 2)
  expect(other).not.toBe(first)
  const begun = performance.now()
  await Promise.all([first, other, pauses.of('dr-iyer.2026-01-30', 30)])
  // Full jitter of eight milliseconds at most; all else is the machine's.
  expect(performance.now() - begun).toBeLessThan(60_000)
  expect(pauses.of('dr-rao.2026-01-30', 2)).not.toBe(first)
})
