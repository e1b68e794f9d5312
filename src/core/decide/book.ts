import { type CoreBook, NOW, ON_DAY } from '../command'
import { type Decision, NEXT_SESSION, Refusal } from '../decision'
import { arrives, type Fact, NOWHERE, WAITING } from '../fact'
import { Intake } from '../intake'
import { agedRank, bumpBudgetOf, groupOf, permits, rankOf } from '../rules/ask-rules'
import { allowsRepeats } from '../rules/defaults'
import type { Asker, Rules } from '../rules/rules'
import type { Clinic } from './clinic'
import { expireThenView } from './expire'
import { overrideSeat } from './override'
import { placeNewcomer } from './place'
import { inOrder } from './placement'
import { settled } from './settle'
import type { View } from './view'

/**
 * Books in the first session that seats the newcomer, otherwise in the first in which it may wait, each by its own rules. If the rules of
 * the sessions so far do not permit the booking, it is refused; later sessions may have other rules.
 */
export function book(clinics: readonly Clinic[], command: CoreBook): Decision {
  const { request, at } = command
  let asked: Rules | undefined
  let permitted = false
  let fallback: readonly Fact[] | Refusal | undefined
  for (let index = 0; index < clinics.length; index++) {
    const clinic = clinics[index]!
    const { rules } = clinic
    const base = rankOf(rules, request, clinic.day, at)
    if (base !== undefined && rules !== asked) {
      permitted = permitsBooking(rules, command)
      asked = rules
    }
    if (base === undefined || !permitted) {
      fallback ??= new Refusal(base === undefined ? 'unknown-source' : 'policy-denied', -1, index)
      continue
    }
    const view = expireThenView(clinic, at, index)
    const answer = bookInto(view, command, base, groupOf(rules, request))
    if (answer instanceof Refusal) {
      if (answer.code === 'duplicate-token') return answer
      if (fallback === undefined || saysLessThanLater(fallback)) fallback = answer
      continue
    }
    const arrival = answer[answer.length - 1]!
    const then = settled(view, answer, arrival)
    const facts = view.ended.length > 0 ? [...view.ended, ...then] : then
    if (arrival.to !== WAITING) return facts
    if (fallback === undefined || fallback instanceof Refusal) fallback = facts
  }
  const isDenied = fallback instanceof Refusal && fallback.code === 'policy-denied'
  return (command.more && !isDenied) || fallback === undefined ? NEXT_SESSION : fallback
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

/**
 * Returns the facts that seat a newcomer or let it wait; the last fact is the newcomer's. `base` and `requested` are its rank and
 * group by the rules; `replaces` is the patient's token in this session that it replaces, or -1.
 */
export function bookInto(
  view: View,
  { patients, slot, request, manner }: Pick<CoreBook, 'patients' | 'slot' | 'request' | 'manner'>,
  base: number,
  requested: number,
  replaces = -1,
  cause = 'booked',
): readonly Fact[] | Refusal {
  const { session, index, rules } = view
  if (session.closed) return new Refusal('session-closed', -1, index)
  const patient = patients[index]!
  const named = slot >= 0
  const fromRunning = slot === NOW || (slot === ON_DAY && view.upcoming === view.slots)
  const earliest = fromRunning ? view.current : view.upcoming
  const wanted = named ? slot : session.firstUnblocked(earliest, view.slots)
  if ((named ? wanted : earliest) >= view.slots || (named && wanted < view.current))
    return new Refusal('slot-past', named ? wanted : -1, index)
  if (wanted < 0 || session.blocked[wanted]) return new Refusal('slot-blocked', wanted, index)
  const repeats = allowsRepeats(rules)
  const twin = repeats ? -1 : view.liveToken(patient, wanted, replaces)
  if (twin >= 0) return new Refusal('duplicate-token', wanted, index, twin)

  const rank = agedRank(rules, base, 0)
  const group = session.groupHere(requested, rules.capacity)
  const holds = manner.holdMinutes > 0
  const token = session.tokens.count
  const asker: Asker = { token, rank, group, source: request.source, wanted, named, lost: -1, mayBump: !holds }
  const place = manner.override ? overrideSeat(asker, view, manner.bump) : placeNewcomer(asker, view)
  if (place instanceof Refusal) return place
  if (place === 'bump-failed') return new Refusal('bump-failed', wanted, index)
  // A hold is for a seat; it never waits.
  if (place === 'no-place' || place.to === NOWHERE || (holds && place.to === WAITING))
    return noSeat(view, named ? wanted : -1, group)
  // A waiter that goes first may be the same patient's.
  const hasMoved = place.first.length > 0
  if (!repeats && place.to >= 0 && (place.to !== wanted || hasMoved)) {
    const there = (hasMoved ? view.after(place.first) : view).liveToken(patient, place.to, replaces)
    if (there >= 0) return new Refusal('duplicate-token', place.to, index, there)
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
