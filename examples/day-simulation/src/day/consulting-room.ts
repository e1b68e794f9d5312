import { isUrgent, type Visitor } from './visitor'

/** One doctor's room: whether it is free, and who waits outside. Whom to call next is for the library to say. */
export class ConsultingRoom {
  isBusy = false
  private readonly waiting = new Set<Visitor>()
  private readonly hours: { readonly startsAt: number; readonly endsAt: number }[] = []

  /** Learns the doctor's hours. */
  open(slot: { readonly startsAt: number; readonly endsAt: number }): void {
    this.hours.push(slot)
  }

  /** Takes in where a visitor stands now. */
  follow(visitor: Visitor): void {
    if (visitor.status === 'checked-in') this.waiting.add(visitor)
    else this.waiting.delete(visitor)
  }

  /**
   * Whether the doctor wants the next patient. In a break the doctor finishes with those whose hour has begun and comes for
   * emergencies; who is early for the afternoon waits until it begins.
   */
  isReady(now: number): boolean {
    if (this.isBusy || this.waiting.size === 0) return false
    if (this.hours.some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)) return true
    return [...this.waiting].some((visitor) => isUrgent(visitor) || (visitor.start ?? 0) <= now)
  }
}
