import type { Composition } from './composition'

export interface ModelSlot {
  start: number
  end: number
  /** Start as it was told to patients. It names the slot. */
  readonly planned: number
  /** Whether the doctor is away. */
  blocked: boolean
  base: number
  /** Seats that an override may use. */
  ceiling: number
  /** Seats reserved for sources, and the time at which they open to all. */
  shares: Readonly<Record<string, number>>
  opensAt: number | undefined
}

/** Times and base capacity of a slot. */
export type SlotWish = Pick<ModelSlot, 'start' | 'end' | 'base'>

/** Returns a slot as the rules lay it out, given the shares of the existing slots and the seats of the session. */
export function layOut(
  rules: Composition,
  wish: SlotWish,
  others: readonly ModelSlot[],
  total: number,
  now: number,
  givenTo: (source: string) => number,
): ModelSlot {
  const { base, start, end } = wish
  const { quotas, extra } = rules
  const most = extra === undefined ? base : base + extraSeats(extra.seats, base)
  const ceiling = rules.ceiling === undefined ? most : base + allowance(rules.ceiling, base)
  const slot = { start, end, planned: start, blocked: false, base, ceiling, shares: {}, opensAt: undefined }
  if (quotas === undefined) return slot
  const opensAt = start - quotas.releaseMinutes * 60_000
  const shares: Record<string, number> = {}
  const laidOut = others.reduce((sum, other) => sum + other.base, base)
  let left = base
  for (const [source, share] of Object.entries(quotas.shares)) {
    const given = givenTo(source)
    // The shares of a session are spread evenly: up to each slot, its part of the whole.
    const session = total === 0 ? 0 : Math.floor((allowance(share, total) * laidOut) / total) - given
    const here = quotas.per === 'slot' ? allowance(share, base) : session
    shares[source] = opensAt <= now || total === 0 ? 0 : Math.max(0, Math.min(left, here))
    left -= shares[source]
  }
  const isReserved = Object.values(shares).some((share) => share > 0)
  return { ...slot, shares, opensAt: isReserved ? opensAt : undefined }
}

export function extraSeats(seats: number | string, base: number): number {
  return seats === 'unlimited' ? Number.POSITIVE_INFINITY : allowance(seats, base)
}

export function allowance(seats: number | string, of: number): number {
  return typeof seats === 'number' ? seats : Math.floor((of * Number.parseFloat(seats)) / 100)
}
