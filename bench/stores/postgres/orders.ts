import { bySource, cascade, fixed, type Rules, waitlist, waitlistFirst } from 'opd-scheduler'

export const SLOTS = 20
export const SEATS = 10
/** Bookings for each session: one for every seat, and then emergencies, each of which bumps another booking. */
export const PER_SESSION = SLOTS * SEATS + 10
export const TIME_ZONE = 'Asia/Kolkata'
/** A time before the first session. */
export const NOW = Date.parse('2026-01-01T06:00:00+05:30')

const RANKS = { emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 } as const
const USUAL = ['walk-in', 'online', 'follow-up', 'paid'] as const

/** One booking, the same for every design. */
export interface Order {
  readonly doctor: number
  /** Index of the session among the doctor's. */
  readonly session: number
  /** Index of the slot in its session. */
  readonly slot: number
  readonly source: keyof typeof RANKS
  /** Rank; 1 is best. */
  readonly rank: number
  readonly patientId: string
}

/** Returns booking number `n`. Bookings go round the doctors, and fill one session of a doctor after the other. */
export function orderOf(n: number, doctors: number): Order {
  const turn = Math.floor(n / doctors)
  const place = turn % PER_SESSION
  const late = place - SLOTS * SEATS
  const source = late >= 0 ? 'emergency' : USUAL[Math.floor(place / SLOTS) % USUAL.length]!
  return {
    doctor: n % doctors,
    session: Math.floor(turn / PER_SESSION),
    slot: late >= 0 ? late : place % SLOTS,
    source,
    rank: RANKS[source],
    patientId: `p${n}`,
  }
}

/** Fixed seats. The lowest token of a lower class goes to a later slot, where it may bump in turn, or waits. */
export function rulesOfBench(): Rules {
  return {
    priority: bySource(RANKS),
    capacity: fixed(),
    overflow: [cascade(), waitlist()],
    displaced: [cascade(), waitlist()],
    promotion: waitlistFirst(),
  }
}

export function doctorId(doctor: number): string {
  return `dr-${doctor}`
}

export function dateOf(session: number): string {
  return new Date(Date.UTC(2026, 0, 2 + session)).toISOString().slice(0, 10)
}

/** Returns the wall-clock time at which a slot starts. */
export function startOf(slot: number): string {
  return `${String(8 + (slot >> 1)).padStart(2, '0')}:${slot % 2 === 0 ? '00' : '30'}`
}

/** Books, and returns the id of the booking, or undefined if it was refused. */
export type Book = (order: Order) => Promise<string | undefined>
