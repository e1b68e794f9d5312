/** A doctor. Each has a small event stream of their own. */
export interface Doctor {
  /** 1 to 40 letters, digits and hyphens. */
  readonly id: string
  /** Name to display. */
  readonly name: string
  /** Field of practice, in words. */
  readonly specialization: string | null
  /** Minutes that one visit takes on average. Planned times and estimates are based on it. */
  readonly minutesPerVisit: number
}

/** Minutes that a visit takes if the host says nothing else. */
export const DEFAULT_MINUTES_PER_VISIT = 5

/** Minutes that a visit to this doctor takes on average. */
export function minutesPerVisitOf(doctor: Doctor | undefined): number {
  return doctor?.minutesPerVisit ?? DEFAULT_MINUTES_PER_VISIT
}

/** Whether `next` differs from the doctor as registered. Registering the same again does nothing. */
export function changesDoctor(current: Doctor | undefined, next: Doctor): boolean {
  return (
    current === undefined ||
    current.name !== next.name ||
    current.specialization !== next.specialization ||
    current.minutesPerVisit !== next.minutesPerVisit
  )
}
