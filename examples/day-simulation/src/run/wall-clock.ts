/** Instants in a facility's wall-clock time. */
export class WallClock {
  private readonly offsets: Intl.DateTimeFormat

  /** @throws RangeError if the zone does not exist */
  constructor(timeZone: string) {
    this.offsets = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  }

  /** As `2026-01-30T09:20:00+05:30`. */
  textAt(at: number): string {
    const name = this.offsets.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
    const offset = name.replace('GMT', '') || '+00:00'
    const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(':').map(Number)
    const ahead = (offset.startsWith('-') ? -1000 : 1000) * (hours * 3600 + minutes * 60 + seconds)
    return `${new Date(at + ahead).toISOString().slice(0, at % 1000 === 0 ? 19 : 23)}${offset}`
  }

  /** As `09:20`. */
  timeAt(at: number): string {
    return this.textAt(at).slice(11, 16)
  }
}

/** A date such as `Fri 30 Jan`, or `Friday 30 January 2026`, whatever the machine's locale and zone. */
export function dateText(date: string, length: 'short' | 'long'): string {
  const options: Intl.DateTimeFormatOptions =
    length === 'short'
      ? { weekday: 'short', day: 'numeric', month: 'short' }
      : { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
  const parts = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).formatToParts(
    new Date(`${date}T00:00:00Z`),
  )
  return parts.flatMap(({ type, value }) => (type === 'literal' ? [] : [value])).join(' ')
}
