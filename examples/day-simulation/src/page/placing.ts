import type { Course, Happening } from './course'
import type { TimeScale } from './time-scale'

/** A mark to draw: its place in time and its lane. */
export interface Point {
  readonly time: number
  readonly lane: number
  readonly happening: Happening
}

/** An arrow from lane to lane. */
export interface Move extends Point {
  readonly fromLane: number
  readonly toLane: number
}

/** Places all marks. A mark that would cover another is put beside it. */
export function placed(
  course: Course,
  scale: TimeScale,
  laneOf: (slotId: string | null, isWaiting: boolean) => number,
) {
  const points: Point[] = []
  const departures: Point[] = []
  const moves: Move[] = []
  const inLane = new Map<number, number>()
  for (const happening of course.happenings) {
    const { kind, at, from, to, waits } = happening
    const time = scale.placeOf(at)
    if (kind === 'booking' || kind === 'departure') {
      const lane = laneOf(kind === 'booking' ? to : from, true)
      const turn = (inLane.get(lane) ?? 0) + 1
      inLane.set(lane, turn)
      const beside = { time, lane: lane + 0.5 + ((turn * 2) % 5) * 0.13 - 0.26, happening }
      ;(kind === 'booking' ? points : departures).push(beside)
    } else {
      const fromLane = laneOf(from, true) + 0.5
      const toLane = laneOf(to, waits) + 0.5
      moves.push({ time: freeTime(time, fromLane, toLane, moves), lane: fromLane, fromLane, toLane, happening })
    }
  }
  return { points, departures, moves }
}

/** Least distance between arrows that cross the same lane, and the steps aside that an arrow tries in turn. */
const ARROW_GAP = 0.009
const BESIDE = [0, 1, -1, 2, -2]

/** Returns the moment itself or a free place a few pixels beside it; if all are taken, arrows overlap at the right time. */
function freeTime(time: number, fromLane: number, toLane: number, moves: readonly Move[]): number {
  const top = Math.min(fromLane, toLane)
  const bottom = Math.max(fromLane, toLane)
  const rivals = moves.filter((other) => {
    return Math.min(other.fromLane, other.toLane) < bottom && Math.max(other.fromLane, other.toLane) > top
  })
  const isFree = (place: number): boolean => rivals.every((other) => Math.abs(other.time - place) >= ARROW_GAP * 0.99)
  const places = BESIDE.map((steps) => time + steps * ARROW_GAP).filter((place) => place >= 0 && place <= 1)
  return places.find(isFree) ?? time
}
