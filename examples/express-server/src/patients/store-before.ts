import type { AppendOutcome, Commit, Store } from 'opd-scheduler/store'

/** Stores the patients of these commits, and never rejects. Returns the commits that must not be made, because their patient was not stored. */
export type Before = (commits: readonly Commit[]) => Promise<ReadonlySet<Commit>>

/**
 * Wraps a store, so that the patients of bookings are stored when the engine has accepted the bookings, and before these are committed:
 * all of one append together.
 */
export function storeBefore(store: Store, before: Before): Store {
  return {
    ...store,
    async append(commits, turn) {
      const refused = await before(commits)
      if (refused.size === 0) return store.append(commits, turn)
      const others = commits.filter((commit) => !refused.has(commit))
      const outcomes = others.length === 0 ? [] : [...(await store.append(others, turn))]
      return commits.map((commit): AppendOutcome => {
        // The engine refuses the booking, and the server looks for the patient again or reports why it could not be stored.
        if (refused.has(commit)) return { status: 'key-taken', key: commit.commandId }
        return outcomes.shift()!
      })
    },
  }
}
