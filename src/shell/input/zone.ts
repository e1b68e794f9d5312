import type { Disambiguation } from '../../api/session-commands'
import { invalid } from './fields'

const DAY = 86_400_000

/** Converts between instants and wall-clock times of a facility's zone. The host machine's zone is never used. */
export class Zone {
  private readonly format: Intl.DateTimeFormat
  private readonly offsets = new Map<number, number>()
  private readonly texts = new Map<number, string>()

  constructor(readonly name: string) {
    this.format = formatIn(name)
  }

  /** Local date of an instant, `YYYY-MM-DD`. */
  dateAt(at: number): string {
    return new Date(at + this.offsetAt(at)).toISOString().slice(0, 10)
  }

  /** An instant as `2026-01-30T09:20:00+05:30`. */
  textAt(at: number): string {
    const second = Math.floor(at / 1000)
    return this.texts.get(second) ?? keep(this.texts, second, this.writeText(at))
  }

  /** Epoch milliseconds of a wall-clock time; undefined if a clock change skips or repeats it and `which` is left out. */
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

  /** The first instant of a date. A clock change may skip or repeat midnight. */
  startOf(date: string): number {
    const first = this.instantOf(date, 0, 'earlier')!
    return this.dateAt(first) === date ? first : this.instantOf(date, 0, 'later')!
  }

  private writeText(at: number): string {
    const offset = this.offsetAt(at)
    const minutes = Math.abs(offset) / 60_000
    const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
    return `${new Date(at + offset).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
  }

  /** Milliseconds by which local time is ahead of UTC. Cached, because Intl is slow and the same minutes recur. */
  private offsetAt(at: number): number {
    const minute = Math.floor(at / 60_000)
    return this.offsets.get(minute) ?? keep(this.offsets, minute, this.readOffset(at))
  }

  private readOffset(at: number): number {
    const text = this.format.formatToParts(at).find((part) => part.type === 'timeZoneName')!.value
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(text)
    if (match?.[1] === undefined) return 0
    const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
    return (match[1] === '-' ? -1000 : 1000) * seconds
  }
}

/** Abbreviations, which are refused except UTC and GMT: IST stands for India, Israel and Ireland. */
const ABBREVIATION = /^(?!(?:UTC|GMT)$)(?:[A-Z]{2,5}\d?[A-Z]*|[A-Za-z]{2,3})$/

function formatIn(name: unknown): Intl.DateTimeFormat {
  if (typeof name === 'string' && /^[A-Za-z]/.test(name) && !ABBREVIATION.test(name))
    try {
      return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', hourCycle: 'h23' })
    } catch {}
  throw invalid('timeZone', name, "Give an IANA name with its region, such as 'Asia/Kolkata', or 'UTC'")
}

function keep<T>(known: Map<number, T>, key: number, value: T): T {
  if (known.size >= 10_000) known.clear()
  known.set(key, value)
  return value
}
