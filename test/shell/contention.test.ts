import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Contention } from '../../src/shell/sessions/contention'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('pauses at one session end together, at another apart, and the next one is new', async () => {
  const contention = new Contention()
  const first = contention.pause('dr-rao.2026-01-30', 2)
  expect(contention.pause('dr-rao.2026-01-30', 9)).toBe(first)
  const other = contention.pause('dr-rao.2026-01-31', 2)
  expect(other).not.toBe(first)
  const all = Promise.all([first, other, contention.pause('dr-iyer.2026-01-30', 30)])
  // One timer for each session, with full jitter of eight milliseconds at most, however often a command has lost.
  expect(vi.getTimerCount()).toBe(3)
  await vi.advanceTimersByTimeAsync(8)
  expect(vi.getTimerCount()).toBe(0)
  await all
  expect(contention.pause('dr-rao.2026-01-30', 2)).not.toBe(first)
})
