import type { BumpScope, Outranks, OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { checkFunction, checkMinutes, checkOptions, checkSources } from '../options'

/** Which tokens may bump which, and until when. */
export interface BumpOptions {
  /**
   * Which tokens an asker may bump.
   *
   * @defaultValue `strictlyLower()`
   */
  readonly who?: Outranks
  /**
   * Sources that may bump.
   *
   * @defaultValue all
   */
  readonly for?: readonly string[]
  /**
   * How many minutes before its start a slot is frozen: no token is bumped from it any more.
   *
   * @defaultValue slots are never frozen
   */
  readonly freezeMinutes?: number
}

/**
 * Bumps the last token in the whole order from the slot asked for, if that token is lower than the asker. Throws a RangeError for an
 * unknown option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), overflow: [bump({ for: ['emergency'], freezeMinutes: 60 })] }
 * ```
 */
export function bump(options: BumpOptions = {}): OverflowStrategy {
  checkOptions('bump', options, BUMP_OPTIONS)
  const { who = strictlyLower(), for: sources, freezeMinutes } = options
  checkBump('bump', who, sources)
  checkMinutes('bump: freezeMinutes', freezeMinutes)
  const bumps: BumpScope = { who, for: sources, freezeMinutes }
  return {
    name: 'bump',
    bumps,
    attempt(asker, board) {
      if (sources !== undefined && !sources.includes(asker.source)) return undefined
      const slot = board.firstBumpable(asker, who, asker.wanted, asker.wanted + 1, freezeMinutes)
      return slot < 0 ? undefined : Verdict.bump(slot)
    },
  }
}

/** Options of every strategy that bumps. */
export const BUMP_OPTIONS: readonly string[] = ['who', 'for', 'freezeMinutes']

/** Throws a RangeError unless `who` is a function, and `sources` is a list or left out. */
export function checkBump(policy: string, who: Outranks, sources: readonly string[] | undefined): void {
  checkFunction(`${policy}: who`, who, 'strictlyLower()')
  if (sources !== undefined) checkSources(`${policy}: for`, sources)
}

/**
 * Lets a token bump only tokens of a strictly lower class. Equal ranks do not bump each other.
 *
 * @example
 * ```ts
 * bump({ who: strictlyLower() })
 * ```
 */
export function strictlyLower(): Outranks {
  return (rank, _seq, victimRank) => rank < victimRank
}

/**
 * Lets a token bump every token after it in the whole order, so equal ranks go by arrival: full stable matching.
 *
 * @example
 * ```ts
 * cascade({ who: lowerInOrder() })
 * ```
 */
export function lowerInOrder(): Outranks {
  return (rank, seq, victimRank, victimSeq) => rank < victimRank || (rank === victimRank && seq < victimSeq)
}
