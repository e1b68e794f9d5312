import { plural } from '../report/columns'
import { usageOf } from '../report/seats'
import { dateText } from '../run/wall-clock'
import { escaped } from './html'
import type { PageRun } from './page-run'

/** Where the day comes from: a simulation, perhaps of a named clinic, or a file. */
export interface Origin {
  readonly kind: 'simulated' | 'replayed'
  /** The clinic or the file; empty for the usual clinic. */
  readonly name: string
  /** Emergencies of an accident, who come before the first slot. */
  readonly surge: number
}

/** Returns the heading of the page, and a sentence on what it shows, from where, and for whom. */
export function lead(runs: readonly PageRun[], origin: Origin): { readonly heading: string; readonly text: string } {
  const first = runs[0]!
  const { sessions, ledger } = first.outcome
  const dates = [...new Set(sessions.map(({ date }) => date))].sort()
  const doctors = new Set(sessions.map(({ doctorId }) => doctorId)).size
  const when = dates.length > 1 ? 'Days' : 'A day'
  const requests = `${plural(first.summary.requests, 'request')} for ${plural(usageOf(sessions, ledger).capacity, 'seat')} with ${plural(doctors, 'doctor')}`
  const what =
    runs.length > 1
      ? `the same ${requests}, under ${runs.length} sets of rules`
      : `${requests}, who got one under the rules ${first.rules}, and what became of the others`
  const forWhom = 'for those who run a clinic and choose its rules'
  const text =
    origin.kind === 'replayed'
      ? `The bookings of the file ${origin.name}${dated(dates, ' for ')}, replayed ${forWhom}: ${what}.`
      : `A simulation${dated(dates, ' of ')}${origin.name === '' ? '' : ` at the clinic ${origin.name}`}, ${forWhom}: ${what}. All patients are invented.${accidentOf(origin)}`
  return { heading: `${when} at the clinic: who got a seat, who waited, who was moved`, text }
}

/** Names the accident, because it explains much of the day. */
function accidentOf({ surge }: Origin): string {
  if (surge === 0) return ''
  const injured = surge === 1 ? 'one emergency' : `${surge} emergencies`
  return ` Before the first slot an accident sends ${injured} to one doctor.`
}

function dated(dates: readonly string[], before: string): string {
  const [first, last] = [dates[0], dates.at(-1)]
  if (first === undefined || last === undefined) return ''
  return first === last
    ? `${before}${dateText(first, 'long')}`
    : `${before}${dateText(first, 'long')} to ${dateText(last, 'long')}`
}

/** The head of the page: the heading and the sentence. */
export function header(runs: readonly PageRun[], origin: Origin): string {
  const { heading, text } = lead(runs, origin)
  return `<header><h1>${escaped(heading)}</h1>\n<p class="lead">${escaped(text)}</p></header>`
}
