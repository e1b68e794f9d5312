import type { CapacityPolicy, TokenRequest } from '../../core/rules/rules'
import { allowance, type SeatAllowance } from './allowance'
import { fixed } from './fixed'

/** Which seats are kept for whom. */
export interface QuotaOptions {
  /** Seats kept for each channel, as a number or a share, rounded down. What is not kept is for all. */
  readonly shares: Readonly<Record<string, SeatAllowance>>
  /**
   * Of each slot, or of the whole session: then they are spread evenly over its slots.
   *
   * @defaultValue 'slot'
   */
  readonly per?: 'slot' | 'session'
  /** Minutes before a slot's start at which the seats that are still kept open to all; 0 for never before it begins. */
  readonly releaseMinutes: number
  /**
   * Sources that take kept seats as well, and bump whoever holds one: what is urgent comes through any door.
   *
   * @defaultValue none
   */
  readonly exempt?: readonly string[]
  /**
   * The channel of a request.
   *
   * @defaultValue its source
   */
  readonly channelOf?: (request: TokenRequest) => string
  /**
   * How many seats there are in all.
   *
   * @defaultValue `fixed()`
   */
  readonly of?: CapacityPolicy
}

/**
 * Keeps a share of the seats for each channel, such as a hospital's website and its counter. A token takes a seat of its channel's
 * share while there is one, else one that is for all, so that each seat counts once. Who sits in a share is bumped by its own channel
 * only, or by the exempt.
 */
export function quotas(options: QuotaOptions): CapacityPolicy {
  const { per = 'slot', releaseMinutes, exempt = [], channelOf = (request) => request.source, of = fixed() } = options
  if (!Number.isFinite(releaseMinutes) || releaseMinutes < 0)
    throw new RangeError(`quotas: releaseMinutes is ${releaseMinutes}. Maybe give minutes, 0 or more.`)
  const names = Object.keys(options.shares)
  const both = options.channelOf === undefined ? names.find((name) => exempt.includes(name)) : undefined
  if (both !== undefined)
    throw new RangeError(`quotas: '${both}' has a share and is exempt. Maybe leave out one of them.`)
  const shares = names.map((name) => allowance(options.shares[name]!, `quotas: the share of '${name}'`))
  // The first channel is everybody else's, the last one that of the exempt.
  const channels = names.length + 2
  const channel = (request: TokenRequest): number =>
    exempt.includes(request.source) ? channels - 1 : 1 + names.indexOf(channelOf(request))
  return {
    ...of,
    groups: of.groups * channels,
    groupOf: (request) => of.groupOf(request) * channels + channel(request),
    seats: (group, base) => of.seats(Math.floor(group / channels), base),
    quotas: {
      channels,
      releaseMinutes,
      exempt: channels - 1,
      share: (number, { base, total, laidOut, given }) => {
        const share = shares[number - 1]
        if (share === undefined || total === 0) return 0
        const wish = per === 'slot' ? share(base) : Math.floor((share(total) * laidOut) / total) - given
        return Math.max(0, Math.min(base, wish))
      },
    },
  }
}
