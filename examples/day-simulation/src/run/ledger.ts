import { createHash } from 'node:crypto'
import type { OpdEvent, TokenEvent } from 'opd-scheduler'
import type { SlotRecord, Store } from 'opd-scheduler/store'

function zeros() {
  return {
    booked: 0,
    /** Seats held at first, and what became of the holds. */
    held: 0,
    holdsConfirmed: 0,
    holdsLapsed: 0,
    /** Seats offered to waiting patients, and what became of the offers. */
    offered: 0,
    offersConfirmed: 0,
    offersLapsed: 0,
    bumped: 0,
    cascaded: 0,
    promoted: 0,
    cancelled: 0,
    rescheduled: 0,
    absent: 0,
    reinstated: 0,
    checkedIn: 0,
    /** Check-ins without a seat, and what became of them: a seat, or a visit without one. */
    stoodBy: 0,
    standbySeated: 0,
    standbySeen: 0,
    called: 0,
    /** Unanswered calls. */
    skipped: 0,
    /** Marked as no-shows after too many unanswered calls. */
    skippedOut: 0,
    leftUnseen: 0,
    /** Consultations that began. */
    consultations: 0,
    seen: 0,
    /** Seats taken above base capacity. */
    overflowSeats: 0,
  }
}

/** Counts of events. */
export type Counts = ReturnType<typeof zeros>

/** The count that each event of a type adds one to. */
const COUNTED: Readonly<Partial<Record<TokenEvent['type'], keyof Counts>>> = {
  'token.held': 'held',
  'token.offered': 'offered',
  'token.bumped': 'bumped',
  'token.promoted': 'promoted',
  'token.cancelled': 'cancelled',
  'token.rescheduled': 'rescheduled',
  'token.no-show': 'absent',
  'token.reinstated': 'reinstated',
  'token.checked-in': 'checkedIn',
  'token.stood-by': 'stoodBy',
  'token.called': 'called',
  'token.skipped': 'skipped',
  'token.left': 'leftUnseen',
  'token.started': 'consultations',
  'token.completed': 'seen',
}

/** Whether this event issues a token. */
export function isFirst({ type, request }: TokenEvent): boolean {
  return request !== null && type !== 'token.reclassified'
}

/** Follows the store's log: its digest, counts, and facts that current views no longer show. */
export class Ledger {
  readonly counts: Counts = zeros()
  /** The slot in which each token was seen, even if the rules freed that seat later. */
  readonly seenIn = new Map<string, string>()
  /** Milliseconds from check-in to the doctor, by token. */
  readonly waits = new Map<string, number>()
  /** The same of patients who were seen without a seat. */
  readonly standbyWaits = new Map<string, number>()
  /** Epoch milliseconds at which the last visit of each session ended. */
  readonly lastSeenAt = new Map<string, number>()
  private readonly hash = createHash('sha256')
  private readonly slots = new Map<string, { capacity: number; used: number }>()
  /** Tokens whose seats are held. */
  private readonly held = new Set<string>()
  private readonly arrivals = new Map<string, number>()
  /** Tokens whose patients are there and have no seat. */
  private readonly onStandby = new Set<string>()
  private position = 0

  constructor(private readonly store: Store) {}

  /** Reads all events since the last call. */
  async catchUp(): Promise<void> {
    for (;;) {
      const entries = await this.store.read(this.position, 1000)
      if (entries.length === 0) return
      for (const { event } of entries) this.add(event)
      this.position = entries[entries.length - 1]!.position
    }
  }

  /** SHA-256 over the events so far, one line of JSON each, in order. */
  get digest(): string {
    return this.hash.copy().digest('hex')
  }

  private add(event: OpdEvent): void {
    this.hash.update(`${JSON.stringify(event)}\n`)
    switch (event.type) {
      case 'doctor.registered':
      case 'session.closed':
      case 'session.delayed':
        return
      case 'session.opened':
        for (const slot of event.slots) this.addSlot(slot)
        return
      case 'slot.added':
      case 'slot.resized':
      case 'slot.released':
      case 'slot.blocked':
      case 'slot.unblocked':
        this.addSlot(event.slot)
        return
      default:
        this.seat(event)
        this.count(event)
    }
  }

  private addSlot({ slotId, capacity }: SlotRecord): void {
    this.slots.set(slotId, { capacity, used: this.slots.get(slotId)?.used ?? 0 })
  }

  private seat({ from, to }: TokenEvent): void {
    if (from === to) return
    const left = from === null ? undefined : this.slots.get(from)
    const taken = to === null ? undefined : this.slots.get(to)
    if (left !== undefined) left.used--
    if (taken !== undefined && ++taken.used > taken.capacity) this.counts.overflowSeats++
  }

  private count(event: TokenEvent): void {
    const { type, tokenId, at, from, to, cause } = event
    const { counts } = this
    const count = COUNTED[type]
    if (count !== undefined) counts[count]++
    // A token that replaces another one is no new booking.
    if (isFirst(event) && event.replaces === undefined) counts.booked++
    switch (type) {
      case 'token.bumped':
        if (to !== null) counts.cascaded++
        return
      case 'token.confirmed':
        if (!isFirst(event)) counts[this.held.delete(tokenId) ? 'holdsConfirmed' : 'offersConfirmed']++
        return
      case 'token.expired':
        counts[this.held.delete(tokenId) ? 'holdsLapsed' : 'offersLapsed']++
        return
      case 'token.held':
        this.held.add(tokenId)
        return
      case 'token.offered':
        counts.promoted++
        return
      case 'token.no-show':
        if (cause !== 'skipped') return
        counts.skipped++
        counts.skippedOut++
        return
      case 'token.checked-in':
        this.arrivals.set(tokenId, at)
        return
      case 'token.stood-by':
        this.onStandby.add(tokenId)
        this.arrivals.set(tokenId, at)
        return
      case 'token.promoted':
        // The wait for a seat does not count, as it does not for patients who wait for one at home.
        if (this.onStandby.delete(tokenId)) {
          counts.standbySeated++
          this.arrivals.set(tokenId, at)
        }
        return
      case 'token.started': {
        if (to === null) counts.standbySeen++
        const waits = to === null ? this.standbyWaits : this.waits
        waits.set(tokenId, at - (this.arrivals.get(tokenId) ?? at))
        return
      }
      case 'token.completed':
        this.lastSeenAt.set(event.sessionId, at)
        if (from !== null) this.seenIn.set(tokenId, from)
        return
      default:
    }
  }
}
