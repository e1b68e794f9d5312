import type { Aftermath } from '../run/aftermath'
import type { WallClock } from '../run/wall-clock'
import { columns, count } from './columns'
import type { Paint } from './paint'
import { wrap } from './wrap'

/** The same day of one doctor in several circumstances. */
export interface Aftermaths {
  /** The doctor's name. */
  readonly doctor: string
  /** The day as it would have been without the trouble. */
  readonly asPlanned: Aftermath
  /** The day if the scheduler had not been told; only of a delay. */
  readonly notTold?: Aftermath
  /** The day of this run. */
  readonly told: Aftermath
}

const ROWS: readonly (readonly [label: string, of: (day: Aftermath) => number])[] = [
  ['patients with a token', ({ patients }) => patients],
  ['seen by a doctor', ({ seen }) => seen],
  ['moved to another slot', ({ movedWithin }) => movedWithin],
  ['moved to the substitute', ({ movedElsewhere }) => movedElsewhere],
  ['lost their place, to be called', ({ toCall }) => toCall],
  ['waited for a seat, got none', ({ withoutSeat }) => withoutSeat],
  ['marked as no-shows', ({ markedNoShow }) => markedNoShow],
  ['came after all, brought back', ({ reinstated }) => reinstated],
  ['no-shows in the end', ({ noShow }) => noShow],
  ['left unseen', ({ left }) => left],
  ['cancelled, or gave up waiting', ({ cancelled }) => cancelled],
  ['median wait in minutes', ({ medianWait }) => medianWait],
  ['nine in ten waited at most', ({ ninetiethWait }) => ninetiethWait],
]

/** Rows of the table, the headings first. A count that is zero on every day is left out. */
export function aftermathRows({ asPlanned, notTold, told }: Aftermaths, clock: WallClock): string[][] {
  const days = [asPlanned, ...(notTold === undefined ? [] : [notTold]), told]
  return [
    ['', 'ordinary day', ...(notTold === undefined ? ['today'] : ['without command', 'with command'])],
    ...ROWS.filter(([, of]) => days.some((day) => of(day) > 0)).map(([label, of]) => [
      label,
      ...days.map((day) => count(of(day))),
    ]),
    ['last visit ended', ...days.map(({ lastVisitAt: at }) => (at === null ? '·' : clock.timeAt(at)))],
  ]
}

/** Formats what became of the doctor's patients, beside the same day in other circumstances. */
export function aftermathTable(day: Aftermaths, clock: WallClock, { bold, faint }: Paint): string[] {
  const { doctor, notTold, told } = day
  const rows = aftermathRows(day, clock)
  const [heading = '', ...lines] = columns(rows.map(([label = '', ...cells]) => [`  ${label}`, ...cells]))
  const title = bold(`What became of ${doctor}'s patients`)
  return [title, faint(heading), ...lines, '', ...(notTold === undefined ? [] : [...wrap(harm(notTold, told), 78), ''])]
}

/** What the command was good for. */
export function harm(notTold: Aftermath, told: Aftermath): string {
  const { markedNoShow, reinstated, seen } = notTold
  const lost = told.seen - seen
  return [
    `Without the command ${markedNoShow} patients would have been marked as no-shows, because by the plan their slots were over.`,
    `${reinstated} of them came when they had been told to come, and the desk had to bring each of them back.`,
    ...(lost > 0 ? [`${lost} fewer would have been seen.`] : []),
  ].join(' ')
}
