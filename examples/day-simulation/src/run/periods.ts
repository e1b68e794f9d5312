import { dateText, type WallClock } from './wall-clock'

/** Label of the time before the first service date. */
const BEFORE = 'earlier'

/** Divides a run into periods: the time before, then hours, or days if there are several service dates. */
export class Periods {
  current: string | undefined
  private readonly dates = new Set<string>()
  private first = ''
  private hour = ''

  constructor(private readonly clock: WallClock) {}

  /** Adds a service date. */
  expect(date: string): void {
    this.dates.add(date)
    if (this.first === '' || date < this.first) this.first = date
  }

  /** Moves to an instant. Returns whether a new hour began, and the label of the period that ended, if any. */
  enter(at: number): { readonly hasNewHour: boolean; readonly ended: string | undefined } {
    const text = this.clock.textAt(at)
    const hour = text.slice(0, 13)
    const hasNewHour = hour !== this.hour
    const label = this.labelOf(text)
    const last = this.current
    this.hour = hour
    this.current = label
    return { hasNewHour, ended: label === last ? undefined : last }
  }

  private labelOf(text: string): string {
    const date = text.slice(0, 10)
    if (this.first === '' || date < this.first) return BEFORE
    return this.dates.size > 1 ? dateText(date, 'short') : `${text.slice(11, 13)}:00`
  }
}
