import { openSession } from '../src/core/decide/roster'
import type { Clinic as CoreClinic } from '../src/core/decide/view'
import type { Rules } from '../src/core/rules/rules'
import { Session } from '../src/core/state/session'
import { fixed } from '../src/policies/capacity/capacity'
import { cascade } from '../src/policies/overflow/cascade'
import { waitlist } from '../src/policies/overflow/waitlist'
import { bySource } from '../src/policies/priority/by-source'
import { waitlistFirst } from '../src/policies/promotion/promotion'
import { USUAL_RANKS } from '../src/presets/shared'

/** Sessions of one day, all with the same slots. */
export interface Clinic {
  readonly sessions: number
  /** Slots of each session. */
  readonly slots: number
  /** Seats of each slot. */
  readonly seats: number
}

/** The one session that `decide` gets with a command, with its rules, as a list. */
export type Stage = readonly [CoreClinic]

/** Booking classes, best first. The integer bound uses a class's index. */
export const CLASSES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in'] as const

export const SLOT_MINUTES = 30

/** Start of the first slot, in epoch milliseconds. */
export const FIRST_START = Date.UTC(2025, 0, 6, 8)

/** The rules of both engine and integer bound. */
export function boundRules(): Rules {
  return {
    priority: bySource(USUAL_RANKS),
    capacity: fixed(),
    overflow: [cascade(), waitlist()],
    displaced: [cascade(), waitlist()],
    // The bound fills a slot until it ends.
    promotion: { ...waitlistFirst(), minutesLeft: 0 },
  }
}

/** Opens all sessions of a clinic. */
export function openSessions(clinic: Clinic, rules: Rules): readonly Stage[] {
  const slots = Array.from({ length: clinic.slots }, (_, slot) => {
    const start = FIRST_START + slot * SLOT_MINUTES * 60_000
    return { start, end: start + SLOT_MINUTES * 60_000, base: clinic.seats }
  })
  const opened = openSession({ op: 'openSession', at: FIRST_START - 86_400_000, slots }, rules)
  if (!Array.isArray(opened)) throw new Error('the sessions did not open')
  const day = { doctorId: 'dr-rao', date: '2025-01-06' }
  return Array.from(
    { length: clinic.sessions },
    () => [{ session: new Session(opened[0].layout), rules, day }] as const,
  )
}
