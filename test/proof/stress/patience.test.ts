import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { whileItMoves } from './patience'

const never = new Promise(() => {})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Returns what became of a wait after some minutes. */
async function after(minutes: number, waiting: Promise<boolean>): Promise<boolean | 'waiting'> {
  let became: boolean | 'waiting' = 'waiting'
  void waiting.then((isHere) => {
    became = isHere
  })
  await vi.advanceTimersByTimeAsync(minutes * 60_000 + 1_000)
  return became
}

it('gives up after a minute in which nothing moved', async () => {
  expect(
    await after(
      0.9,
      whileItMoves(never, () => 7),
    ),
  ).toBe('waiting')
  expect(
    await after(
      1,
      whileItMoves(never, () => 7),
    ),
  ).toBe(false)
})

it('waits for hours if something moves now and then', async () => {
  const minute = () => Math.floor(Date.now() / 50_000)
  expect(await after(240, whileItMoves(never, minute))).toBe('waiting')
})

it('says that what it waited for came', async () => {
  const soon = new Promise((resolve) => setTimeout(resolve, 30_000))
  expect(
    await after(
      1,
      whileItMoves(soon, () => 7),
    ),
  ).toBe(true)
})
