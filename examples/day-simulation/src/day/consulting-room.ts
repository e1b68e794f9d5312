import { isUrgent, type Visitor } from './visitor'

/** One doctor's room: whether it is free, and the patients waiting outside. The library decides which patient to call next. */
export class ConsultingRoom {
  isBusy = false
  private readonly waiting = new Set<Visitor>()
  private readonly standby = new Set<Visitor>()
  private readonly hours: { readonly startsAt: number; readonly endsAt: number }[] = []

  /** Adds a slot to the doctor's hours. */
  open(slot: { readonly startsAt: number; readonly endsAt: number }): void {
    this.hours.push(slot)
  }

  /** Updates whether a visitor is waiting. */
  follow(visitor: Visitor): void {
    if (visitor.status === 'checked-in') this.waiting.add(visitor)
    else this.waiting.delete(visitor)
    if (visitor.status === 'waitlisted' && visitor.isOnStandby) this.standby.add(visitor)
    else this.standby.delete(visitor)
  }

  /**
   * Whether the doctor wants the next patient. In a break the doctor sees only emergencies and patients whose slot has begun;
   * patients who are early for the afternoon wait, and so do those on standby.
   */
  isReady(now: number): boolean {
    if (this.isBusy || this.waiting.size + this.standby.size === 0) return false
    if (this.hours.some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)) return true
    return [...this.waiting].some((visitor) => isUrgent(visitor) || (visitor.start ?? 0) <= now)
  }
}
