import type { CommandResult, OpdScheduler, SessionView } from 'opd-scheduler'
import type { Model } from './model'
import type { ModelSession } from './model-session'
import { standbyOrder } from './model-standby'
import { isLive } from './model-token'
import { callingOrder } from './model-visit'

/** Returns all sessions, from the library. */
export async function viewsOf(opd: OpdScheduler, model: Model): Promise<SessionView[]> {
  return Promise.all([...model.sessions.keys()].map(async (date) => (await opd.session(`dr.${date}`))!))
}

/** Returns the tokens that wait to be called in each session, the next one first. */
export async function lineOf(opd: OpdScheduler, model: Model): Promise<string[]> {
  const sessionIds = [...model.sessions.keys()].map((date) => `dr.${date}`)
  const queues = await Promise.all(sessionIds.map((sessionId) => opd.queue({ sessionId }, { estimates: false })))
  return queues.map((queue) =>
    [...queue!.present, ...queue!.standby].map((entry) => entry.tokenId.split('.t')[1]).join(' '),
  )
}

/** Returns the same from the model. */
export function expectedLine(session: ModelSession): string {
  return [...callingOrder(session), ...standbyOrder(session)]
    .map((token) => session.tokens.indexOf(token) + 1)
    .join(' ')
}

/** Returns the part of a session that is compared, from the library. */
export function shown(view: SessionView): object {
  const index = (slotId: string | null): number => view.slots.findIndex((slot) => slot.id === slotId)
  return {
    slots: view.slots.map(({ startsAt, capacity, used, ceiling, shares, opensAt }) =>
      [startsAt, capacity, used, ceiling >= 0x3fffffff ? 'any' : ceiling, shares.slice(1, -1).join(), opensAt].join(
        ' ',
      ),
    ),
    closed: view.status === 'closed',
    tokens: view.tokens.map((token) => {
      const { status, source, patientId, baseRank, bumps, wantedSlotId, named, waitsFor } = token
      const waits =
        waitsFor === null ? '' : `${waitsFor.accepts} ${waitsFor.accepts === 'any' ? '' : index(waitsFor.slotId)}`
      const rank = token.position === null ? '' : token.rank
      const place = [baseRank, rank, bumps, index(wantedSlotId), named, index(token.slotId), waits]
      const { expiresAt, promised, override, reinstated, checkedInAt, standby, seen, skips, replaces, replacedBy } =
        token
      const marks = [promised, override, reinstated, expiresAt, checkedInAt, standby, seen, skips, replaces, replacedBy]
      return [status, source, patientId, ...place, ...marks]
    }),
  }
}

/** Returns the same from the model. */
export function expectedView(session: ModelSession): object {
  const sources = Object.keys(session.rules.quotas?.shares ?? {})
  return {
    slots: session.slots.map(({ start, base, ceiling, shares, opensAt = null }, slot) => {
      const seats = sources.map((source) => shares[source] ?? 0).join()
      return [start, base, session.used(slot), Number.isFinite(ceiling) ? ceiling : 'any', seats, opensAt].join(' ')
    }),
    closed: session.closed,
    tokens: session.tokens.map((token) => {
      const { status, source, patient, base, bumps, wanted, named, seat = -1 } = token
      const waits = token.waits && `${token.waits.accepts} ${token.waits.accepts === 'any' ? '' : token.waits.slot}`
      const rank = isLive(token) ? session.rank(token) : ''
      const place = [base, rank, bumps, wanted, named, seat, waits ?? '']
      const { promised, override, reinstated, until = null, presence, replaces = null, replacedBy = null } = token
      const { checkedInAt = null, skips, again, standby } = presence
      const seen = status === 'completed' || again
      return [
        ...[status, source, patient, ...place],
        ...[promised, override, reinstated, until, checkedInAt, standby, seen, skips, replaces, replacedBy],
      ]
    }),
  }
}

/** Strategies that bump. A waiter that one of them seats takes the seat of another token. */
const BUMPS: readonly (string | null)[] = ['bump', 'cascade']

/** Records the effects of a command. */
export function observe(
  result: CommandResult,
  op: string,
  before: readonly SessionView[],
  after: readonly SessionView[],
  note: (what: string) => void,
): void {
  if (result.status === 'rejected') {
    note(result.code)
    note(`${op} ${result.code}`)
    return
  }
  note(result.status)
  note(op)
  const bumps = result.moves.filter((move) => ['outranked', 'end-of-day', 'by-hand'].includes(move.cause))
  if (bumps.length > 0) note('bump')
  if (bumps.length >= 3) note('deep cascade')
  for (const { from, to, status, cause, strategy } of result.moves) {
    if (cause === 'by-hand') note('bumped by hand')
    if (from === null && to !== null && BUMPS.includes(strategy)) note(`let in by a bump: ${cause}`)
    if (cause === 'grace-over') note('no-show past the grace')
    if (status === 'offered') note('seat offered')
    else if (status === 'dropped') note('drop')
    else if (from === null) note('promotion')
    else if (to !== null && to < from) note('pulled forward')
  }
  if (after.some((view) => view.slots.some((slot) => slot.overflow > 0))) note('overflow seat')
  const earlier = before.flatMap((view) => view.tokens)
  for (const token of after.flatMap((view) => view.tokens)) {
    const was = earlier.find(({ id }) => id === token.id)
    if (was?.status !== token.status && token.status === 'expired') note(`${was?.status} seat expired`)
    if (was?.status === 'offered' && token.status === 'cancelled') note('offered seat declined')
    if (was?.status === 'called' && token.status === 'no-show' && op === 'skip') note('skipped to no-show')
    if (was?.status === 'completed' && token.status === 'checked-in') note('second visit')
    if (was?.seen && was.status !== 'completed' && token.status === 'completed' && op !== 'complete')
      note('seen before')
    if (was?.status === 'cancelled' && token.status !== was.status)
      note(token.slotId === null ? 'cancellation undone to the list' : 'cancellation undone')
    if (was?.status === 'left' && token.status === 'waitlisted') note('did not leave, and waits')
    if (was?.standby && token.status === 'called' && was.status === 'waitlisted') note('called from standby')
    if (was?.standby && was.status === 'waitlisted' && token.status === 'checked-in') note('seated from standby')
    if (token.standby && op === 'skip' && was?.status === 'called') note(`${token.status} after a call from standby`)
    if (op === 'undo' && (token.standby || was?.standby) && token.slotId === null)
      note(`undone without a seat: ${was?.status}`)
    if (was?.seen && was.standby && token.status === 'checked-in') note('second visit after standby')
    if (op === 'reclassify' && token.override && was?.override === false) note('corrected above the rules')
    if (op === 'reclassify' && was !== undefined && was.slotId !== null && token.rank > was.rank) note('true rank')
    if (was === undefined && token.override) note('seat above the rules')
    if (was?.status === 'no-show' && token.status === 'waitlisted') note('reinstated to the list')
    if (was?.status === 'no-show' && token.override) note('reinstated above the rules')
    if (was === undefined && token.replaces !== null)
      note(token.replaces.startsWith(`${token.sessionId}.`) ? 'moved within the day' : 'moved to another day')
    if (op === 'undo' && was?.slotId !== token.slotId && was?.status !== token.status) note('seat of an undone step')
  }
  const reserved = (views: readonly SessionView[]): number =>
    views.flatMap((view) => view.slots).filter((slot) => slot.opensAt !== null).length
  if (op !== 'resizeSlot' && reserved(after) < reserved(before)) note('quota released')
  if (op === 'sweepSession' && after.some((view, day) => view.status !== before[day]!.status)) note('closed by a sweep')
}
