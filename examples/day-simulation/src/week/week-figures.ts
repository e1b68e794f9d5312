import type { TokenView } from 'opd-scheduler'
import { waitOf, waitsOf } from '../report/waits'
import { type Aftermath, aftermathOf } from '../run/aftermath'
import type { Outcome } from '../run/run'
import type { HospitalWeek } from './hospital-week'

/** What became of the patients of a day, or of a doctor on a day. */
export interface Figures {
  /** Patients with a token, each token's replacements counted once. */
  readonly patients: number
  /** Of these, how many booked on an earlier date. */
  readonly ahead: number
  readonly seen: number
  readonly noShow: number
  readonly cancelled: number
  readonly left: number
  /** Ended without a seat, or lost it and are to be called. */
  readonly withoutSeat: number
  /** Minutes from check-in to consultation. */
  readonly medianWait: number
  readonly ninetiethWait: number
  /** When the last visit ended, in epoch milliseconds; null if there was none. */
  readonly lastVisitAt: number | null
}

/** The figures of a hospital's week. */
export interface WeekFigures {
  readonly days: readonly (Figures & { readonly date: string })[]
  readonly doctors: readonly {
    readonly id: string
    /** Patients seen on each day; null if the doctor had no session. */
    readonly seen: readonly (number | null)[]
    readonly week: Figures
  }[]
  /** What became of the patients of each doctor and substitute for whom a day went wrong. */
  readonly troubles: readonly (Aftermath & { readonly date: string; readonly doctor: string; readonly what: string })[]
}

export async function weekFigures(week: HospitalWeek, outcome: Outcome): Promise<WeekFigures> {
  const { sessions, ledger, desk } = outcome
  const completedAt = new Map<string, number>()
  for (const { event } of await desk.store.read(0, Number.MAX_SAFE_INTEGER))
    if (event.type === 'token.completed') completedAt.set(event.tokenId, event.at)

  function figuresOf(tokens: readonly TokenView[]): Figures {
    const ended = (...statuses: readonly string[]): number =>
      tokens.filter(({ status }) => statuses.includes(status)).length
    const ids = new Set(tokens.map(({ id }) => id))
    const waits = waitsOf(ledger, (tokenId) => ids.has(tokenId))
    const ends = tokens.flatMap(({ id }) => completedAt.get(id) ?? [])
    return {
      patients: tokens.length - ended('rescheduled'),
      ahead: tokens.filter(({ status, date, createdAt }) => status !== 'rescheduled' && createdAt < startOf(date))
        .length,
      seen: ended('completed'),
      noShow: ended('no-show'),
      cancelled: ended('cancelled', 'expired'),
      left: ended('left'),
      withoutSeat: ended('dropped'),
      medianWait: waitOf(0.5, waits),
      ninetiethWait: waitOf(0.9, waits),
      lastVisitAt: ends.length === 0 ? null : Math.max(...ends),
    }
  }

  const tokensOf = (is: (session: (typeof sessions)[number]) => boolean): TokenView[] =>
    sessions.filter(is).flatMap(({ tokens }) => [...tokens])
  const ids = [...new Set([...week.doctors.map(({ id }) => id), ...sessions.map(({ doctorId }) => doctorId)])]
  const troubles = week.days.flatMap(({ date, trouble }) => (trouble === undefined ? [] : [{ date, trouble }]))
  return {
    days: week.days.map(({ date }) => ({ date, ...figuresOf(tokensOf((session) => session.date === date)) })),
    doctors: ids.map((id) => ({
      id,
      seen: week.days.map(({ date }) => {
        const session = sessions.find((each) => each.doctorId === id && each.date === date)
        return session === undefined ? null : session.tokens.filter(({ status }) => status === 'completed').length
      }),
      week: figuresOf(tokensOf(({ doctorId }) => doctorId === id)),
    })),
    troubles: await Promise.all(
      troubles.map(async ({ date, trouble: { doctor, substitute, steps } }) => ({
        date,
        doctor: doctor.name,
        what: steps[0]!.sentence,
        ...(await aftermathOf({ ...outcome, sessions: sessions.filter((each) => each.date === date) }, [
          doctor.id,
          ...(substitute === undefined ? [] : [substitute.doctor.id]),
        ])),
      })),
    ),
  }
}

/** Midnight in the hospital's zone. */
function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00+05:30`)
}
