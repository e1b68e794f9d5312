import { expect, it } from 'vitest'
import { Contention } from '../../src/shell/sessions/contention'

it('pauses at one session end together, at another apart, and the next one is new', async () => {
  const contention = new Contention()
  const first = contention.pause('dr-rao.2026-01-30', 2)
  expect(contention.pause('dr-rao.2026-01-30', 9)).toBe(first)
  const other = contention.pause('dr-rao.2026-01-31', 2)
  expect(other).not.toBe(first)
  const begun = performance.now()
  await Promise.all([first, other, contention.pause('dr-iyer.2026-01-30', 30)])
  // Full jitter of eight milliseconds at most. The rest is the machine's delay.
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(contention.pause('dr-rao.2026-01-30', 2)).not.toBe(first)
})
