import { type ClinicDoctor, DATE } from './clinic'
import type { Visitor } from './visitor'

/** When the slots of all doctors begin, as the patients know it. */
export class Timetable {
  private readonly slots = new Map<string, { readonly doctor: ClinicDoctor; start: number }>()

  add(slotId: string, doctor: ClinicDoctor, start: number): void {
    this.slots.set(slotId, { doctor, start })
  }

  startOf(slotId: string | null): number | undefined {
    return this.slots.get(slotId ?? '')?.start
  }

  doctorOf(slotId: string | null): ClinicDoctor | undefined {
    return this.slots.get(slotId ?? '')?.doctor
  }

  /** Moves the doctor's slots from an instant on by so many milliseconds. Returns their new starts. */
  shift(doctor: ClinicDoctor, from: number, ms: number): number[] {
    const later = [...this.slots.values()].filter((slot) => slot.doctor === doctor && slot.start >= from)
    return later.map((slot) => {
      slot.start += ms
      return slot.start
    })
  }
}

/** Such as `dr-rao.2026-01-30.0900`. */
export function slotIdOf({ id }: ClinicDoctor, start: string): string {
  return `${id}.${DATE}.${start.replace(':', '')}`
}

/** Returns the visitors who are expected by the doctor from an instant on, each with the number of those before it in the same slot. */
export function expectedFrom(visitors: Iterable<Visitor>, doctor: ClinicDoctor, from: number): [Visitor, number][] {
  const places = new Map<string, number>()
  return [...visitors].flatMap((visitor): [Visitor, number][] => {
    const { status, slotId, start } = visitor
    if (visitor.doctor !== doctor || status !== 'confirmed' || slotId === null || start! < from) return []
    const place = places.get(slotId) ?? 0
    places.set(slotId, place + 1)
    return [[visitor, place]]
  })
}
