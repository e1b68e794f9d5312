import type { SessionView } from '../api/views'
import type { TokenAttributes } from '../core/rules/rules'
import type { TokenStatus } from '../core/state/status'
import type { OpdEvent, SlotRecord, TokenEvent, WaitsFor } from '../events/event'

/** A token during the replay of events. */
export interface ReplayedToken {
  readonly id: string
  readonly sequence: number
  readonly budget: number | null
  readonly wantedSlotId: string
  readonly named: boolean
  readonly arrivedAt: number
  status: TokenStatus
  slotId: string | null
  waitsFor: WaitsFor | null
  /** The rank that the rules gave it; ageing starts from it. */
  baseRank: number
  /** The rank with which it has its seat. A waiter's rank depends on the time. */
  rank: number
  bumps: number
  /** Whether an override gave it its seat. */
  override: boolean
  reinstated: boolean
  /** Whether its patient arrived, and was called, without a seat. */
  standby: boolean
  /** How many of its calls were unanswered. */
  skips: number
  /** Whether a step was taken back. The event does not name the status, so it is not known before the next view. */
  uncertain: boolean
  source: string
  attributes: TokenAttributes | undefined
}

/** A slot during the replay of events. */
export interface ReplayedSlot {
  readonly id: string
  readonly startsAt: number
  readonly endsAt: number
  readonly plannedAt: number
  readonly blocked: boolean
  readonly capacity: number
  readonly seats: readonly number[]
  readonly shares: readonly number[]
}

/** A session that changes with each event, in the plainest way. */
export interface SessionReplay {
  readonly tokens: ReplayedToken[]
  /** In order of time. */
  slots: readonly ReplayedSlot[]
  overflowLimit: number
  token(id: string): ReplayedToken | undefined
  apply(event: OpdEvent): void
}

/** Returns a replay that starts from a view. */
export function replayOf(view: SessionView): SessionReplay {
  const tokens = view.tokens.map((token): ReplayedToken => {
    const { id, sequence, wantedSlotId, named, status, slotId, waitsFor, baseRank, rank, bumps } = token
    const { override, reinstated, standby, skips, source, attributes, bumpBudget: budget, createdAt: arrivedAt } = token
    const place = { status, slotId, waitsFor, baseRank, rank, bumps, override, reinstated, uncertain: false }
    return { id, sequence, budget, wantedSlotId, named, arrivedAt, ...place, standby, skips, source, attributes }
  })
  const replay: SessionReplay = {
    tokens,
    slots: view.slots,
    overflowLimit: view.overflowLimit,
    token: (id) => tokens.find((token) => token.id === id),
    apply(event) {
      switch (event.type) {
        case 'slot.added':
        case 'slot.resized':
          replay.overflowLimit = event.overflowLimit
          replay.slots = withSlot(replay.slots, event.slot)
          return
        case 'slot.released':
        case 'slot.blocked':
        case 'slot.unblocked':
          replay.slots = withSlot(replay.slots, event.slot)
          return
        case 'session.delayed':
          for (const slot of event.slots) replay.slots = withSlot(replay.slots, slot)
          return
        default:
          if ('tokenId' in event) applyToToken(event, replay)
      }
    },
  }
  return replay
}

function withSlot(slots: readonly ReplayedSlot[], { slotId: id, ...slot }: SlotRecord): ReplayedSlot[] {
  const { startsAt, endsAt, plannedAt = startsAt, blocked = false, capacity, seats, shares = [] } = slot
  const changed = { id, startsAt, endsAt, plannedAt, blocked, capacity, seats, shares }
  // A delay keeps the order of the slots.
  return [...slots.filter((other) => other.id !== id), changed].sort((a, b) => a.plannedAt - b.plannedAt)
}

function applyToToken(event: TokenEvent, replay: SessionReplay): void {
  const token = replay.token(event.tokenId) ?? newcomer(event, replay)
  switch (event.type) {
    case 'token.reclassified':
      token.rank = event.rank
      token.baseRank = event.request?.rank ?? event.rank
      token.source = event.request?.source ?? token.source
      token.override ||= event.cause === 'override'
      token.attributes = event.request?.attributes
      return
    case 'token.checked-in':
      token.status = 'checked-in'
      token.slotId = event.to
      token.standby = false
      return
    case 'token.stood-by':
      token.standby = true
      return
    case 'token.skipped':
      token.status = event.waitsFor === null ? 'checked-in' : 'waitlisted'
      token.waitsFor = event.waitsFor
      token.skips++
      return
    case 'token.called':
      token.status = 'called'
      token.waitsFor = null
      return
    case 'token.undone':
      token.uncertain = true
      token.slotId = event.to
      token.waitsFor = event.waitsFor
      if (event.waitsFor === null) return
      token.reinstated ||= token.status === 'cancelled' || token.status === 'left'
      token.status = 'waitlisted'
      return
    case 'token.started':
      token.status = 'in-consultation'
      return
    case 'token.completed':
      token.status = 'completed'
      token.slotId = event.to
      return
    case 'token.cancelled':
    case 'token.rescheduled':
    case 'token.expired':
    case 'token.left':
    case 'token.no-show':
    case 'token.dropped':
      token.status = event.type.slice('token.'.length) as TokenStatus
      token.slotId = null
      token.waitsFor = null
      return
    default:
      token.bumps += event.type === 'token.bumped' ? 1 : 0
      token.reinstated ||= event.type === 'token.reinstated'
      token.status = token.standby && event.to !== null ? 'checked-in' : placed(event)
      if (event.to !== null) token.standby = false
      // A confirmation of a hold leaves the seat as it was.
      if (event.from !== event.to) token.override = event.cause === 'override'
      token.slotId = event.to
      token.waitsFor = event.waitsFor
      token.rank = event.rank
  }
}

function placed({ type, to, waitsFor }: TokenEvent): TokenStatus {
  if (type === 'token.held') return 'held'
  if (type === 'token.offered') return 'offered'
  return to !== null ? 'confirmed' : waitsFor !== null ? 'waitlisted' : 'dropped'
}

function newcomer(event: TokenEvent, { tokens }: SessionReplay): ReplayedToken {
  const token = newcomerOf(event, tokens.length + 1)
  tokens.push(token)
  return token
}

/** Returns the token whose first event this is, before it has a place. */
export function newcomerOf(event: TokenEvent, sequence: number): ReplayedToken {
  const { source = '', attributes, bumpBudget: budget = null, wantedSlotId = '', named = true } = event.request ?? {}
  const { rank: baseRank = event.rank } = event.request ?? {}
  const place = { status: 'confirmed', slotId: null, waitsFor: null, override: false, reinstated: false } as const
  const counts = { baseRank, rank: event.rank, bumps: 0, skips: 0, standby: false, uncertain: false }
  const arrival = { id: event.tokenId, sequence, budget, wantedSlotId, named, arrivedAt: event.at }
  return { ...arrival, ...place, ...counts, source, attributes }
}
