import type { CommandResult, OpdScheduler, SessionView } from 'opd-scheduler'
import type { Model } from './model'
import { callingOrder } from './model-call'
import type { ModelSession } from './model-session'
import { isLive } from './model-token'

/** Returns all sessions, from the library. */
export async function viewsOf(opd: OpdScheduler, model: Model): Promise<SessionView[]> {
  return Promise.all([...model.sessions.keys()].map(async (sessionId) => (await opd.session(sessionId))!))
}

/** Returns by how much each session is late, and the tokens that wait to be called, the next one first. */
export async function lineOf(opd: OpdScheduler, model: Model): Promise<string[]> {
  const sessionIds = [...model.sessions.keys()]
  const queues = await Promise.all(sessionIds.map((sessionId) => opd.queue({ sessionId }, { estimates: false })))
  return queues.map((queue) => [queue!.late, ...queue!.present.map((entry) => entry.tokenId.split('.t')[1])].join(' '))
}

/** Returns the same from the model. */
export function expectedLine(session: ModelSession): string {
  const current = session.slots.find((_, slot) => !session.isOver(slot))
  const late = current === undefined ? 0 : (current.start - current.planned) / 60_000
  return [late, ...callingOrder(session).map((token) => session.tokens.indexOf(token) + 1)].join(' ')
}

/** Returns the part of a session that is compared, from the library. */
export function shown(view: SessionView): object {
  const index = (slotId: string | null): number => view.slots.findIndex((slot) => slot.id === slotId)
  return {
    slots: view.slots.map(({ startsAt, endsAt, plannedAt, blocked, capacity, used, ceiling, shares, opensAt }) => {
      const seats = [capacity, used, ceiling >= 0x3fffffff ? 'any' : ceiling, shares.slice(1, -1).join(), opensAt]
      return [startsAt, endsAt, plannedAt, blocked, ...seats].join(' ')
    }),
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
    slots: session.slots.map(({ start, end, planned, blocked, base, ceiling, shares, opensAt = null }, slot) => {
      const reserved = sources.map((source) => shares[source] ?? 0).join()
      const seats = [base, session.used(slot), Number.isFinite(ceiling) ? ceiling : 'any', reserved, opensAt]
      return [start, end, planned, blocked, ...seats].join(' ')
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

/** Returns the moves by which a leave or the desk gave tokens another place, as lines. A waiter that gets a place so left is no such move. */
export function hospitalMoves(op: string, { moves }: Exclude<CommandResult, { status: 'rejected' }>): string[] {
  const own = moves.filter(({ cause, status }) => {
    return (
      cause === 'blocked' ||
      cause === 'rebooked' ||
      (cause === 'rescheduled' && (op !== 'reschedule' || status === 'rescheduled'))
    )
  })
  return own.map(({ tokenId, from, to, status, cause }) => [tokenId, from, to, status, cause].join(' '))
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
  observeAway(result, op, before, after, note)
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
    if (was?.standby && token.status === 'called' && was.status === 'waitlisted') {
      note(token.cause === 'urgent' ? 'emergency called without a seat' : 'called from standby')
      const early = earlier.some(
        ({ status, skips, sessionId }) => status === 'checked-in' && skips === 0 && sessionId === token.sessionId,
      )
      if (token.cause === 'standby' && early) note('standby before an early patient')
    }
    if (was?.standby && was.status === 'waitlisted' && token.status === 'in-consultation') note('seen without a call')
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

/** Records what a delay, a leave, or a move by the desk did. */
function observeAway(
  { moves }: Exclude<CommandResult, { status: 'rejected' }>,
  op: string,
  before: readonly SessionView[],
  after: readonly SessionView[],
  note: (what: string) => void,
): void {
  const earlier = before.flatMap((view) => view.tokens)
  for (const { tokenId, from, to, status, cause } of moves) {
    const was = earlier.find(({ id }) => id === tokenId)?.status
    if (op === 'unblockTime' && to !== null) note('unblocked for a waiter')
    if (cause !== 'blocked') continue
    note(`${op}: ${was} becomes ${status}`)
    if (moves.some((other) => other.cause === 'outranked')) note('bump by a leave')
    if (to !== null && from !== null) note(to > from ? 'relocated to a later slot' : 'relocated to an earlier slot')
    const next = after.flatMap((view) => view.tokens).find(({ replaces }) => replaces === tokenId)
    if (next !== undefined)
      note(
        tokenId.startsWith(`${next.sessionId.split('.')[0]}.`)
          ? 'relocated to another day'
          : 'relocated to a substitute',
      )
  }
  if (before.some((view) => view.slots.some((slot) => slot.blocked)))
    if (after.some((view) => view.tokens.some(isPresentIn(view)))) note('present in a blocked slot')
  for (const token of after.flatMap((view) => view.tokens)) {
    const was = earlier.find(({ id }) => id === token.id)?.status
    if (op === 'reschedule' && was !== token.status && token.status === 'rescheduled') {
      note(`moved from ${was}`)
      const doctor = (tokenId: string): string => tokenId.split('.')[0]!
      if (doctor(token.replacedBy!) !== doctor(token.id)) note('moved to another doctor')
    }
    if (was === 'dropped' && token.status === 'cancelled') note('cancelled after a drop')
  }
  for (const [n, view] of before.entries()) {
    if (op === 'sweepSession' && view.status === 'closed' && after[n]!.version > view.version)
      note('sweep of a closed session')
    if (op === 'delay' && after[n]!.version > view.version) {
      const late = after[n]!.slots.map((slot) => slot.startsAt - slot.plannedAt)
      note(late.every((ms) => ms === 0) ? 'on time again' : 'late')
      if (view.tokens.some(isPresentIn(view, false))) note('late beside a present patient')
    }
  }
}

/** Returns whether a token is that of a present patient who sits in a blocked slot, or in any slot. */
function isPresentIn({ slots }: SessionView, blocked = true): (token: SessionView['tokens'][number]) => boolean {
  return ({ status, slotId }) =>
    (status === 'checked-in' || status === 'called') &&
    slots.some((slot) => slot.id === slotId && (slot.blocked || !blocked))
}
