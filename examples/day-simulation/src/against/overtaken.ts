import type { Rules } from 'opd-scheduler'
import type { Replay } from '../replay/replay-file'
import { Desk } from '../run/desk'

/** What the file's clock does besides its commands: a server at which all happens at once cannot see it. */
export interface Overtaken {
  /** Tokens that became no-shows because their time was over, by the index of the command before which that happened. */
  readonly noShows: ReadonlyMap<number, readonly string[]>
  /** Ids of the tokens that the bookings got, by the index of the command. */
  readonly booked: ReadonlyMap<number, string>
  /** Holds and offers that expired. */
  readonly expired: number
  /** Sessions that the clock closed. */
  readonly closed: number
}

/** Runs the file by its own clock. */
export async function overtakenIn({ timeZone, commands }: Replay, rules: Rules): Promise<Overtaken> {
  const desk = new Desk(timeZone, rules)
  const noShows = new Map<number, string[]>()
  const booked = new Map<number, string>()
  let [index, expired, closed] = [0, 0, 0]
  desk.opd.on('token.no-show', ({ tokenId, cause }) => {
    if (cause === 'grace-over') noShows.set(index, [...(noShows.get(index) ?? []), tokenId])
  })
  desk.opd.on('token.expired', () => expired++)
  desk.opd.on('session.closed', () => closed++)
  for (const given of commands) {
    const result = await desk.execute(given)
    if (given.command.op === 'book' && 'token' in result) booked.set(index, result.token.id)
    if (given.command.op === 'closeSession') closed--
    index++
  }
  return { noShows, booked, expired, closed }
}
