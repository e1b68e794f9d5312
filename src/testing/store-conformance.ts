import { APPENDS } from './conformance/appends'
import type { Check, StoreUnderTest } from './conformance/check'
import { LISTINGS } from './conformance/listings'
import { LOGS } from './conformance/logs'

/**
 * Returns checks of what the engine needs from a store adapter, for any test runner. Each check opens a new store and closes it. `run`
 * rejects with an `Error` that says what was expected and what was found.
 *
 * @param open - returns a new and empty store, and a function that opens the same data again
 *
 * @example
 * ```ts
 * for (const { name, run } of storeConformance(() => ({ store: myStore() }))) test(name, run)
 * ```
 */
export function storeConformance(open: () => Promise<StoreUnderTest> | StoreUnderTest): readonly Check[] {
  return [...APPENDS, ...LISTINGS, ...LOGS].map(({ name, of }) => ({
    name,
    run: async () => {
      const under = await open()
      try {
        await of(under.store, under)
      } finally {
        await under.store.close()
      }
    },
  }))
}
