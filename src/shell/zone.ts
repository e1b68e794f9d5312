import { OpdError } from '../errors'

const DAY = 86_400_000

/** Which of two instants a repeated local time means, or which side of a gap a skipped one goes to. */
export type Disambiguation = 'earlier' | 'later'

/** Wall-clock time in one facility's zone. The host machine's zone is never used. */
export class Zone {
  private readonly format: Intl.DateTimeFormat
  /** The local day of the last instant asked for, since commands come close together. */
  private day = { from: 0, to: 0, date: '' }

  constructor(readonly name: string) {
    try {
      this.format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', hourCycle: 'h23' })
    } catch {
      throw new OpdError(
        'invalid-input',
        `timeZone is '${String(name).slice(0, 60)}'. Maybe give an IANA name such as 'Asia/Kolkata'.`,
        { field: 'timeZone' },
      )
    }
  }

  /** Local date of an instant, `YYYY-MM-DD`. */
  dateAt(at: number): string {
    if (at < this.day.from || at >= this.day.to) {
      const date = new Date(at + this.offsetAt(at)).toISOString().slice(0, 10)
      const midnight = Date.parse(`${date}T00:00:00Z`)
      // A zone that changes its clocks that day is asked again for the rest of it.
      const from = midnight - this.offsetAt(at)
      const steady = this.offsetAt(from) === this.offsetAt(from + DAY)
      this.day = steady ? { from, to: from + DAY, date } : { from: at, to: at + 1, date }
    }
    return this.day.date
  }

  /** An instant as `2026-01-30T09:20:00+05:30`. */
  textAt(at: number): string {
    const offset = this.offsetAt(at)
    const minutes = Math.abs(offset) / 60_000
    const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
    return `${new Date(at + offset).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
  }

  /** Epoch milliseconds of a wall-clock time; undefined where a clock change skips or repeats it and `which` does not say. */
  instantOf(date: string, minuteOfDay: number, which?: Disambiguation): number | undefined {
    const wall = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * 60_000
    const before = this.offsetAt(wall - DAY)
    const after = this.offsetAt(wall + DAY)
    const candidates = [wall - before, wall - after].filter((at) => at + this.offsetAt(at) === wall)
    if (candidates.length === 2 && before === after) return candidates[0]
    if (candidates.length === 1) return candidates[0]
    if (which === undefined) return undefined
    const [first, second] = candidates.length === 2 ? candidates : [wall - before, wall - after]
    return which === 'earlier' ? Math.min(first!, second!) : Math.max(first!, second!)
  }

  /** Milliseconds by which local time is ahead of UTC. */
  private offsetAt(at: number): number {
    const text = this.format.formatToParts(at).find((part) => part.type === 'timeZoneName')!.value
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(text)
    if (match?.[1] === undefined) return 0
    const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
    return (match[1] === '-' ? -1000 : 1000) * seconds
  }
}
