import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { until } from './until'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('returns what the condition returned at last, and asks no more', async () => {
  const answers = [undefined, false, 0, '', 'open', 'closed']
  const waiting = until('the door', () => answers.shift())
  await vi.advanceTimersByTimeAsync(1_000)
  expect([await waiting, answers]).toEqual(['open', ['closed']])
})

it('goes on as long as what it sees changes, and gives up after a minute without, saying what it saw', async () => {
  let sent = 0
  let hasEnded = false
  const waiting = until(
    'ten messages',
    () => [sent],
    ([count]) => count! >= 10,
  )
  const failed = expect(waiting).rejects.toThrow(
    'Waited in vain for ten messages. Nothing changed for a minute. Seen last: [ 5 ].',
  )
  waiting
    .catch(() => undefined)
    .finally(() => {
      hasEnded = true
    })
  while (sent < 5) {
    sent++
    await vi.advanceTimersByTimeAsync(50_000)
  }
  expect(hasEnded).toBe(false)
  await vi.advanceTimersByTimeAsync(11_000)
  expect(hasEnded).toBe(true)
  await failed
})

it('gives up on a look that has no answer', async () => {
  let asked = 0
  const failed = expect(
    until('the server', () => (asked++ === 0 ? Promise.resolve(null) : new Promise<never>(() => {}))),
  ).rejects.toThrow('Waited in vain for the server. The last look had no answer for a minute. Seen last: null.')
  await vi.advanceTimersByTimeAsync(61_000)
  await failed
})

it('throws at once what the condition throws', async () => {
  const ended = new Error('The process has ended.')
  await expect(until('the process', () => Promise.reject(ended))).rejects.toBe(ended)
  expect(vi.getTimerCount()).toBe(0)
})
