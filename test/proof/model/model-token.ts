import type { TokenAttributes, TokenStatus } from 'opd-scheduler'
import type { Accepts } from 'opd-scheduler/rules'

/** The state of a token before a step of its visit, for undo. */
export interface Step {
  readonly status: TokenStatus
  /** Start of the slot in which it had its seat. */
  readonly seatStart: number | undefined
  /** Start of the slot that it had left before, and whether it sat there by an override. */
  readonly leftStart: number | undefined
  readonly leftAbove: boolean
  readonly presence: Presence
}

/** State since it checked in. */
export interface Presence {
  readonly checkedInAt: number | undefined
  /** Number of its check-in among all in the session. */
  readonly arrived: number
  /** Time and number of its first check-in, and the planned start of the slot for which it was expected then. */
  readonly since: number | undefined
  readonly first: number
  readonly expectedAt: number
  readonly skips: number
  /** Number of calls in the session until which it is passed over. */
  readonly sitsOutUntil: number
  /** Whether it was seen and came back. */
  readonly again: boolean
  /** Whether it has no seat for this visit, and whether it had none for one before. */
  readonly standby: boolean
  readonly wasStandby: boolean
}

export const NOT_HERE: Presence = {
  ...{ checkedInAt: undefined, arrived: 0, skips: 0, sitsOutUntil: 0, again: false },
  ...{ since: undefined, first: 0, expectedAt: 0, standby: false, wasStandby: false },
}

export interface ModelToken {
  readonly patient: string
  source: string
  attributes: TokenAttributes | undefined
  /** Rank that the rules gave it, and the rank with which it is seated. */
  base: number
  seatRank: number
  wanted: number
  readonly named: boolean
  readonly arrivedAt: number
  status: TokenStatus
  /** Index of its slot. */
  seat: number | undefined
  waits: { slot: number; readonly accepts: Accepts } | undefined
  /** What it waited for before it was cancelled. */
  waited: ModelToken['waits']
  /** What it waited for before it was called without a seat, or left. */
  stoodBy: ModelToken['waits']
  bumps: number
  /** Start of the slot that it left last, and whether it sat there by an override. */
  leftStart: number | undefined
  leftAbove: boolean
  /** Time until which its held or offered seat is promised, and the number of that promise in the session. */
  until: number | undefined
  kept: number
  /** Whether it was ever promised a seat; whether it is seated by an override; whether it was reinstated. */
  promised: boolean
  override: boolean
  reinstated: boolean
  /** Ids of the tokens that it replaces or that replaced it. */
  replaces: string | undefined
  replacedBy: string | undefined
  presence: Presence
  /** Steps of the visit that can be undone, latest last. */
  steps: Step[]
  /** Time at which it got, confirmed or regained its seat. */
  seatedAt: number
}

/** Returns a token that has no place yet. */
export function newToken(
  given: Pick<
    ModelToken,
    'patient' | 'source' | 'attributes' | 'base' | 'seatRank' | 'wanted' | 'named' | 'arrivedAt'
  > &
    Partial<Pick<ModelToken, 'replaces'>>,
): ModelToken {
  return {
    status: 'dropped',
    seat: undefined,
    waits: undefined,
    waited: undefined,
    stoodBy: undefined,
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
    ...given,
  }
}

const LIVE: readonly TokenStatus[] = [
  ...(['held', 'offered', 'confirmed', 'checked-in', 'called', 'in-consultation', 'waitlisted'] as const),
]

export function isLive(token: ModelToken): boolean {
  return LIVE.includes(token.status)
}
