import type { SlotPlan } from '../command'
import { EXEMPT, type SlotShape } from '../layout'
import { RuleFault, type Rules } from '../rules/rules'
import type { Session } from '../state/session'
import { translateGroup } from '../state/translate-group'

/** Stored instead of infinity if a session's overflow seats or a group's seats have no limit. */
const UNLIMITED = 0x3fffffff

/** The session for which a slot is laid out. */
export interface Surroundings {
  readonly groups: number
  readonly channels: number
  /** Seats of the other slots that are reserved for each channel or in use by it. */
  readonly given: readonly number[]
  /** Base capacity of the slots that are laid out already, and of the whole session. */
  readonly laidOut: number
  readonly total: number
  readonly at: number
}

/**
 * Returns a slot with the seats that the capacity policy gives. Classes and channels that the rules no longer have see as many
 * seats as the first ones.
 */
export function layOutSlot(
  plan: SlotPlan,
  { capacity }: Rules,
  { groups, channels, given, laidOut, total, at }: Surroundings,
): SlotShape {
  const { base } = plan
  const { quotas } = capacity
  const granted = Array.from({ length: groups }, (_, group) => {
    const asInRules = translateGroup(group, Math.max(1, channels), quotas?.channels ?? 1, capacity.groups)
    return Math.min(UNLIMITED, capacity.seats(asInRules, base))
  })
  const ceiling = Math.min(UNLIMITED, capacity.ceiling?.(base) ?? Math.max(base, ...granted))
  const seats = granted.map((count) => Math.min(count, ceiling))
  const opensAt = quotas === undefined ? Number.POSITIVE_INFINITY : plan.start - quotas.releaseMinutes * 60_000
  // If the shares exceed the seats, the first channels get theirs.
  let left = base
  const shares = Array.from({ length: channels }, (_, channel) => {
    if (quotas === undefined || channel >= quotas.channels || opensAt <= at) return 0
    if (channel === quotas.exempt) return EXEMPT
    const slot = { base, total, laidOut: laidOut + base, given: given[channel] ?? 0 }
    const share = quotas.share(channel, slot)
    if (!isCount(share)) throw new RuleFault(`the capacity policy reserves for channel ${channel} ${share} seats`)
    const reserved = Math.min(share, left)
    left -= reserved
    return reserved
  })
  const wrong = granted.findIndex((count) => !isCount(count))
  if (wrong >= 0) throw new RuleFault(`the capacity policy gives group ${wrong} ${granted[wrong]} seats`)
  if (!isCount(ceiling))
    throw new RuleFault(`the capacity policy gives a slot of ${base} seats a ceiling of ${ceiling}`)
  const isReserved = shares.some((share) => share > 0)
  return {
    ...plan,
    seats,
    ceiling,
    shares,
    opensAt: isReserved ? opensAt : Number.POSITIVE_INFINITY,
    planned: plan.start,
    blocked: false,
  }
}

/** Surroundings of a slot that joins a session, or replaces one in it (`replaced`, else -1). */
export function surroundingsOf(
  { groups, channels, shares, taken, slots }: Session,
  others: readonly SlotShape[],
  base: number,
  at: number,
  replaced: number,
): Surroundings {
  const given = Array.from({ length: channels }, (_, channel) => {
    let seats = 0
    for (let slot = 0; slot < slots; slot++)
      if (slot !== replaced) seats += Math.max(0, shares[channel * slots + slot]!, taken[channel * slots + slot]!)
    return seats
  })
  const laidOut = baseOf(others)
  return { groups, channels, given, laidOut, total: laidOut + base, at }
}

export function sharesOf(slots: readonly SlotShape[]): number[] {
  const [first] = slots
  if (first === undefined) return []
  return first.shares.map((_, channel) => slots.reduce((sum, slot) => sum + Math.max(0, slot.shares[channel]!), 0))
}

function isCount(seats: number): boolean {
  return Number.isInteger(seats) && seats >= 0
}

export function baseOf(slots: readonly SlotPlan[]): number {
  return slots.reduce((sum, slot) => sum + slot.base, 0)
}

/** Overflow seats that slots of these capacities may use together. */
export function overflowLimit(slots: readonly SlotShape[], rules: Rules): number {
  const total = baseOf(slots)
  const limit = Math.min(UNLIMITED, rules.capacity.perSession?.(total) ?? UNLIMITED)
  if (isCount(limit)) return limit
  throw new RuleFault(`the capacity policy gives a session of ${total} seats ${limit} overflow seats`)
}
