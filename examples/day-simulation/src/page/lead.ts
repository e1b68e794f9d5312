import { plural } from '../report/columns'
import { usageOf } from '../report/seats'
import { dateText } from '../run/wall-clock'
import { escaped, prose } from './html'
import type { PageRun } from './page-run'

/** The source of the day: a simulation or a replayed file. */
export interface Origin {
  readonly kind: 'simulated' | 'replayed'
  /** The clinic or the file; empty for the usual clinic. */
  readonly name: string
  /** Emergencies of an accident, who come before the first slot, and their doctor. */
  readonly surge: { readonly emergencies: number; readonly doctor: string }
}

/** Returns the heading of the page, and sentences on what it shows, from where, and for whom. */
export function lead(runs: readonly PageRun[], origin: Origin): { readonly heading: string; readonly text: string } {
  const first = runs[0]!
  const { sessions, ledger } = first.outcome
  const dates = [...new Set(sessions.map(({ date }) => date))].sort()
  const doctors = new Set(sessions.map(({ doctorId }) => doctorId)).size
  const when = dates.length > 1 ? 'Days' : 'A day'
  const forWhom = 'for those who run a clinic and choose its rules'
  const source =
    origin.kind === 'replayed'
      ? `The bookings of the file ${origin.name}${dated(dates, ' for ')}, replayed ${forWhom}.`
      : `A simulation${dated(dates, ' of ')}${origin.name === '' ? '' : ` at the clinic ${origin.name}`}, ${forWhom}. All patients are invented.`
  const { requests } = first.summary
  const came = `${plural(requests, 'request')} ${requests === 1 ? 'comes' : 'come'} for ${plural(usageOf(sessions, ledger).capacity, 'seat')} with ${plural(doctors, 'doctor')}${accidentOf(origin)}`
  const shown =
    runs.length > 1
      ? `. The requests are the same under each of ${runs.length} sets of rules.`
      : `. The page shows who got a seat under the rules “${first.rules}”, and what became of the others.`
  return {
    heading: `${when} at the clinic: who got a seat, who waited, who was moved`,
    text: `${source} ${came}${shown}`,
  }
}

/** Names the accident, because it explains much of the day. */
function accidentOf({ surge: { emergencies, doctor } }: Origin): string {
  if (emergencies === 0) return ''
  const injured = emergencies === 1 ? 'one is an emergency' : `${emergencies} are emergencies`
  return `; ${injured} from an accident in the hour before the first slot, all for ${doctor}`
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
  return `<header><h1>${escaped(heading)}</h1>\n<p class="lead">${prose(text)}</p></header>`
}
