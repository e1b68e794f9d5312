import type { Move, TokenView } from 'opd-scheduler'
import { type Moved, moved } from '../day/moved'
import type { Planned } from '../run/run'
import type { WallClock } from '../run/wall-clock'
import { columns, leftColumns, plural } from './columns'
import type { Paint } from './paint'
import { wrap } from './wrap'

/** Formats what a command would do, for the clerk who has to tell the patients. */
export function planTable(planned: Planned, clock: WallClock, { bold, faint }: Paint): string[] {
  const { given, plan } = planned
  const heading = wrap(`${clock.timeAt(given.at)}  ${given.sentence ?? ''}`, 78)
  const lines = plan.status === 'rejected' ? [plan.message] : bodyOf(planned, clock, faint)
  return ['', ...heading.map(bold), ...lines.map((line) => (line === '' ? '' : `  ${line}`)), '']
}

function bodyOf(planned: Planned, clock: WallClock, faint: Paint['faint']): string[] {
  if (planned.given.command.op === 'delay') return delayLines(planned, clock, faint)
  const rows = planRows(planned)
  const said = wrap(planSentence(planned), 76)
  if (rows.length === 0) return said
  const [heading = '', ...lines] = leftColumns([PLAN_HEADINGS, ...rows])
  return [...said, '', faint(heading), ...lines]
}

/** Columns of a plan. */
export const PLAN_HEADINGS = ['token', 'patient', 'class', 'had', 'gets'] as const

/** A row for each patient: those with another time first, then those who wait, then those to be called. */
export function planRows(planned: Planned): string[][] {
  const { seated, waiting, toCall } = sortedMoves(planned.plan.moves)
  return rowsOf(planned, [...inOrder(seated, 'to'), ...inOrder(waiting, 'from'), ...inOrder(toCall, 'from')])
}

/** Says what a plan would do. */
export function planSentence(planned: Planned): string {
  const { plan, given } = planned
  if (plan.status === 'rejected') return plan.message
  if (given.command.op === 'delay') {
    const all = laterSlots(planned).reduce((sum, { patients }) => sum + patients, 0)
    return `If you carry this out, nobody loses a seat, and ${plural(all, 'patient')} may come later.`
  }
  const { seated, waiting, toCall } = sortedMoves(plan.moves)
  if (seated.length + waiting.length + toCall.length === 0) return 'No patient has to be moved.'
  return sentence(seated.length, waiting.length, toCall.length)
}

/** Moves by what the patient gets: another time, a place on the waiting list, or a call from the desk. */
export function sortedMoves(
  moves: readonly Move[],
): Readonly<Record<'seated' | 'waiting' | 'toCall', readonly Moved[]>> {
  const all = moved(moves)
  return {
    seated: all.filter(({ to }) => to !== null),
    waiting: all.filter(({ status }) => status === 'waitlisted'),
    toCall: all.filter(({ status }) => status === 'dropped'),
  }
}

function sentence(seated: number, waiting: number, toCall: number): string {
  const parts = [
    `${plural(seated, 'patient')} ${seated === 1 ? 'gets' : 'get'} another time`,
    ...(waiting === 0 ? [] : [`${waiting} of lower priority ${waiting === 1 ? 'has' : 'have'} to wait for a seat`]),
    toCall === 0 ? 'nobody is left over' : `${toCall} must be called, because no seat is free for them`,
  ]
  return `If you carry this out, ${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}.`
}

/** Sorts moves by the slot that the patients get, or had. */
function inOrder(moves: readonly Moved[], by: 'from' | 'to'): Moved[] {
  const key = (move: Moved): string => `${timeOf(move[by]) ?? ''} ${move[by] ?? ''}`
  return moves.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/** A line for each patient: token, patient, class, time, and new time. */
function rowsOf({ sessions, doctors }: Planned, moves: readonly Moved[]): string[][] {
  const tokens = new Map(sessions.flatMap((session) => session.tokens).map((token) => [token.id, token]))
  const names = new Map(doctors.map(({ id, name }) => [id, name]))
  return moves.map((move) => {
    const token = tokens.get(move.replaced ?? move.tokenId)
    return [
      token?.number ?? '',
      patientOf(move.patientId),
      token?.source ?? '',
      hadOf(move, token),
      goalOf(move, names),
    ]
  })
}

function hadOf({ from }: Moved, token: TokenView | undefined): string {
  return timeOf(from) ?? (token?.waitsFor == null ? 'no seat' : 'waited')
}

function goalOf({ to, number, status, replaced }: Moved, names: ReadonlyMap<string, string>): string {
  if (to === null) return status === 'waitlisted' ? 'waits for a seat' : 'to be called'
  const doctorId = to.slice(0, to.indexOf('.'))
  return replaced === undefined ? timeOf(to)! : `${timeOf(to)} with ${names.get(doctorId)}, as token ${number}`
}

/** The patient's number, as it is written on the card. */
function patientOf(patientId: string): string {
  return patientId.replace(/^p-/, '')
}

/** Time of a slot, as in its id. */
function timeOf(slotId: string | null): string | undefined {
  return slotId?.replace(/^.*\.(\d\d)(\d\d)$/, '$1:$2')
}

/** A line for each slot that begins later. */
function delayLines(planned: Planned, clock: WallClock, faint: Paint['faint']): string[] {
  const rows = laterSlots(planned).map(({ start, startsAt, patients }) => [
    start,
    clock.timeAt(startsAt),
    String(patients),
  ])
  const [heading = '', ...lines] = columns([['slot', 'begins at', 'patients to tell'], ...rows])
  return [planSentence(planned), '', faint(heading), ...lines]
}

interface LaterSlot {
  readonly start: string
  readonly startsAt: number
  /** Patients who are expected then, and are not there yet. */
  readonly patients: number
}

function laterSlots({ plan, sessions }: Planned): LaterSlot[] {
  if (!('session' in plan)) return []
  const before = sessions.find(({ id }) => id === plan.session.id)
  return plan.session.slots.flatMap(({ id, start, startsAt }, index) => {
    if (startsAt === before?.slots[index]?.startsAt) return []
    const expected = before?.tokens.filter(({ slotId, status }) => slotId === id && status === 'confirmed')
    return [{ start, startsAt, patients: expected?.length ?? 0 }]
  })
}
