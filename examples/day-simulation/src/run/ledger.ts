import { createHash } from 'node:crypto'
import type { OpdEvent, SlotRecord, Store, TokenEvent } from 'opd-scheduler'

/** How often things happened. */
export interface Counts {
  booked: number
  bumped: number
  cascaded: number
  promoted: number
  cancelled: number
  absent: number
  seen: number
  /** Seats taken above base capacity. */
  overflowSeats: number
}

/** Reads the store's log as it grows: a digest over all of it, counts, and what views of the present no longer show. */
export class Ledger {
  readonly counts: Counts = {
    booked: 0,
    bumped: 0,
    cascaded: 0,
    promoted: 0,
    cancelled: 0,
    absent: 0,
    seen: 0,
    overflowSeats: 0,
  }
  /** The slot in which each token was seen, also where rules free that seat again. */
  readonly seenIn = new Map<string, string>()
  /** Milliseconds from check-in to the doctor, by token. */
  readonly waits = new Map<string, number>()
  private readonly hash = createHash('sha256')
  private readonly slots = new Map<string, { capacity: number; used: number }>()
  private readonly arrivals = new Map<string, number>()
  private position = 0

  constructor(private readonly store: Store) {}

  /** Reads what was written since the last time. */
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
        return
      case 'session.opened':
        for (const slot of event.slots) this.addSlot(slot)
        return
      case 'slot.added':
      case 'slot.resized':
      case 'slot.released':
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

  private count({ type, tokenId, at, from, to }: TokenEvent): void {
    const { counts } = this
    switch (type) {
      case 'token.confirmed':
      case 'token.waitlisted':
        counts.booked++
        return
      case 'token.bumped':
        counts.bumped++
        if (to !== null) counts.cascaded++
        return
      case 'token.promoted':
        counts.promoted++
        return
      case 'token.cancelled':
        counts.cancelled++
        return
      case 'token.no-show':
        counts.absent++
        return
      case 'token.checked-in':
        this.arrivals.set(tokenId, at)
        return
      case 'token.started':
        this.waits.set(tokenId, at - (this.arrivals.get(tokenId) ?? at))
        return
      case 'token.completed':
        counts.seen++
        if (from !== null) this.seenIn.set(tokenId, from)
        return
      default:
    }
  }
}
