import { APPENDS } from './conformance/appends'
import { answerOf, type Check, type ConformanceOptions, type StoreUnderTest, withTimeLimit } from './conformance/check'
import { DUE } from './conformance/due'
import { LISTINGS } from './conformance/listings'
import { LOGS } from './conformance/logs'
import { TEXTS } from './conformance/texts'
import { TURNS } from './conformance/turns'

/**
 * Returns checks of what the engine needs from a store adapter, for any test runner. Each check opens a new store and closes it. `run`
 * rejects with an `Error` that says what was expected and what was found, or which answer did not come. Throws a RangeError for a wrong
 * option.
 *
 * @param open - returns a new and empty store, and a function that opens the same data again
 *
 * @example
 * ```ts
 * for (const { name, run } of storeConformance(() => ({ store: myStore() }))) test(name, run)
 * ```
 */
export function storeConformance(
  open: () => Promise<StoreUnderTest> | StoreUnderTest,
  { waitMs = 10_000 }: ConformanceOptions = {},
): readonly Check[] {
  if (!Number.isInteger(waitMs) || waitMs < 1 || waitMs > 3_600_000)
    throw new RangeError(
      `storeConformance: waitMs is ${waitMs}. Give a whole number of milliseconds from 1 to 3,600,000.`,
    )
  return [...APPENDS, ...TURNS, ...LISTINGS, ...DUE, ...TEXTS, ...LOGS].map(({ name, of }) => ({
    name,
    run: async () => {
      const under = await answerOf(waitMs, 'open', open)
      const store = withTimeLimit(under.store, waitMs)
      const { again } = under
      const reopen = again && (async () => withTimeLimit(await answerOf(waitMs, 'again', again), waitMs))
      const failures: unknown[] = []
      await of(store, { waitMs, again: reopen }).catch((thrown: unknown) => failures.push(thrown))
      // The store is closed after a failure too, but the first failure is the one to report.
      await store.close().catch((thrown: unknown) => failures.push(thrown))
      if (failures.length > 0) throw failures[0]
    },
  }))
}
