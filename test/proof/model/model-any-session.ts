import { type Answer, commit, due, type Manner, newest, type Wish } from './model'
import { barred, book, freeSeat, type Named } from './model-book'
import { isSecondOfDay } from './model-one-live'
import type { ModelSession } from './model-session'
import { settledCopy } from './model-settling'

/** Refusals that say less than that of another session. */
const SAY_LITTLE: readonly Answer[] = ['slot-past', 'slot-blocked', 'session-closed']

/** A booking for any of several sessions: the coming days of a doctor, or a day of several doctors. */
export interface AnyOf {
  readonly kind: 'any day' | 'any doctor'
  readonly named: Named
  readonly wish: Wish
  readonly manner: Manner
  /** Is told what the booking came to. */
  readonly note: (what: string) => void
}

/** A session, and a copy of it in which all is done that is due. */
interface Option {
  readonly session: ModelSession
  readonly trial: ModelSession
}

/** Books a free seat in any of the sessions. Only if there is none, the rules of each session are asked. */
export function bookAmong(sessions: readonly ModelSession[], ask: AnyOf): Answer {
  const all = sessions.map((session): Option => ({ session, trial: due(session) }))
  const options = all.filter(({ trial }) => barred(trial, ask.wish, ask.manner) === undefined)
  const seated = all.length > 1 ? bookFreeSeat(options, ask) : undefined
  if (seated !== undefined) return seated
  // If the doctors are equals, the one with the least to do comes first.
  const inTurn = ask.kind === 'any day' ? options : options.toSorted((a, b) => compare(load(a.trial), load(b.trial)))
  return bookByRules(inTurn, ask) ?? barred(all[0]!.trial, ask.wish, ask.manner)!
}

/** Books the earliest free seat; undefined if there is none. A patient who has a token with one of several doctors may get a seat with another. */
function bookFreeSeat(options: readonly Option[], { kind, named, wish, manner, note }: AnyOf): Answer | undefined {
  let isTwice = false
  const seats: (Option & { readonly order: readonly number[] })[] = []
  for (const option of options) {
    const found = freeSeat(option.trial, named, wish, manner)
    if (found === 'duplicate-token') {
      isTwice = true
      if (kind === 'any day') break
    } else if (typeof found === 'object' && found.slot !== undefined)
      seats.push({ ...option, order: orderOf(option.trial, found.slot, named) })
  }
  seats.sort((a, b) => compare(a.order, b.order))
  const [first] = options
  for (const { session, trial } of seats) {
    if (book(trial, named, wish, manner) !== 'duplicate-token') {
      note(`${kind}: a free seat`)
      if (session !== first!.session) note(`${kind}: not ${book(first!.trial, named, wish, manner)} in the first`)
      return write({ session, trial })
    }
    isTwice = true
    if (kind === 'any day') break
  }
  if (isTwice) note(`${kind}: twice`)
  return isTwice ? 'duplicate-token' : undefined
}

/** Books in the first session that seats the newcomer by its rules, else in the first that lets it wait; undefined if there is no session. */
function bookByRules(options: readonly Option[], { kind, named, wish, manner, note }: AnyOf): Answer | undefined {
  const which = options.length > 1 ? kind : 'the only session'
  let waiting: Option | undefined
  let refusal: Answer | undefined
  for (const { session, trial } of options) {
    const answer = book(trial, named, wish, manner)
    if (answer === 'duplicate-token') return answer
    if (answer === 'waitlisted' && newest(settledCopy(trial)).seat === undefined) waiting ??= { session, trial }
    else if (answer === 'waitlisted' || answer === 'confirmed' || answer === 'held') {
      note(`${which}: seated by the rules`)
      return write({ session, trial })
    } else if (refusal === undefined || SAY_LITTLE.includes(refusal)) refusal = answer
  }
  if (waiting === undefined) return refusal
  note(`${which}: waits by the rules`)
  return write(waiting)
}

/** Writes the session with its newcomer, unless the patient has a live token with another doctor and may have only one. */
function write({ session, trial }: Option): Answer {
  if (isSecondOfDay(trial)) return 'duplicate-token'
  commit(session, trial)
  return newest(session).status
}

/** Of free seats the earliest comes first, then one within capacity, then one in the session with less to do. */
function orderOf(session: ModelSession, slot: number, named: Named): readonly number[] {
  const { start, base } = session.slots[slot]!
  const hasBegun = start <= session.now
  // A patient who is not there now cannot use the rest of a slot as well as a later one.
  const time = !hasBegun ? start : named === 'now' ? 0 : Number.MAX_SAFE_INTEGER
  return [time, session.used(slot) < base ? 0 : 1, ...load(session)]
}

/** How many wait, and the part of the seats in use: in slots that are not over, of those that are not blocked. */
function load(session: ModelSession): readonly number[] {
  const left = [...session.slots.keys()].filter((slot) => !session.isOver(slot))
  const used = left.reduce((sum, slot) => sum + session.used(slot), 0)
  const base = left.reduce((sum, slot) => sum + (session.slots[slot]!.blocked ? 0 : session.slots[slot]!.base), 0)
  return [session.waiters().length, base === 0 ? Number.MAX_SAFE_INTEGER : used / base]
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((each, at) => each !== b[at])
  return differs < 0 ? 0 : a[differs]! - b[differs]!
}
