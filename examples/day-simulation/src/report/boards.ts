import type { Doctor, SessionView } from 'opd-scheduler'
import type { Ledger } from '../run/ledger'
import { dateText } from '../run/wall-clock'
import { inOrder, letterOf } from './classes'
import { columns, percent, plural } from './columns'
import type { Paint } from './paint'
import { type SlotSeats, seatsOf, usageOf } from './seats'

/** More sessions are shown as one table of seats used, without tokens. */
const MOST_BOARDS = 8

/** More days do not fit side by side. */
const MOST_DAYS = 5

/** Tokens on one line of a board. */
const TOKENS_ACROSS = 12

/** The final board of every doctor. */
export function boards(
  sessions: readonly SessionView[],
  doctors: readonly Doctor[],
  ledger: Ledger,
  { bold, faint }: Paint,
): string[] {
  const nameOf = new Map(doctors.map((doctor) => [doctor.id, doctor]))
  const dates = [...new Set(sessions.map(({ date }) => date))].sort()
  if (sessions.length > MOST_BOARDS)
    return overview(sessions, nameOf, dates, ledger).map((line, i) => (i === 0 ? faint(line) : line))
  const lines = sessions.flatMap((session) => {
    const { name, specialization } = nameOf.get(session.doctorId) ?? { name: session.doctorId, specialization: null }
    const { capacity, used } = usageOf([session], ledger)
    const what = [specialization, dates.length > 1 ? dateText(session.date, 'short') : null].flatMap(
      (each) => each ?? [],
    )
    const figures = `${used} of ${plural(capacity, 'seat')} used, ${percent(used, capacity)}`
    const heading = [name, ...what].join(', ')
    const gap = ' '.repeat(Math.max(2, 76 - heading.length - figures.length))
    return [
      `${bold(name)}${heading.slice(name.length)}${gap}${faint(figures)}`,
      ...seatsOf(session, ledger).flatMap(slotLines),
      ...standbyLine(session),
      ...waitingLine(session),
      '',
    ]
  })
  const legend = inOrder(sessions.flatMap(({ tokens }) => tokens.map(({ source }) => source)))
  return [
    ...lines,
    faint('Each line: start, seats used/capacity +overflow, token numbers with class.'),
    faint(legend.map((source) => `${letterOf(source)} ${source}`).join('   ')),
  ]
}

function slotLines({ start, capacity, overflow, tokens, isReused, isBlocked, lateMinutes }: SlotSeats): string[] {
  const inBase = tokens.length - overflow
  const seats = isReused ? `${tokens.length} seen` : `${inBase}/${capacity}${overflow > 0 ? ` +${overflow}` : ''}`
  const texts = tokens.map(({ number, source }) => `${number}${letterOf(source)}`)
  const rows: string[] = []
  for (let from = 0; from === 0 || from < texts.length; from += TOKENS_ACROSS) {
    const margin = from === 0 ? `  ${start}  ${seats.padEnd(7)}` : ' '.repeat(16)
    rows.push(`${margin}  ${texts.slice(from, from + TOKENS_ACROSS).join(' ')}`.trimEnd())
  }
  const remark = isBlocked ? '(doctor away)' : lateMinutes > 0 ? `(${lateMinutes} min late)` : undefined
  if (remark === undefined) return rows
  const last = rows.pop()!
  return last.length + remark.length < 80
    ? [...rows, `${last.padEnd(17)} ${remark}`]
    : [...rows, last, `${' '.repeat(18)}${remark}`]
}

function standbyLine({ tokens }: SessionView): string[] {
  const seen = tokens.filter(({ standby, status }) => standby && status === 'completed')
  if (seen.length === 0) return []
  return [`  no seat         ${seen.map(({ number, source }) => `${number}${letterOf(source)}`).join(' ')}`]
}

function waitingLine({ tokens }: SessionView): string[] {
  const waiting = tokens.filter(({ status }) => status === 'waitlisted')
  if (waiting.length === 0) return []
  return [`  waiting         ${waiting.map(({ number, source }) => `${number}${letterOf(source)}`).join(' ')}`]
}

/** Seats used of all seats: a row for each doctor and, for a week, a column for each day. */
function overview(
  sessions: readonly SessionView[],
  doctors: ReadonlyMap<string, Doctor>,
  dates: readonly string[],
  ledger: Ledger,
): string[] {
  const cell = (some: readonly SessionView[]): string => {
    const { used, capacity } = usageOf(some, ledger)
    return some.length === 0 ? '·' : `${used}/${capacity}`
  }
  const shown = dates.length > MOST_DAYS ? [] : dates
  const doctorIds = [...new Set(sessions.map(({ doctorId }) => doctorId))].sort()
  const rows = doctorIds.map((id) => {
    const own = sessions.filter(({ doctorId }) => doctorId === id)
    const { used, capacity } = usageOf(own, ledger)
    const days = shown.map((date) => cell(own.filter((session) => session.date === date)))
    return [
      `  ${doctors.get(id)?.name ?? id}`,
      ...days,
      ...(shown.length > 0 ? [] : [cell(own)]),
      percent(used, capacity),
    ]
  })
  const headings = shown.length > 0 ? shown.map((date) => dateText(date, 'short')) : ['used']
  return columns([['  seats used', ...headings, 'share'], ...rows])
}
