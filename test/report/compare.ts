import { isDeepStrictEqual } from 'node:util'
import type { RunFacts } from '../../examples/day-simulation/src/report/summary'
import type { DrawnMark, PageFacts, ShownFinding, TableTotals } from './page-facts'

/** Returns the differences between the figures of a run and what the page shows. */
export function differences(summary: RunFacts, { marks, tables }: Pick<PageFacts, 'marks' | 'tables'>): string[] {
  const { rules } = summary
  const found: string[] = []
  const expect = (what: string, shown: number, counted: number): void => {
    if (shown !== counted) found.push(`${rules}: ${what}: ${shown} on the page, ${counted} in its data`)
  }
  const own = marks.filter((mark) => mark.rules === rules)
  const timeline = own.filter(({ chart }) => chart === 'timeline')
  expect('bookings in the timeline', sum(timeline, { mark: 'booking' }), summary.tokens)
  expect('bumps in the timeline', sum(timeline, { mark: 'bump' }), summary.bumps)
  expect('cascades in the timeline', sum(timeline, { mark: 'bump', cascade: '' }), summary.cascades)
  expect('promotions in the timeline', sum(timeline, { mark: 'promotion' }), summary.promotions)

  const seats = own.filter(({ chart }) => chart === 'seats')
  for (const [doctor, { used }] of Object.entries(summary.byDoctor))
    expect(`seats of ${doctor}`, sum(seats, { mark: 'seat', doctor }), used)

  const outcome = own.filter(({ chart }) => chart === 'outcome')
  const ends = {
    ...summary.finalStatuses,
    cancelled: (summary.finalStatuses.cancelled ?? 0) - summary.gaveUp.tokens,
    'gave-up': summary.gaveUp.tokens,
    rejected: summary.firstOutcomes.rejected,
  }
  for (const [end, count] of Object.entries(ends))
    expect(`outcome ${end}`, sum(outcome, { mark: 'outcome', end }), count)

  const queue = own.filter(({ chart }) => chart === 'queue')
  const { called, skipped, consultations } = summary.room
  expect('calls in the queue', sum(queue, { mark: 'call' }), called)
  expect('unanswered calls in the queue', sum(queue, { mark: 'skip' }), skipped)
  expect('consultations in the queue', sum(queue, { mark: 'consultation' }), consultations)

  const total = (name: string, heading: string): number => totalOf(tables, rules, name, heading)
  expect('table of seats, used', total('seats', 'used'), sum(seats, { mark: 'seat' }))
  expect('table of lanes, booked', total('lanes', 'booked'), summary.tokens)
  expect('table of lanes, bumped from', total('lanes', 'bumped from'), summary.bumps)
  expect('table of lanes, promoted to', total('lanes', 'promoted to'), summary.promotions)
  expect('table of the queue, checked in', total('queue', 'checked in'), summary.room.checkedIn)
  expect('table of the queue, calls', total('queue', 'calls'), called)
  expect('table of the queue, unanswered calls', total('queue', 'unanswered calls'), skipped)
  expect('table of the queue, left unseen', total('queue', 'left unseen'), summary.room.leftUnseen)
  expect('table of the queue, consultations', total('queue', 'consultations'), consultations)
  expect('table of waits, patients', total('waits', 'patients'), sum(own, { mark: 'wait' }))
  expect('table of outcomes, requests', total('outcome', 'requests'), summary.requests)
  expect('table of outcomes, seated', total('outcome', 'seated at first'), summary.firstOutcomes.confirmed)
  expect('table of outcomes, waiting', total('outcome', 'waiting at first'), summary.firstOutcomes.waitlisted)
  return found
}

/** How to count again what a finding tells of a run. */
const COUNTED: Readonly<Record<string, (run: RunFacts) => number>> = {
  violations: ({ violations }) => violations,
  scenario: ({ scenario }) => scenario?.told.seen ?? 0,
  reached: ({ finalStatuses }) => finalStatuses.completed ?? 0,
  'turned-away': ({ byClass }) => withoutSeat(Object.values(byClass)),
  emergencies: ({ byClass: { emergency } }) => withoutSeat(emergency === undefined ? [] : [emergency]),
  bumped: ({ bumpedTokens }) => Object.values(bumpedTokens).reduce((a, b) => a + b, 0),
  'bumped-without-seat': ({ bumpedTokens: { dropped = 0, waitlisted = 0 }, gaveUp }) =>
    dropped + waitlisted + gaveUp.bumped,
  'no-shows': ({ finalStatuses }) => finalStatuses['no-show'] ?? 0,
  left: ({ finalStatuses }) => finalStatuses.left ?? 0,
  overtime: ({ overtimeMinutes }) => overtimeMinutes,
}

/** Requests that ended with neither a seat nor a visit, and not because the patient had a booking already. */
function withoutSeat(classes: readonly RunFacts['byClass'][string][]): number {
  return classes.reduce((all, { finalStatuses: { dropped = 0, waitlisted = 0 }, gaveUp, ...each }) => {
    return (
      all + dropped + waitlisted + gaveUp + each.firstOutcomes.rejected - (each.refusedByCode['duplicate-token'] ?? 0)
    )
  }, 0)
}

/** Returns what is wrong with the findings of a page: their figures, or how they are drawn. */
export function wrongFindings(runs: readonly RunFacts[], findings: readonly ShownFinding[]): string[] {
  const found: string[] = []
  if (runs.length === 1 && runs[0]!.requests > 0 && findings.length === 0) found.push('no findings')
  for (const { name, rules, count, of, text, lines, bar } of findings) {
    const where = `finding ${name} of ${rules}`
    const run = runs.find((each) => each.rules === rules)
    if (run === undefined) {
      found.push(`${where}: no such run`)
      continue
    }
    const [kind = '', source] = name.split(':')
    const waits = Object.entries(run.waits).filter(([each]) => source === undefined || each === source)
    const isRight = kind === 'wait' ? waits.some(([, { median }]) => median === count) : COUNTED[kind]?.(run) === count
    if (!isRight) found.push(`${where}: ${count} is not what its data says`)
    const share = of === undefined ? undefined : (100 * count) / of
    const isSaid = text.includes('%') ? share !== undefined && says(text, share) : Number.parseInt(text, 10) === count
    if (!isSaid) found.push(`${where}: shown as ${text}, but it is ${count}${of === undefined ? '' : ` of ${of}`}`)
    if (lines !== 1) found.push(`${where}: ${text} is on ${lines} lines`)
    const peers = findings.filter((each) => each.name === name).map((each) => each.of ?? each.count)
    const drawn = (100 * count) / Math.max(1, of ?? Math.max(...peers))
    if (bar !== undefined && Math.abs(bar - drawn) > 1)
      found.push(`${where}: bar of ${bar.toFixed(1)} % for ${drawn.toFixed(1)}`)
  }
  return found
}

/** Whether a text such as `43 %` or `under 1 %` says this percentage. */
function says(text: string, share: number): boolean {
  const number = Number.parseInt(text.replace(/^\D+/, ''), 10)
  if (text.startsWith('under')) return share > 0 && share < number
  if (text.startsWith('over')) return share < 100 && share > number
  return Math.abs(number - share) <= 0.5
}

/** Returns the figures in which two lists of runs differ. */
export function otherFigures(embedded: readonly RunFacts[], again: readonly RunFacts[]): string[] {
  if (embedded.length !== again.length) return [`${embedded.length} runs on the page, ${again.length} when run again`]
  return embedded.flatMap((summary, index) => {
    const other = again[index]!
    const keys = [...new Set([...Object.keys(summary), ...Object.keys(other)])] as (keyof RunFacts)[]
    return keys
      .filter((key) => key !== ('elapsedMs' as string) && !isDeepStrictEqual(summary[key], other[key]))
      .map(
        (key) => `${summary.rules}: ${key} is ${JSON.stringify(summary[key])}, run again ${JSON.stringify(other[key])}`,
      )
  })
}

function sum(marks: readonly DrawnMark[], wanted: Readonly<Record<string, string>>): number {
  return marks
    .filter(({ data }) => Object.entries(wanted).every(([name, value]) => data[name] === value))
    .reduce((all, { data }) => all + Number(data.count ?? 1), 0)
}

function totalOf(tables: readonly TableTotals[], rules: string, name: string, heading: string): number {
  const text = tables.find((table) => table.rules === rules && table.name === name)?.totals[heading]
  return text === '·' ? 0 : Number(text)
}
