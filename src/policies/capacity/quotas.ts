import type { CapacityPolicy, TokenRequest } from '../../core/rules/rules'
import { shown } from '../../core/rules/words'
import { checkCapacity, checkChoice, checkFunction, checkOptions, checkSources } from '../options'
import { allowance, fixed, type SeatAllowance } from './capacity'

/** Which seats are reserved for which channel. */
export interface QuotaOptions {
  /** Seats reserved for each channel: a number, or a share, rounded down. All other seats are for every channel. */
  readonly shares: Readonly<Record<string, SeatAllowance>>
  /**
   * Whether the shares are of each slot, or of the whole session. Shares of a session are spread evenly over its slots.
   *
   * @defaultValue 'slot'
   */
  readonly per?: 'slot' | 'session'
  /** How many minutes before a slot's start its reserved seats open to all; 0 reserves them until it begins. */
  readonly releaseMinutes: number
  /**
   * Sources that may take reserved seats, and bump the tokens that hold one. Meant for emergencies.
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
   * The capacity policy that says how many seats there are.
   *
   * @defaultValue `fixed()`
   */
  readonly of?: CapacityPolicy
}

/**
 * Reserves a share of the seats for each channel, such as a hospital's website and its counter. A token takes a seat of its channel's
 * share while there is one, else a seat that is for all. A token that holds a reserved seat is bumped only by its own channel or by
 * exempt sources. Throws a RangeError for an unknown option or value, or for a source that has a share and is exempt.
 *
 * @example
 * ```ts
 * const capacity = quotas({ shares: { online: '50%', 'walk-in': 3 }, releaseMinutes: 60, exempt: ['emergency'] })
 * ```
 */
export function quotas(options: QuotaOptions): CapacityPolicy {
  checkOptions('quotas', options, ['shares', 'per', 'releaseMinutes', 'exempt', 'channelOf', 'of'])
  const { per = 'slot', releaseMinutes, exempt = [], channelOf = (request) => request.source, of = fixed() } = options
  checkChoice('quotas: per', per, ['slot', 'session'])
  if (!Number.isFinite(releaseMinutes) || releaseMinutes < 0)
    throw new RangeError(`quotas: releaseMinutes is ${shown(releaseMinutes)}. Give minutes, 0 or more.`)
  checkSources('quotas: exempt', exempt)
  checkFunction('quotas: channelOf', channelOf, '(request) => request.source')
  checkCapacity('quotas: of', of)
  const { shares: amounts } = options
  if (typeof amounts !== 'object' || amounts === null || Array.isArray(amounts))
    throw new RangeError(`quotas: shares is ${shown(amounts)}. Give an object, such as { online: '50%' }.`)
  const names = Object.keys(amounts)
  const both = options.channelOf === undefined ? names.find((name) => exempt.includes(name)) : undefined
  if (both !== undefined) throw new RangeError(`quotas: '${both}' has a share and is exempt. Leave out one of them.`)
  const shares = names.map((name) => allowance(amounts[name]!, `quotas: the share of '${name}'`))
  // The first channel is for sources without a share, the last one for exempt sources.
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
