import type { SessionView } from '../api/session-view'
import type { TokenAttributes } from '../core/rules/rules'
import type { TokenStatus } from '../core/state/status'
import type { OpdEvent } from '../events/event'
import type { TokenEvent } from '../events/token-event'

/** A token during the replay of events. */
export interface ReplayedToken {
  readonly id: string
  readonly sequence: number
  readonly budget: number | null
  status: TokenStatus
  slotId: string | null
  rank: number
  bumps: number
  /** Whether an override gave it its seat. */
  override: boolean
  source: string
  attributes: TokenAttributes | undefined
}

/** A slot during the replay of events. */
export interface ReplayedSlot {
  readonly id: string
  readonly startsAt: number
  readonly seats: readonly number[]
}

/** A session that changes with each event, in the plainest way. */
export interface SessionReplay {
  readonly tokens: ReplayedToken[]
  slots: readonly ReplayedSlot[]
  token(id: string): ReplayedToken | undefined
  apply(event: OpdEvent): void
}

/** Returns a replay that starts from a view. */
export function replayOf(view: SessionView): SessionReplay {
  const tokens = view.tokens.map((token): ReplayedToken => {
    const { id, sequence, status, slotId, rank, bumps, override, source, attributes } = token
    return { id, sequence, status, slotId, rank, bumps, override, source, attributes, budget: token.bumpBudget }
  })
  const replay: SessionReplay = {
    tokens,
    slots: view.slots,
    token: (id) => tokens.find((token) => token.id === id),
    apply(event) {
      if (event.type === 'slot.added' || event.type === 'slot.resized') {
        const { slotId: id, startsAt, seats } = event.slot
        replay.slots = [...replay.slots.filter((slot) => slot.id !== id), { id, startsAt, seats }]
      } else if ('tokenId' in event) applyToToken(event, replay)
    },
  }
  return replay
}

function applyToToken(event: TokenEvent, replay: SessionReplay): void {
  const token = replay.token(event.tokenId) ?? newcomer(event, replay)
  switch (event.type) {
    case 'token.reclassified':
      token.rank = event.rank
      token.source = event.request?.source ?? token.source
      token.override ||= event.cause === 'override'
      token.attributes = event.request?.attributes
      return
    case 'token.checked-in':
      token.status = 'checked-in'
      token.slotId = event.to
      return
    case 'token.skipped':
      token.status = 'checked-in'
      return
    case 'token.called':
      token.status = 'called'
      return
    case 'token.undone':
      // The event does not name the restored status. It is not needed: this command bumps no token, and the next replay starts anew.
      token.slotId = event.to
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
      return
    default:
      token.bumps += event.type === 'token.bumped' ? 1 : 0
      token.status = placed(event)
      token.override = event.cause === 'override'
      token.slotId = event.to
      token.rank = event.rank
  }
}

function placed({ type, to, waitsFor }: TokenEvent): TokenStatus {
  if (type === 'token.held') return 'held'
  if (type === 'token.offered') return 'offered'
  return to !== null ? 'confirmed' : waitsFor !== null ? 'waitlisted' : 'dropped'
}

function newcomer(event: TokenEvent, { tokens }: SessionReplay): ReplayedToken {
  const { source = '', attributes, bumpBudget: budget = null } = event.request ?? {}
  const sequence = tokens.length + 1
  const token = {
    id: event.tokenId,
    sequence,
    budget,
    status: 'confirmed',
    slotId: null,
    rank: event.rank,
    bumps: 0,
    override: false,
  } as const
  tokens.push({ ...token, source, attributes })
  return tokens.at(-1) as ReplayedToken
}
