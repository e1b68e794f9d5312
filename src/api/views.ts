import type { TokenAttributes } from '../core/rules/rules'
import type { TokenStatus } from '../core/state/status'
import type { Rival, WaitsFor } from '../events/event'

/** A slot and its seats. */
export interface SlotView {
  /** Such as `dr-rao.2026-01-30.0900`. */
  readonly id: string
  /** Wall-clock start, `HH:MM`. */
  readonly start: string
  /** Wall-clock end, `HH:MM`. */
  readonly end: string
  /** Epoch milliseconds of the start, later than planned if the clinic runs late. */
  readonly startsAt: number
  /** Epoch milliseconds of the end. */
  readonly endsAt: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Free seats within base capacity, including reserved ones; 0 if the slot is over or blocked, or the session is closed. */
  readonly free: number
  /** Seats in use above base capacity. */
  readonly overflow: number
  /** Seats that each group of the capacity policy sees, recorded when the slot was opened or resized. */
  readonly seats: readonly number[]
  /** Most seats that the slot may ever use, even by an override. */
  readonly ceiling: number
  /** Seats reserved for each channel of the capacity policy's quotas, -1 for the exempt channel; empty without quotas. */
  readonly shares: readonly number[]
  /** When the reserved seats open to all, in epoch milliseconds; null if none are reserved. */
  readonly opensAt: number | null
  /** How many of the free seats are reserved for channels. */
  readonly kept: number
  /** Epoch milliseconds of the start as planned, which patients were told. */
  readonly plannedAt: number
  /** Whether the doctor is away, so that the slot gives no seats. */
  readonly blocked: boolean
}

/** A session's slots and figures. */
export interface SessionSummary {
  /** Such as `dr-rao.2026-01-30`. */
  readonly id: string
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** Closed sessions give no seats. */
  readonly status: 'open' | 'closed'
  /** Slots in order of time. */
  readonly slots: readonly SlotView[]
  /** Number of consulting rooms. */
  readonly rooms: number
  /** Free seats of all slots. */
  readonly free: number
  /** Tokens on the waiting list. */
  readonly waiting: number
}

/** A session with all its tokens; `checkInvariants` examines it. */
export interface SessionView extends SessionSummary {
  /** Time of the view, in epoch milliseconds. */
  readonly asOf: number
  /** Number of events in the session's stream. */
  readonly version: number
  /** Time of the last of these events, in epoch milliseconds. */
  readonly updatedAt: number
  /** Overflow seats that all slots together may use. */
  readonly overflowLimit: number
  /** Name of the rules that decided its last event, as recorded; null if they have none. */
  readonly rules: string | null
  /** All tokens ever issued, by order of arrival. */
  readonly tokens: readonly TokenView[]
}

/** The fields of a token that do not depend on its status. */
export interface TokenDetails {
  /** Generated as `dr-rao.2026-01-30.t7`, or the host's own. */
  readonly id: string
  /** The number to call out, such as `007`; never used twice in a session. */
  readonly number: string
  /** The session. */
  readonly sessionId: string
  /** The doctor of the session. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, if the booking gave any. */
  readonly attributes?: TokenAttributes
  /** The slot asked for. If the request named none, the first slot that had not begun, or the last one if it was running. */
  readonly wantedSlotId: string
  /** The slot of its seat, or of the last seat that it had. Null if it never had one, and after it left the waiting list without a seat. */
  readonly lastSlotId: string | null
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Order of arrival in the session, from 1. */
  readonly sequence: number
  /** The rank that the priority policy gave, at arrival or when the token was reclassified; lower is better. */
  readonly baseRank: number
  /** The rank with which the token has its seat or waits now, aged if the rules age ranks. */
  readonly rank: number
  /** How often the token was bumped. */
  readonly bumps: number
  /** How often the token may be bumped; null if there is no limit. */
  readonly bumpBudget: number | null
  /** Whether its seat was ever held, offered, or given back by `undo`. */
  readonly promised: boolean
  /** Whether an override gave it its seat. */
  readonly override: boolean
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /**
   * Whether the patient has arrived, or was called or seen, without a seat. While the token is `waitlisted` it is on standby: it may get a
   * seat, and is called if nobody with a seat comes first.
   */
  readonly standby: boolean
  /** Whether a visit was completed: the patient was seen, and may have come back since. */
  readonly seen: boolean
  /** The consulting room to which the patient was called, or where the patient is; null before the call, or if none was named. */
  readonly room: string | null
  /** How many of its calls were unanswered. */
  readonly skips: number
  /** The token that this one replaces after a reschedule, or null. */
  readonly replaces: string | null
  /** The token that replaces this one after a reschedule, or null. */
  readonly replacedBy: string | null
  /** Whether it was reinstated after a no-show, or waits again after a cancellation that was undone. */
  readonly reinstated: boolean
  /** Why it last changed, as the code of its last event: `booked`, `outranked`, `blocked`, `end-of-day`, … */
  readonly cause: string
  /** Epoch milliseconds of its booking. */
  readonly createdAt: number
  /** Epoch milliseconds of its last change. */
  readonly updatedAt: number
}

/** The fields of a token that depend on its status: its seat, its wait and its times. */
export interface TokenPlace {
  /** The slot of its seat, or null. */
  readonly slotId: string | null
  /** Wall-clock start of that slot, `HH:MM`, or null. */
  readonly start: string | null
  /** Wall-clock end of that slot, `HH:MM`, or null. */
  readonly end: string | null
  /** What it waits for, or null. */
  readonly waitsFor: WaitsFor | null
  /** 1-based place among the unfinished tokens of its slot, or among the waiters that compete for the same seats; else null. */
  readonly position: number | null
  /**
   * When its turn is by the plan: the start of its slot and the doctor's minutes for each visit before it. An ISO instant with the
   * facility's offset; null without a seat or after the call. `queue` and `estimate` say when its turn is likely.
   */
  readonly plannedTime: string | null
  /** When its hold or offer expires, in epoch milliseconds; else null. */
  readonly expiresAt: number | null
}

/** A token with a seat whose visit is not over. */
export interface Seated extends TokenPlace {
  readonly slotId: string
  readonly start: string
  readonly end: string
  readonly waitsFor: null
  readonly position: number
}

/** A token that is expected, or present and not called yet. */
export interface Expected extends Seated {
  readonly plannedTime: string
  readonly expiresAt: null
}

/** A token with a held or offered seat. */
export interface Tentative extends Seated {
  readonly plannedTime: string
  readonly expiresAt: number
}

/** A token that was called, or is with the doctor. Called from standby it has no seat. */
export interface Called extends TokenPlace {
  readonly waitsFor: null
  readonly position: number
  readonly plannedTime: null
  readonly expiresAt: null
}

/** A token on the waiting list. */
export interface Waiting extends TokenPlace {
  readonly slotId: null
  readonly start: null
  readonly end: null
  readonly waitsFor: WaitsFor
  readonly position: number
  readonly plannedTime: null
  readonly expiresAt: null
}

/** A token whose visit is over. Its seat stays in use unless the rules free it. */
export interface Completed extends TokenPlace {
  readonly waitsFor: null
  readonly position: null
  readonly plannedTime: null
  readonly expiresAt: null
}

/** A token that ended without a visit. */
export interface Ended extends Completed {
  readonly slotId: null
  readonly start: null
  readonly end: null
}

/** The place of a token with this status. */
export type PlaceOf<Status extends TokenStatus> = Status extends 'held' | 'offered'
  ? Tentative
  : Status extends 'confirmed' | 'checked-in'
    ? Expected
    : Status extends 'called' | 'in-consultation'
      ? Called
      : Status extends 'waitlisted'
        ? Waiting
        : Status extends 'completed'
          ? Completed
          : Ended

/**
 * A token: one patient's right to be seen. Its status determines which fields are null: after `if (token.status === 'confirmed')`
 * the slot and its times are not.
 */
export type TokenView<Status extends TokenStatus = TokenStatus> = Status extends TokenStatus
  ? TokenDetails & {
      /** Status of the token. */
      readonly status: Status
    } & PlaceOf<Status>
  : never

/** When a token may be called: between these times in four of five simulated runs. */
export interface EstimatedRange {
  /** Earliest, as an ISO instant with the facility's offset. */
  readonly from: string
  /** Latest, as an ISO instant with the facility's offset. */
  readonly to: string
}

/** One token in the queue. On a public display, show only the number. */
export interface QueueEntry {
  /** The token. */
  readonly tokenId: string
  /** The number to call out, such as `007`. */
  readonly number: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** Booking class. */
  readonly source: string
  /** Status of the token. */
  readonly status: TokenStatus
  /** Slot in which it has its seat; null if it is or was on standby. */
  readonly slotId: string | null
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /** The consulting room to which the patient was called, or where the patient is; null before the call, or if none was named. */
  readonly room: string | null
  /** How many of its calls were unanswered. */
  readonly skips: number
  /**
   * When it may be called; null after the call, or with `estimates: false`. For a token on standby also null unless nine of ten
   * simulated runs call it.
   */
  readonly estimated: EstimatedRange | null
}

/** The consulting rooms and the waiting room of one session. */
export interface QueueView {
  /** The session. */
  readonly sessionId: string
  /** Time of the view, in epoch milliseconds. */
  readonly asOf: number
  /** Minutes by which the running slot, or else the next, begins later than planned; 0 if all slots are over. */
  readonly late: number
  /** Average minutes of a visit: the doctor's expected value, adjusted by the visits of this session once five were measured. */
  readonly minutesPerVisit: number
  /** How many visits of this session were measured. */
  readonly observed: number
  /** Tokens with the doctor. */
  readonly inConsultation: readonly QueueEntry[]
  /** Called tokens that have not gone in. */
  readonly called: readonly QueueEntry[]
  /**
   * Everybody who is present, with or without a seat, in the order in which they would be called now: the first is next. Patients on standby
   * stand last if they may not be called now. With several rooms, a patient who was called to one of them does not keep standby waiting.
   */
  readonly present: readonly QueueEntry[]
  /** Tokens with a seat that have not checked in, by slot, then rank, then arrival. */
  readonly expected: readonly QueueEntry[]
}

/**
 * Names the token, and what to reckon with.
 *
 * @example
 * ```ts
 * const estimate = await opd.estimate({ tokenId: 'dr-rao.2026-01-30.t7', travelMinutes: 25 })
 * if (estimate) console.log(`Leave home at ${estimate.leaveBy}. ${estimate.ahead} patients are before you.`)
 * ```
 */
export interface EstimateQuery {
  /** The token. */
  readonly tokenId: string
  /**
   * The chance, from 0.01 to 0.5, that a patient who comes at `arriveBy` comes too late for the call.
   *
   * @defaultValue 0.1
   */
  readonly risk?: number
  /** Minutes that the patient needs to come, from 0 to 1,440. Without it `leaveBy` is null. */
  readonly travelMinutes?: number
}

/** When a token is likely to be called, and by when its patient has to be there. */
export interface TokenEstimate extends EstimatedRange {
  /** The token. */
  readonly tokenId: string
  /**
   * A patient who is there by then misses the call with a chance of at most `risk`. Not before the start of the slot, because no patient has to
   * be there earlier, and not before now. Not so late that the patient loses the place in the queue by it, or the seat: at least five
   * minutes are left of the grace. An ISO instant with the facility's offset; null if the patient is there.
   */
  readonly arriveBy: string | null
  /** `arriveBy` less `travelMinutes`, which may be over; null if either is missing. */
  readonly leaveBy: string | null
  /** Patients, present or expected, who are likely to be called before. Those called or with the doctor do not count. */
  readonly ahead: number
  /** Minutes by which the running slot, or else the next, begins later than planned. */
  readonly late: number
  /** How many visits of this session were measured. With few of them, the estimate rests on the doctor's expected minutes. */
  readonly observed: number
  /** Time of the estimate, in epoch milliseconds. */
  readonly asOf: number
}

/**
 * What a screen in the waiting room may show of one session: numbers of tokens, and nothing that names a patient.
 *
 * @example
 * ```ts
 * const board = await opd.publicBoard({ doctorId: 'dr-rao', date: '2026-01-30' })
 * for (const { number, room } of board?.called ?? []) console.log(`Token ${number}, please go to room ${room ?? 1}.`)
 * ```
 */
export interface PublicBoard {
  /** The doctor. */
  readonly doctorId: string
  /** The session's date, `YYYY-MM-DD`. */
  readonly date: string
  /** Time of the board, in epoch milliseconds. */
  readonly asOf: number
  /** Whether the session is still open. */
  readonly status: 'open' | 'closed'
  /** Minutes by which the running slot, or else the next, begins later than planned. */
  readonly late: number
  /** When the doctor is away, from now on. Empty if the session is closed. */
  readonly away: readonly TimeAway[]
  /** Tokens with the doctor. */
  readonly inside: readonly NumberInRoom[]
  /** Called tokens that have not gone in, the newest call first. */
  readonly called: readonly CalledNumber[]
  /** The tokens that are called next, at most eight. Those on standby who may not be called now come last. */
  readonly next: readonly NextNumber[]
  /** Patients with a seat who are present and not called yet. */
  readonly present: number
  /** Patients who are present without a seat. */
  readonly standby: number
  /** Patients with a seat who have not come yet. */
  readonly expected: number
}

/** Wall-clock times between which the doctor is away. */
export interface TimeAway {
  /** Such as `10:00`. */
  readonly from: string
  /** Such as `11:00`. */
  readonly to: string
}

/** A number, and the room where it belongs. */
export interface NumberInRoom {
  /** Such as `007`. */
  readonly number: string
  /** Null if no room was named. */
  readonly room: string | null
}

/** A number that was called. */
export interface CalledNumber extends NumberInRoom {
  /** Time of the last call, in epoch milliseconds. */
  readonly at: number
}

/** A number that will be called. */
export interface NextNumber {
  /** Such as `007`. */
  readonly number: string
  /** Earliest time, in four of five simulated runs, as an ISO instant with the facility's offset; null with `estimates: false`. */
  readonly from: string | null
  /** Latest time, likewise. */
  readonly to: string | null
}

/** Counts over sessions. */
export interface Stats {
  /** Sessions counted. */
  readonly sessions: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Seats in use as a percentage of base capacity, with one decimal; 0 if there is no capacity. */
  readonly utilisation: number
  /** Tokens issued. */
  readonly tokens: number
  /** Different patients. */
  readonly patients: number
  /** Tokens by status. */
  readonly byStatus: Readonly<Record<TokenStatus, number>>
  /** Tokens by booking class. */
  readonly bySource: Readonly<Record<string, number>>
  /** Times that a token was bumped. */
  readonly bumps: number
  /** Bumps after which the token had another seat. */
  readonly cascades: number
  /** Times that a token got, or was offered, a seat that had become free. */
  readonly promotions: number
  /** Patients on standby who went in to the doctor without a seat. */
  readonly standby: number
  /** Tokens dropped. */
  readonly drops: number
}

/** One event of a token, in data and in a sentence. */
export interface HistoryEntry {
  /** Epoch milliseconds. */
  readonly at: number
  /** Kind of event. */
  readonly type: string
  /** Slot that it left, or null. */
  readonly from: string | null
  /** Slot that it has afterwards, or null. */
  readonly to: string | null
  /** The reason, as a code. */
  readonly cause: string
  /** Name of the strategy that chose its place, or null. */
  readonly strategy: string | null
  /** Its rank. */
  readonly rank: number
  /** The token that caused the move, with its rank and booking class; or null. */
  readonly by: Rival | null
  /** Person or system that gave the command, or null. */
  readonly actor: string | null
  /** The host's note, or null. */
  readonly note: string | null
  /** Name of the rules that decided it, or null if they have none. */
  readonly rules: string | null
  /** The command that caused it. */
  readonly commandId: string
  /** The same in a sentence that names token numbers and slots, never patients. */
  readonly sentence: string
}
