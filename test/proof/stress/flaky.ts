import type { AppendOutcome, Store } from 'opd-scheduler/store'
import type { Note } from './journal'

/** Outcome of an append other than plain success. */
type Noticed = (what: Omit<Note & { readonly note: 'append' }, 'note'>) => void

/**
 * Returns the same store over a bad line: at times an append is done and its answer is lost, or the append is lost, or no answer
 * ever comes. Calls `noticed` with each outcome other than plain success.
 */
export function flaky(store: Store, random: (below: number) => number, noticed: Noticed): Store {
  return {
    ...store,
    append: async (commits, turn) => {
      const dice = random(1000)
      if (dice < 5) throw lost(noticed, 'the way there')
      const outcomes = await store.append(commits, turn).catch((thrown: { code?: string; message: string }) => {
        noticed({ conflicts: 0, known: 0, lost: 0, taken: 0, thrown: thrown.code ?? thrown.message })
        throw thrown
      })
      const count = (status: AppendOutcome['status']): number =>
        outcomes.filter((outcome) => outcome.status === status).length
      const noted = { conflicts: count('conflict'), known: count('command-known'), lost: 0, taken: count('key-taken') }
      if (noted.conflicts + noted.known + noted.taken > 0) noticed(noted)
      if (dice < 10) throw lost(noticed, 'the way back')
      return dice === 10 ? silence(noticed) : outcomes
    },
  }
}

function lost(noticed: Noticed, where: string): Error {
  noticed({ conflicts: 0, known: 0, lost: 1, taken: 0 })
  return new Error(`lost on ${where}`)
}

function silence(noticed: Noticed): Promise<never> {
  noticed({ conflicts: 0, known: 0, lost: 1, taken: 0 })
  return new Promise(() => {})
}
