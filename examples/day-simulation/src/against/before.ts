import type { Doctor, SessionView } from 'opd-scheduler'
import { plural } from '../report/columns'
import type { ShownAnswer } from '../report/shown'
import { UsageError } from '../usage-error'
import type { Server } from './server'

/**
 * Looks at the server before anything is written: nothing that is there already may be changed, and nobody else's patients may be
 * mixed with those of the file. Returns whether an earlier run of the same file has begun.
 *
 * @throws UsageError
 */
export async function lookBefore(
  server: Server,
  doctors: readonly Doctor[],
  sessions: readonly SessionView[],
  prefix: string,
): Promise<boolean> {
  for (const doctor of doctors) {
    const there = await server.read<Doctor>(`doctors/${doctor.id}`)
    if (there !== undefined && wordsOf(there) !== wordsOf(doctor))
      throw new UsageError(
        `The server's doctor '${doctor.id}' is ${wordsOf(there)}; in the file it is ${wordsOf(doctor)}. Nothing was changed. Use another server.`,
      )
  }
  let isRepeated = false
  for (const { id, date } of sessions) {
    const tokens = (await server.session(id))?.tokens ?? []
    const own = tokens.filter((token) => token.id.startsWith(`${prefix}-`))
    isRepeated ||= own.length > 0
    // A token made by a reschedule has an id of the server.
    const others = tokens.filter((token) => !own.includes(token) && !isReplacement(token))
    if (others.length > 0)
      throw new UsageError(
        `The session ${id} has ${plural(others.length, 'token')} already that this file did not book. Give another day with --date, such as ${weekAfter(date)}.`,
      )
  }
  return isRepeated
}

function wordsOf({ name, specialization, minutesPerVisit }: Doctor): string {
  return `${name} (${specialization === null ? '' : `${specialization}, `}${minutesPerVisit} minutes a visit)`
}

/**
 * Checks the answer to a command about a doctor or a session: if that fails, all later answers would differ.
 *
 * @throws UsageError
 */
export function checkRoster(answer: ShownAnswer, expected: ShownAnswer, timeZone: string): void {
  if (answer.status === 'rejected' && expected.status !== 'rejected')
    throw new UsageError(`The server refuses a session of the file: ${answer.message} Give another day with --date.`)
  const [there, here] = [answer, expected].map(startOf)
  if (there !== here && there !== undefined && here !== undefined)
    throw new UsageError(
      `The server's first slot begins at ${new Date(there).toISOString()}, that of the file at ${new Date(here).toISOString()}. Start the server with TIME_ZONE=${timeZone}.`,
    )
}

/** Start of a session's first slot; the server may write it as a number or as a text. */
function startOf(answer: ShownAnswer): number | undefined {
  const { session } = answer as { session?: { slots: readonly { startsAt: number | string }[] } }
  const start = session?.slots[0]?.startsAt
  return start === undefined ? undefined : new Date(start).getTime()
}

function isReplacement(token: object): boolean {
  return 'replaces' in token && token.replaces !== null
}

function weekAfter(date: string): string {
  return new Date(Date.parse(date) + 7 * 86_400_000).toISOString().slice(0, 10)
}
