import type { HistoryEntry } from 'opd-scheduler'
import type { Outcome } from '../run/run'

/** The history of a token, with the library's sentences. */
export interface Story {
  readonly number: string
  /** The doctor's name, because each session numbers its tokens from 001. */
  readonly doctor: string
  readonly entries: readonly HistoryEntry[]
}

/** Returns the histories of at most two bumped tokens. */
export async function storiesOf({ desk, bumped }: Outcome): Promise<readonly Story[]> {
  const stories: Story[] = []
  const names = new Map((await desk.opd.doctors()).map(({ id, name }) => [id, name]))
  for (const tokenId of bumped) {
    const token = await desk.opd.token(tokenId)
    if (token === undefined) continue
    const { number, doctorId } = token
    stories.push({ number, doctor: names.get(doctorId) ?? doctorId, entries: await desk.opd.history(tokenId) })
  }
  return mostTelling(stories)
}

/** Chooses one token bumped to another seat and one bumped to the waiting list and promoted, if there are any. */
function mostTelling(stories: readonly Story[]): Story[] {
  const has = ({ entries }: Story, type: string, isSeated: boolean): boolean =>
    entries.some((entry) => entry.type === type && (entry.to !== null) === isSeated)
  const wasSeen = (story: Story): boolean => has(story, 'token.completed', true)
  // Prefer tokens that were seen, then short histories.
  const best = (some: readonly Story[]): Story[] =>
    [...some].sort((a, b) => Number(wasSeen(b)) - Number(wasSeen(a)) || a.entries.length - b.entries.length).slice(0, 1)
  const moved = best(stories.filter((story) => has(story, 'token.bumped', true)))
  const waited = best(
    stories.filter((story) => has(story, 'token.bumped', false) && has(story, 'token.promoted', true)),
  )
  const chosen = [...new Set([...moved, ...waited])]
  return chosen.length > 0 ? chosen : best(stories)
}
