import type { HistoryEntry } from 'opd-scheduler'
import type { Outcome } from '../run/run'

/** What happened to a token, in data and in the library's own words. */
export interface Story {
  readonly number: string
  /** Name of the doctor; every session numbers its own tokens. */
  readonly doctor: string
  readonly entries: readonly HistoryEntry[]
}

/** The stories of at most two tokens that had to move. */
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

/** One that found another seat and one that had to wait and was promoted, where there are such. */
function mostTelling(stories: readonly Story[]): Story[] {
  const has = ({ entries }: Story, type: string, isSeated: boolean): boolean =>
    entries.some((entry) => entry.type === type && (entry.to !== null) === isSeated)
  const wasSeen = (story: Story): boolean => has(story, 'token.completed', true)
  // Those that end with the doctor come first, then those told in few steps.
  const best = (some: readonly Story[]): Story[] =>
    [...some].sort((a, b) => Number(wasSeen(b)) - Number(wasSeen(a)) || a.entries.length - b.entries.length).slice(0, 1)
  const moved = best(stories.filter((story) => has(story, 'token.bumped', true)))
  const waited = best(
    stories.filter((story) => has(story, 'token.bumped', false) && has(story, 'token.promoted', true)),
  )
  const chosen = [...new Set([...moved, ...waited])]
  return chosen.length > 0 ? chosen : best(stories)
}
