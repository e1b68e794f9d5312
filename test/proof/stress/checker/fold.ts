import type { OpdEvent, TokenEvent } from 'opd-scheduler'
import type { SlotRecord } from 'opd-scheduler/store'

/** A token after some events. */
export interface FoldedToken {
  readonly session: string
  readonly patientId: string
  readonly source: string
  readonly group: number
  /** The token before each step that can be taken back. */
  readonly steps: { readonly status: string; readonly standby: boolean }[]
  status: string
  /** Whether its patient is there, or was called or seen, without a seat. */
  standby: boolean
  slotId: string | null
}

/** A session after some events. */
export interface FoldedSession {
  readonly slots: Map<string, SlotRecord>
  overflowLimit: number
  isClosed: boolean
  readonly tokens: Set<string>
}

const SEATED = ['held', 'offered', 'confirmed', 'checked-in', 'called', 'in-consultation']

/** Statuses of tokens that have gone for good, or until they are brought back. */
const GONE = ['cancelled', 'rescheduled', 'expired', 'dropped', 'no-show']

/** Statuses of a seated token whose patient has not come. */
const TENTATIVE = ['held', 'offered', 'confirmed']

/** Statuses that a patient without a seat may have, who is there. */
const SEEN_WITHOUT_SEAT = ['called', 'in-consultation', 'completed']

/** Events after which `undo` takes the token back. */
const STEPS = [
  'checked-in',
  'stood-by',
  'called',
  'skipped',
  'started',
  'completed',
  'left',
  'no-show',
  'cancelled',
].map((step) => `token.${step}`)

/** Returns whether a token of this status is still to be seen. */
export function isLive(status: string): boolean {
  return SEATED.includes(status) || status === 'waitlisted'
}

/** The place of every token after some events, found in the plainest way, from the events alone. */
export class Fold {
  readonly sessions = new Map<string, FoldedSession>()
  readonly tokens = new Map<string, FoldedToken>()

  /** Applies an event, and returns in words what does not fit the events before it. */
  apply(stream: string, event: OpdEvent): string[] {
    switch (event.type) {
      case 'doctor.registered':
        return []
      case 'session.closed': {
        const session = this.sessions.get(stream)
        if (session === undefined) return [`${event.eventId} comes before the session`]
        session.isClosed = true
        return []
      }
      case 'session.opened':
        if (this.sessions.has(stream)) return [`${stream} is opened twice`]
        this.sessions.set(stream, {
          slots: new Map(event.slots.map((slot) => [slot.slotId, slot])),
          overflowLimit: event.overflowLimit,
          isClosed: false,
          tokens: new Set(),
        })
        return []
      case 'slot.added':
      case 'slot.resized':
      case 'slot.released':
      case 'slot.blocked':
      case 'slot.unblocked':
      case 'session.delayed': {
        const session = this.sessions.get(stream)
        if (session === undefined) return [`${event.eventId} comes before the session`]
        for (const slot of 'slot' in event ? [event.slot] : event.slots) session.slots.set(slot.slotId, slot)
        if ('overflowLimit' in event) session.overflowLimit = event.overflowLimit
        return []
      }
      default:
        return this.move(stream, event)
    }
  }

  /** Returns the tokens with a seat in a slot. */
  seated(stream: string, slotId: string): FoldedToken[] {
    return this.tokensOf(stream).filter((token) => token.slotId === slotId)
  }

  /** Returns in words which slots have more tokens than their recorded seats allow. */
  overbooked(stream: string): string[] {
    const wrong: string[] = []
    for (const slot of this.sessions.get(stream)?.slots.values() ?? []) {
      const seated = this.seated(stream, slot.slotId)
      const most = ceilingOf(slot)
      if (seated.length > most) wrong.push(`${slot.slotId} has ${seated.length} tokens in ${most} seats`)
      for (const seats of new Set(slot.seats)) {
        const limited = seated.filter(({ group }) => slot.seats[group]! <= seats).length
        if (limited > seats) wrong.push(`${slot.slotId} has ${limited} tokens that see ${seats} seats`)
      }
    }
    return wrong
  }

  /** Returns in words whether a session has more tokens in overflow seats than its limit allows. */
  aboveLimit(stream: string): string[] {
    const session = this.sessions.get(stream)
    if (session === undefined) return []
    const over = [...session.slots.values()].map(
      ({ slotId, capacity }) => this.seated(stream, slotId).length - capacity,
    )
    const overflow = over.reduce((sum, each) => sum + Math.max(0, each), 0)
    if (overflow <= session.overflowLimit) return []
    return [`${stream} has ${overflow} tokens in ${session.overflowLimit} overflow seats`]
  }

  /** Returns in words which tokens are expected in a slot in which the doctor is away. */
  expectedInVain(stream: string): string[] {
    const blocked = [...(this.sessions.get(stream)?.slots.values() ?? [])].filter((slot) => slot.blocked === true)
    return blocked.flatMap(({ slotId }) =>
      this.seated(stream, slotId).flatMap(({ status, patientId }) =>
        TENTATIVE.includes(status) ? `${slotId} is blocked, and ${patientId} is ${status} there` : [],
      ),
    )
  }

  /** Returns whether a slot has a free seat for a group. */
  hasRoom(stream: string, slotId: string, group: number): boolean {
    const session = this.sessions.get(stream)!
    const slot = session.slots.get(slotId)!
    if (slot.blocked === true) return false
    const used = this.seated(stream, slotId).length
    if (used >= slot.seats[group]!) return false
    if (used < slot.capacity) return true
    const over = [...session.slots.values()].map(
      ({ slotId: id, capacity }) => this.seated(stream, id).length - capacity,
    )
    return over.reduce((sum, each) => sum + Math.max(0, each), 0) < session.overflowLimit
  }

  tokensOf(stream: string): FoldedToken[] {
    return [...(this.sessions.get(stream)?.tokens ?? [])].map((id) => this.tokens.get(id)!)
  }

  private move(stream: string, event: TokenEvent): string[] {
    const { tokenId, eventId, from, to } = event
    const session = this.sessions.get(stream)
    if (session === undefined) return [`${eventId} comes before the session`]
    const wrong: string[] = []
    let token = this.tokens.get(tokenId)
    if (token === undefined) {
      if (event.request === null) wrong.push(`${eventId} names ${tokenId}, which was never issued`)
      const { group, source } = event.request ?? { group: 0, source: '' }
      const place = { steps: [], status: 'new', standby: false, slotId: null }
      token = { session: stream, patientId: event.patientId, source, group, ...place }
      this.tokens.set(tokenId, token)
      session.tokens.add(tokenId)
    } else if (event.request !== null && event.type !== 'token.reclassified')
      wrong.push(`${eventId} issues ${tokenId} again`)
    if (token.session !== stream) wrong.push(`${tokenId} is in ${token.session} and in ${stream}`)
    if (token.slotId !== from) wrong.push(`${eventId} takes ${tokenId} from ${from}, but it is in ${token.slotId}`)
    if (to !== null && !session.slots.has(to)) wrong.push(`${eventId} puts ${tokenId} into ${to}, which does not exist`)
    if (session.isClosed && event.request !== null && event.type !== 'token.reclassified')
      wrong.push(`${eventId} issues ${tokenId} in a closed session`)
    const before = { status: token.status, standby: token.standby }
    if (event.type === 'token.undone') undo(token, event)
    else token.status = statusAfter(event) ?? before.status
    if (STEPS.includes(event.type)) token.steps.push(before)
    if (event.type === 'token.stood-by') token.standby = true
    else if (token.standby && to !== null) sitFromStandby(token)
    else if (GONE.includes(token.status)) token.standby = false
    token.slotId = to
    // A patient who is present may get the old seat back.
    const isPresent = event.type === 'token.undone' && !TENTATIVE.includes(token.status)
    if (to !== null && to !== from && session.slots.get(to)?.blocked && !isPresent)
      wrong.push(`${eventId} puts ${tokenId} into ${to}, where the doctor is away`)
    const needsSeat = SEATED.includes(token.status) && !(token.standby && SEEN_WITHOUT_SEAT.includes(token.status))
    if (needsSeat !== (to !== null) && token.status !== 'completed')
      wrong.push(`${eventId} leaves ${tokenId} ${token.status} in ${to}`)
    if (token.status === 'waitlisted' && event.waitsFor === null)
      wrong.push(`${eventId} leaves ${tokenId} waiting for nothing`)
    return wrong
  }
}

/** Returns the largest number of seats of a slot. */
function ceilingOf({ ceiling, capacity, seats }: SlotRecord): number {
  return ceiling ?? Math.max(capacity, ...seats)
}

/** The last step is taken back. Its seat may be gone: then it has another, or waits. */
function undo(token: FoldedToken, { to, waitsFor }: TokenEvent): void {
  const { status, standby } = token.steps.pop() ?? { status: 'new', standby: false }
  token.status = waitsFor !== null ? 'waitlisted' : to !== null && !SEATED.includes(status) ? 'confirmed' : status
  token.standby = standby
}

/** A patient who is there gets a seat: as if the token had checked in with it. */
function sitFromStandby(token: FoldedToken): void {
  token.standby = false
  if (token.status !== 'confirmed') return
  token.status = 'checked-in'
  token.steps.splice(0, token.steps.length, { status: 'confirmed', standby: false })
}

function statusAfter({ type, to, waitsFor }: TokenEvent): string | undefined {
  switch (type) {
    case 'token.reclassified':
      return undefined
    case 'token.skipped':
      return waitsFor === null ? 'checked-in' : 'waitlisted'
    case 'token.stood-by':
      return 'waitlisted'
    case 'token.started':
      return 'in-consultation'
    case 'token.promoted':
      return 'confirmed'
    case 'token.bumped':
    case 'token.moved':
    case 'token.reinstated':
      return to !== null ? 'confirmed' : waitsFor !== null ? 'waitlisted' : 'dropped'
    default:
      return type.slice('token.'.length)
  }
}
