import type { BumpScope, Outranks, OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { checkMinutes } from '../minutes'
import { strictlyLower } from './who'

/** Who may bump whom, and until when. */
export interface BumpOptions {
  /** Whom an asker may bump; `strictlyLower()` where absent. */
  readonly who?: Outranks
  /** Sources that may bump; all where absent. */
  readonly for?: readonly string[]
  /** Slots that start in less than this many minutes, or have started, are left alone; no such window where absent. */
  readonly freezeMinutes?: number
}

/** Takes the lowest seat of the slot asked for, if its holder is lower. */
export function bump(options: BumpOptions = {}): OverflowStrategy {
  const { who = strictlyLower(), for: sources, freezeMinutes } = options
  checkMinutes('bump: freezeMinutes', freezeMinutes)
  const bumps: BumpScope = { who, for: sources, freezeMinutes, slots: 'wanted' }
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
