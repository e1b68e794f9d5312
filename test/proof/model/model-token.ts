import type { TokenAttributes, TokenStatus } from 'opd-scheduler'
import type { Accepts } from 'opd-scheduler/rules'

/** Where a token stood before a step of its visit, to be taken back. */
export interface Step {
  readonly status: TokenStatus
  /** Start of the slot in which it had its seat. */
  readonly seatStart: number | undefined
  /** Start of the slot that it had left before. */
  readonly leftStart: number | undefined
  readonly presence: Presence
}

/** What is known since it checked in. */
export interface Presence {
  readonly checkedInAt: number | undefined
  /** Number of its check-in among all of the session. */
  readonly arrived: number
  readonly skips: number
  /** Number of calls in the session up to which it is passed over. */
  readonly sitsOutUntil: number
}

export const NOT_HERE: Presence = { checkedInAt: undefined, arrived: 0, skips: 0, sitsOutUntil: 0 }

export interface ModelToken {
  readonly patient: string
  source: string
  attributes: TokenAttributes | undefined
  /** Rank that the rules gave it, and the one that it sits with. */
  base: number
  seatRank: number
  wanted: number
  readonly named: boolean
  readonly arrivedAt: number
  status: TokenStatus
  /** Index of its slot. */
  seat: number | undefined
  waits: { slot: number; readonly accepts: Accepts } | undefined
  bumps: number
  /** Start of the slot that it left last, and whether it sat there above the rules. */
  leftStart: number | undefined
  leftAbove: boolean
  /** Until when its seat is kept, while it is held or offered, and the how-manieth promise of the session that was. */
  until: number | undefined
  kept: number
  /** Whether it was ever kept a seat; whether it sits above the rules; whether it came back after a no-show. */
  promised: boolean
  override: boolean
  reinstated: boolean
  /** Ids of the tokens that it replaces or that replaced it. */
  replaces: string | undefined
  replacedBy: string | undefined
  presence: Presence
  /** Steps of the visit that can be taken back, latest last. */
  steps: Step[]
  /** When it got its seat, confirmed it, or was given it back. */
  seatedAt: number
}

/** A token that has no place yet. */
export function newToken(
  given: Pick<ModelToken, 'patient' | 'source' | 'attributes' | 'base' | 'seatRank' | 'wanted' | 'named' | 'arrivedAt'>,
): ModelToken {
  return {
    ...given,
    status: 'dropped',
    seat: undefined,
    waits: undefined,
    bumps: 0,
    leftStart: undefined,
    leftAbove: false,
    until: undefined,
    kept: 0,
    promised: false,
    override: false,
    reinstated: false,
    replaces: undefined,
    replacedBy: undefined,
    presence: NOT_HERE,
    steps: [],
    seatedAt: given.arrivedAt,
  }
}

const LIVE: readonly TokenStatus[] = [
  ...(['held', 'offered', 'confirmed', 'checked-in', 'called', 'in-consultation', 'waitlisted'] as const),
]

export function isLive(token: ModelToken): boolean {
  return LIVE.includes(token.status)
}
