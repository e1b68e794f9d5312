import { APPENDS } from './conformance/appends'
import type { Check, StoreUnderTest } from './conformance/check'
import { LISTINGS } from './conformance/listings'
import { LOGS } from './conformance/logs'

/**
 * Whether a store adapter does what the engine relies on: a list of checks for any test runner, each on a store of its own.
 *
 * @param open - makes a new and empty store, and says how to open the same data once more
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
