import type { Doctor } from 'opd-scheduler'
import { dateText } from '../run/wall-clock'
import { letterOf } from './classes'
import { leftColumns, percent, plural } from './columns'
import { ENDS } from './outcomes'
import type { Paint } from './paint'
import { lineAt, type ShownSession, type ShownToken, timeOf, waitersOf } from './shown'
import { wrap } from './wrap'

/** How many seats a session has, and how many were used. */
export type UsageOf = (session: ShownSession) => { readonly capacity: number; readonly used: number }

/** The list of each doctor: who is seated where with position and time, who waits, and what became of the others. */
export function lists(
  sessions: readonly ShownSession[],
  doctors: readonly Pick<Doctor, 'id' | 'name' | 'specialization'>[],
  people: ReadonlyMap<string, string>,
  usageOf: UsageOf,
  { bold, faint }: Paint,
): string[] {
  const dates = new Set(sessions.map(({ date }) => date))
  return sessions.flatMap((session) => {
    const { name, specialization } = doctors.find(({ id }) => id === session.doctorId) ?? {
      name: session.doctorId,
      specialization: null,
    }
    const { capacity, used } = usageOf(session)
    const heading = [name, ...(specialization === null ? [] : [specialization])]
    if (dates.size > 1) heading.push(dateText(session.date, 'short'))
    const figures = `${used} of ${plural(capacity, 'seat')} used, ${percent(used, capacity)}`
    const gap = ' '.repeat(Math.max(2, 76 - heading.join(', ').length - figures.length))
    return [
      `${bold(name)}${heading.join(', ').slice(name.length)}${gap}${faint(figures)}`,
      ...tableOf(session, people),
      ...endsOf(session, people),
      '',
    ]
  })
}

function tableOf(session: ShownSession, people: ReadonlyMap<string, string>): string[] {
  const row = (first: string, token: ShownToken, place: number): string[] => [
    first,
    String(place).padStart(2),
    token.number,
    people.get(token.id) ?? '',
    token.source,
    timeText(token),
  ]
  const rows = session.slots.flatMap(({ id, start, capacity, used, blocked }) => {
    const line = lineAt(session, id)
    const head = `  ${start}  ${used} of ${capacity}${blocked ? ', doctor away' : ''}`
    const waiting = waitersOf(session, id).filter(({ waitsFor }) => waitsFor?.slotId === id)
    return [
      ...(line.length === 0
        ? [[head, '', '', '', '', '']]
        : line.map((token, i) => row(i === 0 ? head : '', token, i + 1))),
      ...waiting.map((token, i) => row(i === 0 ? `    waiting for ${timeOf(id)}` : '', token, i + 1)),
    ]
  })
  const anyTime = waitersOf(session).filter(({ waitsFor }) => waitsFor?.slotId === null)
  return leftColumns([...rows, ...anyTime.map((token, i) => row(i === 0 ? '  waiting' : '', token, i + 1))])
}

function timeText({ plannedTime, status }: ShownToken): string {
  const about = plannedTime === null ? [] : [`about ${plannedTime.slice(11, 16)}`]
  return [...about, ...(status === 'confirmed' || status === 'waitlisted' ? [] : [status])].join(', ')
}

/** A line for each status of tokens that are neither in line nor waiting. */
function endsOf(session: ShownSession, people: ReadonlyMap<string, string>): string[] {
  const gone = session.tokens.filter(({ position }) => position === null)
  return ENDS.flatMap(([status, heading]) => {
    const own = gone.filter((token) => token.status === status)
    if (own.length === 0) return []
    const texts = own.map((token) => {
      const why = status === 'dropped' ? ` (${token.cause})` : ''
      return `${token.number}${letterOf(token.source)} ${people.get(token.id) ?? ''}`.trimEnd() + why
    })
    return wrap(texts.join(', '), 65).map((line, i) => `  ${(i === 0 ? heading : '').padEnd(11)}  ${line}`)
  })
}
