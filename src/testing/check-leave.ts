import type { SessionView } from '../api/views'
import type { Rules, RulesOption } from '../core/rules/rules'
import type { OpdEvent, TokenEvent } from '../events/event'
import { comesBefore, PlainBoard } from './plain-board'
import { placeFor } from './plain-placing'
import { rulesOf } from './rules-of'
import { type ReplayedToken, replayOf, type SessionReplay } from './session-replay'
import { LIVE } from './statuses'
import type { Violation } from './violation'

/** What a command did in one session. */
export interface SessionChange {
  /** The session before the command. */
  readonly before: SessionView
  /** The events that the command added to it. */
  readonly events: readonly OpdEvent[]
  /** The session after the command. */
  readonly after: SessionView
}

const EXPECTED: readonly string[] = ['held', 'offered', 'confirmed']
const MOVABLE: readonly string[] = ['offered', 'confirmed', 'waitlisted']

/**
 * Returns every wrong move (invariant 8) of a command by which the doctor is away or a clinic is cancelled, or an empty list. The first
 * change is that of the session itself, the others are those of the sessions elsewhere, in the order in which the command names them.
 * The moves are right if five things are true. Tokens are relocated in the whole order, the best first. No patient who is present is
 * moved. No token leaves its session although the rules give it another seat there, none is dropped although they let it wait, and none
 * waits or is dropped although a seat elsewhere is free for it. No token that is only expected stays in a blocked slot, and none waits for nothing else. No token counts as bumped, except
 * by a bump, and no token is bumped elsewhere.
 *
 * @example
 * ```ts
 * const before = await opd.session(id)
 * await opd.blockTime({ sessionId: id, from: '10:00' })
 * const change = { before, events: await store.load(id, before.version), after: await opd.session(id) }
 * expect(checkLeave([change], rules)).toEqual([])
 * ```
 */
export function checkLeave(
  [home, ...elsewhere]: readonly [SessionChange, ...SessionChange[]],
  option: RulesOption,
): Violation[] {
  const rules = rulesOf(option, home.before)
  const replay = replayOf(home.before)
  const others = elsewhere.map((change) => new Other(change, rulesOf(option, change.before)))
  const wrong: string[] = []
  let last: Place | undefined
  const isClosing = home.events.some(({ type }) => type === 'session.closed')
  for (const event of home.events) {
    const token = isRelocation(event) ? replay.token(event.tokenId) : undefined
    if (token !== undefined) {
      const board = new PlainBoard(without(replay, token), rules, event.at)
      const place: Place = { rank: board.rankOf(token), sequence: token.sequence, id: token.id }
      if (last !== undefined && !comesBefore(last, place))
        wrong.push(`token ${token.id} is relocated after ${last.id}, but comes before it`)
      last = place
      wrong.push(...checkRelocation(event as TokenEvent, token, board, others, isClosing))
    }
    replay.apply(event)
  }
  const block = home.events.find((event) => event.type === 'slot.blocked')
  if (block !== undefined) wrong.push(...leftBehind(replay, rules, block.at))
  wrong.push(...[home, ...elsewhere].flatMap(miscounted), ...others.flatMap((other) => other.bumps()))
  return wrong.map((message) => ({ invariant: 8, message }))
}

interface Place {
  readonly rank: number
  readonly sequence: number
  readonly id: string
}

/** Whether a token leaves its place because the doctor is away. A held seat expires instead. */
function isRelocation(event: OpdEvent): event is TokenEvent {
  if (event.cause !== 'blocked') return false
  return event.type === 'token.moved' || event.type === 'token.rescheduled' || event.type === 'token.dropped'
}

function checkRelocation(
  event: TokenEvent,
  token: ReplayedToken,
  board: PlainBoard,
  others: readonly Other[],
  isClosing: boolean,
): string[] {
  const wrong: string[] = []
  const { id, status, slotId, uncertain, standby } = token
  // A session that is closed drops patients who are there without a seat.
  if ((!MOVABLE.includes(status) || (standby && !isClosing)) && !uncertain)
    wrong.push(`token ${id} is relocated, but is ${standby ? 'on standby' : status}`)
  const stays = status === 'waitlisted' ? !waitsForBlocked(token, board) : !board.isBlocked(board.indexOf(slotId))
  if (stays)
    wrong.push(`token ${id} is relocated, but the doctor is not away in ${slotId ?? 'all slots that it accepts'}`)
  if (event.to !== null) return wrong
  const isReplaced = event.type === 'token.rescheduled'
  const place = event.waitsFor === null ? placeFor(token, board) : undefined
  // A seat elsewhere is better than a place on the waiting list.
  if (place !== undefined && !(isReplaced && place.kind === 'wait'))
    wrong.push(
      `token ${id} leaves its session, but the rules give it a ${place.kind} in slot ${board.slotAt(place.slot).id}`,
    )
  if (!isReplaced) {
    const verb = event.waitsFor === null ? 'is dropped' : 'waits'
    for (const other of others) {
      const slot = other.freeFor(token, event)
      if (slot !== undefined) wrong.push(`token ${id} ${verb} beside a free seat of slot ${slot}`)
    }
    return wrong
  }
  const { replacedBy = '' } = event
  if (!others.some((other) => other.arrives(replacedBy, event)))
    wrong.push(`token ${id} is replaced by ${replacedBy}, which gets no seat for that patient elsewhere`)
  return wrong
}

/** A session elsewhere, whose events are replayed up to each arrival. */
class Other {
  private readonly replay: SessionReplay
  private next = 0
  private readonly arrivals: string[] = []

  constructor(
    private readonly change: SessionChange,
    private readonly rules: Rules,
  ) {
    this.replay = replayOf(change.before)
  }

  /** Replays the events up to the one that seats this token instead of another of the same patient; false if there is none. */
  arrives(tokenId: string, { tokenId: old, patientId, at }: TokenEvent): boolean {
    const { events } = this.change
    const found = events.findIndex((event) => 'tokenId' in event && event.tokenId === tokenId)
    const arrival = events[found]
    if (arrival === undefined || !('tokenId' in arrival)) return false
    while (this.next <= found) this.replay.apply(events[this.next++] as OpdEvent)
    this.arrivals.push(tokenId)
    const slot = this.replay.slots.find(({ id }) => id === arrival.to)
    const isOurs = arrival.patientId === patientId && arrival.replaces === old && arrival.type === 'token.confirmed'
    return isOurs && slot !== undefined && slot.startsAt > at
  }

  /** The first slot in which a seat is free for the patient of this token, who could still come in time. */
  freeFor(token: ReplayedToken, { patientId, at }: TokenEvent): string | undefined {
    const { replay, rules, change } = this
    // The other session first ends expired holds and opens reserved seats. It records that only if a token arrives.
    if (change.before.status === 'closed' || (this.next === 0 && isDue(change.before, at))) return undefined
    const board = new PlainBoard(replay, rules, at)
    const group = board.groupOf(token)
    const { source, attributes } = token
    const { doctorId, date } = change.before
    if (rules.priority.base({ source, attributes }, { doctorId, date }, at) === undefined) return undefined
    const own = change.after.tokens.filter((each) => each.patientId === patientId).map(({ id }) => id)
    const { in: where = 'slot', exempt = [] } = rules.admission?.oneLive ?? {}
    const isThere = (slot: string): boolean =>
      replay.tokens.some(
        ({ id, status, uncertain, slotId, wantedSlotId, source: other }) =>
          own.includes(id) &&
          (LIVE.includes(status) || uncertain) &&
          !exempt.includes(other) &&
          (where !== 'slot' || slotId === slot || wantedSlotId === slot),
      )
    const maySit = (slot: string): boolean => where === 'nowhere' || exempt.includes(source) || !isThere(slot)
    return replay.slots.find(({ id, startsAt }, slot) => startsAt > at && board.isFree(slot, group) && maySit(id))?.id
  }

  /** The tokens that were bumped for an arrival. */
  bumps(): string[] {
    return this.change.events.flatMap((event) => {
      if (event.type !== 'token.bumped' || !this.arrivals.includes(event.by.tokenId)) return []
      return `token ${event.tokenId} is bumped for ${event.by.tokenId}, which is relocated to its session`
    })
  }
}

/** Whether a hold or an offer has expired by now, or seats that were reserved are open to all. */
function isDue({ slots, tokens }: SessionView, now: number): boolean {
  const isUp = (at: number | null): boolean => at !== null && at <= now
  return slots.some(({ opensAt }) => isUp(opensAt)) || tokens.some(({ expiresAt }) => isUp(expiresAt))
}

/** The session while one of its tokens looks for another place. */
function without(replay: SessionReplay, token: ReplayedToken): SessionReplay {
  return { ...replay, tokens: replay.tokens.filter((each) => each !== token) }
}

/** Whether the token waits for nothing but blocked slots, of which one at least is not over. */
function waitsForBlocked(token: ReplayedToken, board: PlainBoard): boolean {
  const left = Array.from({ length: board.slots }, (_, slot) => slot).filter(
    (slot) => board.accepts(token, slot) && !board.isPast(slot),
  )
  return left.length > 0 && left.every((slot) => board.isBlocked(slot))
}

/** Tokens that are expected in a blocked slot, or wait for nothing else, after a slot was blocked. */
function leftBehind(replay: SessionReplay, rules: Rules, at: number): string[] {
  const board = new PlainBoard(replay, rules, at)
  return replay.tokens.flatMap((token) => {
    const { id, status, slotId, uncertain, standby } = token
    // A patient who is there may wait for the doctor to come back.
    if (status === 'waitlisted')
      return !standby && waitsForBlocked(token, board)
        ? `token ${id} waits only for slots in which the doctor is away`
        : []
    const slot = board.indexOf(slotId)
    const isLeft = EXPECTED.includes(status) && !uncertain && slot >= 0 && board.isBlocked(slot)
    return isLeft ? `token ${id} is ${status} in ${slotId}, in which the doctor is away` : []
  })
}

/** Tokens whose count of bumps grew by something that is no bump. */
function miscounted({ before, events, after }: SessionChange): string[] {
  return after.tokens.flatMap(({ id, bumps }) => {
    const had = before.tokens.find((token) => token.id === id)?.bumps ?? 0
    const got = events.filter((event) => event.type === 'token.bumped' && event.tokenId === id).length
    return bumps === had + got ? [] : `token ${id} counts ${bumps} bumps, but had ${had} and got ${got}`
  })
}
