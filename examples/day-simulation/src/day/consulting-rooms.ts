import type { Absence } from './setting'
import { isUrgent, type Visitor } from './visitor'

/** The rooms of one queue, and the patients waiting outside. The library decides which patient to call next. */
export class ConsultingRooms {
  private readonly free: string[]
  private readonly waiting = new Set<Visitor>()
  private readonly standby = new Set<Visitor>()
  private hours: { readonly startsAt: number; readonly endsAt: number }[] = []
  private readonly absences: Absence[] = []

  constructor(count = 1) {
    this.free = Array.from({ length: count }, (_, index) => String(index + 1))
  }

  /** A room that is free from now on. */
  release(room: string): void {
    this.free.push(room)
  }

  /** Returns a free room, which is no longer free. */
  take(): string {
    return this.free.shift()!
  }

  /** Adds a slot to the doctor's hours. */
  open(slot: { readonly startsAt: number; readonly endsAt: number }): void {
    this.hours.push(slot)
  }

  /** Moves all slots from an instant on by so many milliseconds. */
  shift(from: number, ms: number): void {
    this.hours = this.hours.map((slot) =>
      slot.startsAt < from ? slot : { startsAt: slot.startsAt + ms, endsAt: slot.endsAt + ms },
    )
  }

  /** The doctor is not there for this time. A visit that has begun goes on to its end. */
  leave(absence: Absence): void {
    this.absences.push(absence)
  }

  /** Updates whether a visitor is waiting. */
  follow(visitor: Visitor): void {
    if (visitor.status === 'checked-in') this.waiting.add(visitor)
    else this.waiting.delete(visitor)
    if (visitor.status === 'waitlisted' && visitor.isOnStandby) this.standby.add(visitor)
    else this.standby.delete(visitor)
  }

  /**
   * Whether a doctor wants the next patient. In a break the doctor sees only emergencies and patients whose slot has begun;
   * patients who are early for the afternoon wait, and so do those on standby.
   */
  isReady(now: number): boolean {
    if (this.free.length === 0 || this.waiting.size + this.standby.size === 0) return false
    if (this.absences.some(([from, to]) => from <= now && now < to)) return false
    if (this.hours.some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)) return true
    return [...this.waiting, ...this.standby].some(
      (visitor) => isUrgent(visitor) || (visitor.start ?? Number.POSITIVE_INFINITY) <= now,
    )
  }
}
