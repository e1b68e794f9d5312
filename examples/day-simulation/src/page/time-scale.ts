import { DAY, HOUR } from '../day/clinic'
import { dateText, type WallClock } from '../run/wall-clock'

/** Part of the axis for the time before the day. */
const AHEAD_PART = 0.36

/** A labelled moment on the axis. */
export interface Tick {
  /** From 0 to 1. */
  readonly place: number
  readonly label: string
  /** The label for narrow drawings. */
  readonly short: string
}

/**
 * Maps moments to places from 0 to 1. The weeks before the day are compressed by a square root, less so near the day, when most
 * bookings come; the day itself is linear.
 */
export class TimeScale {
  readonly ticks: readonly Tick[]
  /** Place of the day's beginning. */
  readonly dayPlace: number
  private readonly ahead: number

  private constructor(
    first: number,
    private readonly from: number,
    private readonly to: number,
    dayTicks: readonly { readonly at: number; readonly label: string; readonly short: string }[],
  ) {
    this.ahead = Math.max(0, from - first)
    this.dayPlace = this.ahead > 0 ? AHEAD_PART : 0
    this.ticks = [
      ...AHEAD_TICKS.filter(([days]) => days * DAY <= this.ahead).map(([days, label, short]) => ({
        place: this.placeOf(from - days * DAY),
        label,
        short,
      })),
      ...dayTicks.map(({ at, label, short }) => ({ place: this.placeOf(at), label, short })),
    ]
  }

  /** Scale for sessions of one date: from at most four hours before the first slot to the last event. */
  static ofDay(
    slots: readonly { startsAt: number; endsAt: number }[],
    events: readonly number[],
    clock: WallClock,
  ): TimeScale {
    const start = Math.min(...slots.map(({ startsAt }) => startsAt))
    const end = Math.max(...slots.map(({ endsAt }) => endsAt))
    const close = least(events.filter((at) => at > start - 4 * HOUR)) ?? start
    const from = Math.min(start, floorHour(close, clock))
    const to = Math.max(end, greatest(events) ?? end)
    const every = to - from > 16 * HOUR ? 3 : 1
    const ticks: { at: number; label: string; short: string }[] = []
    for (let at = from; at <= to; at += every * HOUR)
      ticks.push({ at, label: clock.timeAt(at), short: clock.timeAt(at).slice(0, 2) })
    return new TimeScale(least(events) ?? from, from, to, ticks)
  }

  /** Scale for sessions of several dates: from the first date to the last event. */
  static ofDays(
    slots: readonly { startsAt: number; endsAt: number }[],
    events: readonly number[],
    clock: WallClock,
  ): TimeScale {
    const start = Math.min(...slots.map(({ startsAt }) => startsAt))
    const from = start - hourOf(start, clock) * HOUR
    const to = Math.max(...slots.map(({ endsAt }) => endsAt), greatest(events) ?? from)
    const days = Math.ceil((to - from) / DAY)
    const every = Math.ceil(days / 7)
    const ticks = Array.from({ length: Math.ceil(days / every) }, (_, index) => {
      const at = from + index * every * DAY
      const label = dateText(clock.textAt(at + HOUR).slice(0, 10), 'short')
      return { at, label, short: label.slice(0, label.indexOf(' ')) }
    })
    return new TimeScale(least(events) ?? from, from, to, ticks)
  }

  /** Returns the ticks whose labels, of this size as a part of the axis, do not touch; ticks of the day win over those before it. */
  ticksApart(sizeOf: (tick: Tick) => number): Tick[] {
    const kept: Tick[] = []
    for (const tick of [...this.ticks].reverse()) {
      const next = kept[0]
      if (next === undefined || next.place - tick.place >= (sizeOf(tick) + sizeOf(next)) / 2) kept.unshift(tick)
    }
    return kept
  }

  placeOf(at: number): number {
    if (at < this.from) return AHEAD_PART * (1 - Math.sqrt(Math.min(1, (this.from - at) / this.ahead)))
    const part = this.to === this.from ? 0 : (at - this.from) / (this.to - this.from)
    return this.dayPlace + (1 - this.dayPlace) * Math.min(1, part)
  }
}

const AHEAD_TICKS: readonly (readonly [days: number, label: string, short: string])[] = [
  [56, '−8 weeks', '−8 w'],
  [28, '−4 weeks', '−4 w'],
  [14, '−2 weeks', '−2 w'],
  [7, '−1 week', '−1 w'],
  [3, '−3 days', '−3 d'],
  [1, '−1 day', '−1 d'],
]

function hourOf(at: number, clock: WallClock): number {
  return Number(clock.timeAt(at).slice(0, 2))
}

function floorHour(at: number, clock: WallClock): number {
  return at - Number(clock.timeAt(at).slice(3)) * 60_000 - (at % 60_000)
}

function least(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)
}

function greatest(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined)
}
