import { type CoreBook, NOW, ON_DAY } from '../command'
import { type Decision, NEXT_SESSION, Refusal } from '../decision'
import { arrives, type Fact, Intake, NOWHERE, WAITING } from '../fact'
import { agedRank, bumpBudgetOf, groupOf, permits, rankOf } from '../rules/ask-rules'
import type { Asker, Rules } from '../rules/rules'
import { freeSeatFor, inOrder, placeNewcomer } from './ask'
import { present } from './clock'
import { duplicate } from './one-live'
import { overrideSeat } from './override'
import { comesIn } from './settle'
import type { Clinic, View } from './view'

/**
 * Books in the earliest free seat that the newcomer may take in one of the sessions. Only if there is none, the rules are asked: it goes to
 * the first session that seats it, otherwise to the first in which it may wait. So no token is bumped while another session has a free
 * seat. Each session is decided by its own rules. If the rules of the sessions so far do not permit the booking, it is refused; later
 * sessions may have other rules.
 */
export function book(clinics: readonly Clinic[], command: CoreBook): Decision {
  const first = clinics[0]
  if (first !== undefined && (command.slot >= 0 || (clinics.length === 1 && !command.more)))
    return bookIn(first, command)
  const { options, refusal } = optionsOf(clinics, command)
  const seated = bookFreeSeat(options, command)
  if (seated !== undefined) return seated
  if (command.more) return options.length === 0 && refusal?.code === 'policy-denied' ? refusal : NEXT_SESSION
  return bookByRules(command.anyDoctor ? leastBusyFirst(options) : options, command, refusal)
}

/** Books in one session, whose rules begin with its own free seats. Most bookings do, so nothing is allocated to compare sessions. */
function bookIn(clinic: Clinic, command: CoreBook): Decision {
  const { rules, day } = clinic
  const { request, at } = command
  const base = rankOf(rules, request, day, at)
  if (base === undefined) return new Refusal('unknown-source')
  if (!permitsBooking(rules, command)) return new Refusal('policy-denied')
  const view = present(clinic, at, 0)
  const answer = bookInto(view, command, base, groupOf(rules, request))
  return answer instanceof Refusal ? answer : withDue(view, answer)
}

/** The sessions whose rules let the newcomer in, and why the first of the others does not. */
interface Options {
  readonly options: readonly Option[]
  readonly refusal: Refusal | undefined
}

function optionsOf(clinics: readonly Clinic[], command: CoreBook): Options {
  const { request, at, more } = command
  let asked: Rules | undefined
  let permitted = false
  let refusal: Refusal | undefined
  const options: Option[] = []
  // To ask all of them with each further session would take a time that grows with the square of their number.
  for (let index = more ? clinics.length - 1 : 0; index < clinics.length; index++) {
    const clinic = clinics[index]!
    const { rules } = clinic
    const base = rankOf(rules, request, clinic.day, at)
    if (base !== undefined && rules !== asked) {
      permitted = permitsBooking(rules, command)
      asked = rules
    }
    if (base === undefined || !permitted)
      refusal ??= new Refusal(base === undefined ? 'unknown-source' : 'policy-denied', -1, index)
    else options.push({ view: present(clinic, at, index), base, group: groupOf(rules, request) })
  }
  return { options, refusal }
}

/** Books the earliest free seat. Returns undefined if there is none, or a refusal if the patient has a token there. */
function bookFreeSeat(options: readonly Option[], command: CoreBook): readonly Fact[] | Refusal | undefined {
  let already: Refusal | undefined
  const seats: FreeSeat[] = []
  for (const option of options) {
    const { view, base, group } = option
    const asker = askerIn(view, command, base, group)
    if (asker instanceof Refusal) {
      if (asker.code !== 'duplicate-token') continue
      already ??= asker
      if (command.anyDoctor) continue
      break
    }
    const slot = freeSeatFor(asker, view)
    if (slot >= 0) seats.push({ option, slot })
  }
  for (const { option } of earliestFirst(seats, command.slot)) {
    const { view, base, group } = option
    const answer = bookInto(view, command, base, group)
    if (!(answer instanceof Refusal)) return withDue(view, answer)
    already ??= answer
    if (!command.anyDoctor) break
  }
  return already
}

/** Books in the first session that seats the newcomer, otherwise in the first in which it may wait. */
function bookByRules(options: readonly Option[], command: CoreBook, refusal: Refusal | undefined): Decision {
  let fallback: readonly Fact[] | Refusal | undefined = refusal
  for (const { view, base, group } of options) {
    const answer = bookInto(view, command, base, group)
    if (answer instanceof Refusal) {
      if (answer.code === 'duplicate-token') return answer
      if (fallback === undefined || saysLessThanLater(fallback)) fallback = answer
      continue
    }
    const facts = withDue(view, answer)
    if (answer[answer.length - 1]!.to !== WAITING || comesIn(view, answer)) return facts
    if (fallback === undefined || fallback instanceof Refusal) fallback = facts
  }
  return fallback ?? NEXT_SESSION
}

function withDue({ ended }: View, answer: readonly Fact[]): readonly Fact[] {
  return ended.length > 0 ? [...ended, ...answer] : answer
}

function permitsBooking(rules: Rules, { request, at, manner }: CoreBook): boolean {
  if (rules.admission?.permit === undefined) return true
  const { override, actor, bump } = manner
  return permits(rules, { op: 'book', actor, override, bump: bump >= 0, request, now: at })
}

/**
 * Whether this refusal only says that the session is over or the doctor away, or that its rules are not for this request; that of a later
 * session says more.
 */
function saysLessThanLater(answer: readonly Fact[] | Refusal): boolean {
  return answer instanceof Refusal && SAY_LESS.has(answer.code)
}

const SAY_LESS: ReadonlySet<string> = new Set([
  'slot-past',
  'slot-blocked',
  'session-closed',
  'unknown-source',
  'policy-denied',
])

/** What a booking says about the newcomer and the place that it asks for. */
type Ask = Pick<CoreBook, 'patients' | 'slot' | 'request' | 'manner'>

/**
 * Returns the newcomer as it asks for a place, or why it gets none in this session. `base` and `requested` are its rank and group by the
 * rules; `replaces` is the patient's token in this session that it replaces, or -1.
 */
function askerIn(
  view: View,
  { patients, slot, request, manner }: Ask,
  base: number,
  requested: number,
  replaces = -1,
): Asker | Refusal {
  const { session, index, rules } = view
  if (session.closed) return new Refusal('session-closed', -1, index)
  const named = slot >= 0
  const fromRunning = slot === NOW || (slot === ON_DAY && view.upcoming === view.slots)
  const earliest = fromRunning ? view.current : view.upcoming
  const wanted = named ? slot : session.firstUnblocked(earliest, view.slots)
  if ((named ? wanted : earliest) >= view.slots || (named && wanted < view.current))
    return new Refusal('slot-past', named ? wanted : -1, index)
  if (wanted < 0 || session.blocked[wanted]) return new Refusal('slot-blocked', wanted, index)
  const twin = duplicate(view, patients[index]!, request.source, wanted, replaces)
  if (twin !== undefined) return twin

  const rank = agedRank(rules, base, 0)
  const group = session.groupHere(requested, rules.capacity)
  const token = session.tokens.count
  return { token, rank, group, source: request.source, wanted, named, lost: -1, mayBump: manner.holdMinutes === 0 }
}

/**
 * Returns the facts that seat a newcomer or let it wait; the last fact is the newcomer's. `base` and `requested` are its rank and
 * group by the rules; `replaces` is the patient's token in this session that it replaces, or -1.
 */
export function bookInto(
  view: View,
  ask: Ask,
  base: number,
  requested: number,
  replaces = -1,
  cause = 'booked',
): readonly Fact[] | Refusal {
  const asker = askerIn(view, ask, base, requested, replaces)
  if (asker instanceof Refusal) return asker
  const { session, index, rules } = view
  const { patients, request, manner } = ask
  const { wanted, named, group } = asker
  const patient = patients[index]!
  const holds = manner.holdMinutes > 0
  const place = manner.override ? overrideSeat(asker, view, manner.bump) : placeNewcomer(asker, view)
  if (place instanceof Refusal) return place
  if (place === 'bump-failed') return new Refusal('bump-failed', wanted, index)
  // A hold is for a seat; it never waits.
  if (place === 'no-place' || place.to === NOWHERE || (holds && place.to === WAITING))
    return noSeat(view, named ? wanted : -1, group)
  if (place.to >= 0 && place.to !== wanted) {
    const there = duplicate(view, patient, request.source, place.to, replaces)
    if (there !== undefined) return there
  }

  const intake = new Intake(patient, request.source, wanted, named, base, group, bumpBudgetOf(rules))
  const until = holds ? Math.min(view.now + manner.holdMinutes * 60_000, session.ends[place.to]!) : 0
  const arrival = arrives(view, asker, place, intake, place.code === '' ? cause : place.code, until)
  return inOrder(place, arrival)
}

function noSeat({ session, index }: View, slot: number, group: number): Refusal {
  if (slot < 0) return new Refusal('no-capacity', -1, index)
  return new Refusal(session.isReserved(group, slot) ? 'quota-exhausted' : 'slot-full', slot, index)
}

/** A session in which a booking is possible, and what its rules say about the newcomer. */
export interface Option {
  readonly view: View
  readonly base: number
  readonly group: number
}

/** A session's first free seat that the newcomer may take. */
export interface FreeSeat {
  readonly option: Option
  readonly slot: number
}

/**
 * Orders free seats by time. Of equals, one within base capacity comes before one above it, then the session in which fewer tokens wait,
 * then the one with the smaller part of its seats in use; the rest stays in order. `asked` is the slot of the booking: if the patient is not
 * there now, a slot that has begun comes after all that have not.
 */
function earliestFirst(seats: readonly FreeSeat[], asked: number): readonly FreeSeat[] {
  if (seats.length < 2) return seats
  const times = new Map(seats.map((seat) => [seat, timeOf(seat, asked)]))
  return seats.toSorted(
    (a, b) => times.get(a)! - times.get(b)! || aboveBase(a) - aboveBase(b) || byLoad(a.option.view, b.option.view),
  )
}

/** Orders sessions by the number of tokens that wait, then by the part of their seats that is in use; the rest stays in order. */
function leastBusyFirst(options: readonly Option[]): readonly Option[] {
  return options.toSorted((a, b) => byLoad(a.view, b.view))
}

/** A time that is before all others, or after all others, is finite, so that two of them are equal. */
function timeOf({ option: { view }, slot }: FreeSeat, asked: number): number {
  if (slot >= view.upcoming) return view.startOf(slot)
  return asked === NOW ? 0 : Number.MAX_SAFE_INTEGER
}

function aboveBase({ option: { view }, slot }: FreeSeat): number {
  return view.usedIn(slot) < view.capacityOf(slot) ? 0 : 1
}

function byLoad(a: View, b: View): number {
  return a.waiting - b.waiting || partInUse(a) - partInUse(b)
}

/** Seats in use for each seat of base capacity, in slots that are not over; all are in use if there is none. */
function partInUse(view: View): number {
  let used = 0
  let base = 0
  for (let slot = view.current; slot < view.slots; slot++) {
    used += view.usedIn(slot)
    if (!view.session.blocked[slot]) base += view.capacityOf(slot)
  }
  return base === 0 ? Number.MAX_SAFE_INTEGER : used / base
}
