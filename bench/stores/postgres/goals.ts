import type { Measured } from './crew'
import type { DesignName, Trial } from './design'

/** Results of one round, by the names of the rows. */
export type Round = ReadonlyMap<string, Measured>

export function nameOf({ design, processes, doctors, isRouted }: Trial): string {
  return `${design} ${processes} ${isRouted ? 'routed' : 'spread'} ${doctors}`
}

/** A goal: a figure for each round, and a limit for their median. */
interface Goal {
  readonly what: string
  readonly of: (round: Round, rawRows: number) => number
  readonly least?: number
  readonly most?: number
}

export const MANY = 50

const at = (round: Round, design: DesignName, processes: number, doctors: number, isRouted = false): Measured =>
  round.get(nameOf({ design, processes, doctors, isRouted }))!

function times(
  what: string,
  processes: number,
  doctors: number,
  isRouted: boolean,
  than: DesignName,
  least: number,
): Goal {
  return {
    what: `${what}, in multiples of ${than}${than === 'doctor lock' ? ' + bump' : ''}`,
    of: (round) =>
      at(round, 'opd', processes, doctors, isRouted).perSecond / at(round, than, processes, doctors).perSecond,
    least,
  }
}

export const GOALS: readonly Goal[] = [
  times('1 process, hot doctor', 1, 1, false, 'doctor lock', 15),
  times('1 process, hot doctor', 1, 1, false, 'slot lock', 4),
  times('1 process, 50 doctors', 1, MANY, false, 'doctor lock', 4),
  times('1 process, 50 doctors', 1, MANY, false, 'slot lock', 2.5),
  times('4 processes, hot doctor', 4, 1, false, 'doctor lock', 6),
  times('4 processes, hot doctor', 4, 1, false, 'slot lock', 2),
  times('4 processes, 50 doctors', 4, MANY, false, 'doctor lock', 1.5),
  ...[1, MANY].map((doctors) => ({
    what: `4 processes, ${doctors === 1 ? 'hot doctor' : '50 doctors'}, p99 in multiples of doctor lock + bump`,
    of: (round: Round) => at(round, 'opd', 4, doctors).p99 / at(round, 'doctor lock', 4, doctors).p99,
    most: 1,
  })),
  times('4 processes, routed by doctor, hot doctor', 4, 1, true, 'doctor lock', 12),
  times('4 processes, routed by doctor, hot doctor', 4, 1, true, 'slot lock', 4),
  times('4 processes, routed by doctor, 50 doctors', 4, MANY, true, 'doctor lock', 4),
  {
    what: '1 process, hot doctor, in multiples of the raw loop of 100 rows a commit',
    of: (round, rawRows) => at(round, 'opd', 1, 1).perSecond / rawRows,
    least: 0.4,
  },
]
