import type { Stats } from 'opd-scheduler'
import type { ShownAnswer, ShownSession, ShownToken } from '../report/shown'

/** Everything that the server and the library can differ in. */
export interface Observed {
  /** By command; undefined if it was not sent. */
  readonly answers: readonly (ShownAnswer | undefined)[]
  readonly sessions: readonly ShownSession[]
  /** By session. */
  readonly stats: readonly (Stats | undefined)[]
}

/** Lists where two runs of the same commands differ. Times at which something was written down are not compared. */
export function differences(server: Observed, library: Observed, labels: readonly string[]): string[] {
  return [
    ...server.answers.flatMap((answer, index) =>
      answer === undefined ? [] : unequalAnswers(labels[index]!, answer, library.answers[index]!),
    ),
    ...library.sessions.flatMap((session, index) => {
      const other = server.sessions.find(({ id }) => id === session.id)
      if (other === undefined) return [`${session.id}: the server has no such session`]
      return [
        ...unequal(session.id, sessionOf(other), sessionOf(session)),
        ...unequal(`statistics of ${session.id}`, statsOf(server.stats[index]), statsOf(library.stats[index])),
      ]
    }),
  ]
}

function unequalAnswers(label: string, server: ShownAnswer, library: ShownAnswer): string[] {
  const [there, here] = [server, library].map(({ status, code }) =>
    status === 'rejected' ? `refused ${code}` : status,
  )
  if (there !== here) return [`${label}: the server answers ${there}, the library ${here}`]
  return unequal(label, answerOf(server), answerOf(library))
}

/** A line for each leaf that differs. */
function unequal(path: string, server: unknown, library: unknown): string[] {
  if (isObject(server) && isObject(library)) {
    const names = [...new Set([...Object.keys(library), ...Object.keys(server)])]
    return names.flatMap((name) => unequal(`${path} ${name}`, server[name], library[name]))
  }
  if (server === library) return []
  return [`${path}: the server has ${shown(server)}, the library ${shown(library)}`]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function answerOf({ token, moves = [] }: ShownAnswer): object {
  return {
    token: token === undefined ? null : tokenOf(token),
    moves: Object.fromEntries(
      moves.map(({ tokenId, from, to, status, cause }) => [tokenId, { from, to, status, cause }]),
    ),
  }
}

function tokenOf(token: ShownToken): object {
  const { id, number, status, source, wantedSlotId, slotId, waitsFor, position, plannedTime, rank, cause } = token
  const waits = waitsFor && { slotId: waitsFor.slotId, accepts: waitsFor.accepts }
  return { id, number, status, source, wantedSlotId, slotId, waits, position, plannedTime, rank, cause }
}

function sessionOf({ status, slots, tokens }: ShownSession): object {
  return {
    status,
    slots: Object.fromEntries(
      slots.map(({ id, start, capacity, used, overflow, blocked }) => [
        id,
        { start, capacity, used, overflow, blocked },
      ]),
    ),
    tokens: Object.fromEntries(tokens.map((token) => [token.number, tokenOf(token)])),
  }
}

function statsOf(stats: Stats | undefined): object | undefined {
  if (stats === undefined) return undefined
  const { capacity, used, utilisation, tokens, byStatus, bySource, bumps, cascades, promotions, drops } = stats
  return { capacity, used, utilisation, tokens, byStatus, bySource, bumps, cascades, promotions, drops }
}
