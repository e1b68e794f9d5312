import { MINUTE } from './clinic'
import { isUrgent, type Visitor } from './visitor'

/** Those who have checked in for one doctor, and whom the doctor sees next. */
export class WaitingRoom {
  /** How long before their slot patients are called at the earliest, if nobody else is there. */
  static readonly EARLIEST_MS = 20 * MINUTE

  isBusy = false
  private readonly present: Visitor[] = []

  enter(visitor: Visitor): void {
    this.present.push(visitor)
  }

  /** Takes out whom the doctor sees now, if the doctor is free: emergencies first, then by slot, rank and arrival. */
  callNext(now: number): Visitor | undefined {
    if (this.isBusy) return undefined
    let next: Visitor | undefined
    for (const visitor of this.present) {
      const isDue = isUrgent(visitor) || startOf(visitor) - WaitingRoom.EARLIEST_MS <= now
      if (isDue && (next === undefined || comesBefore(visitor, next))) next = visitor
    }
    if (next === undefined) return undefined
    this.present.splice(this.present.indexOf(next), 1)
    this.isBusy = true
    return next
  }
}

function comesBefore(a: Visitor, b: Visitor): boolean {
  if (isUrgent(a) !== isUrgent(b)) return isUrgent(a)
  return (startOf(a) - startOf(b) || a.rank - b.rank || a.sequence - b.sequence) < 0
}

function startOf({ start }: Visitor): number {
  return start ?? 0
}
