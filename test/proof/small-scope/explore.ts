import type { Rules, SessionView, TokenAttributes, TokenView } from 'opd-scheduler'
import { checkBumps, checkCalls, checkInvariants, checkLeave, type SessionChange } from 'opd-scheduler/testing'
import { type CoreCommand, PLAINLY } from '../../../src/core/command'
import { decide } from '../../../src/core/decide/decide'
import { openSession } from '../../../src/core/decide/roster'
import { type Decision, Refusal } from '../../../src/core/decision'
import { type Fact, WAITING } from '../../../src/core/fact'
import { evolve } from '../../../src/core/state/evolve'
import { Session } from '../../../src/core/state/session'
import { CHECKED_IN } from '../../../src/core/state/status'
import { clinicOf } from '../../support/clinic-of'
import { bumpsAmong } from './bumps-among'
import { keyOf } from './state-key'
import { viewOf } from './view-of'

const HOUR = 3_600_000
const OPENS = Date.parse('2026-01-30T09:00:00Z')
const PATIENTS = 3
const VISIT = ['cancel', 'checkIn', 'start', 'complete', 'noShow'] as const

/** A kind of booking that the rules treat differently from others. */
export interface Shape {
  readonly source: string
  readonly attributes?: TokenAttributes
}

export interface Explored {
  /** Number of different states, including the empty session. */
  readonly states: number
  /** Number of commands tried. */
  readonly commands: number
}

/** What to explore, and how. */
export interface Scope {
  readonly rules: Rules
  readonly shapes: readonly Shape[]
  /** Length of the sequences. */
  readonly depth: number
  /** Base capacity of the slots. */
  readonly seats: readonly number[]
  /** Times at which a command may be given, in milliseconds relative to the opening of the session. Time never goes back. */
  readonly moments: readonly number[]
  readonly commands: (session: Session, at: number) => Iterable<CoreCommand>
  readonly keyOf: (session: Session) => string
  readonly beside?: Beside | undefined
  /** Another session, the same for every command, in which a leave may seat tokens. */
  readonly elsewhere?: Session | undefined
}

/** Other rules that decide the same commands, in a session of their own. */
export interface Beside {
  readonly rules: Rules
  /** Returns whether both decided alike; if not, the other session is not continued. */
  isAlike(decision: Decision, other: Decision): boolean
}

/** A state of a session, and the time of its last command. */
interface State {
  readonly session: Session
  readonly moment: number
  /** The session under the other rules, as long as both decided alike. */
  readonly other: Session | undefined
}

/**
 * Tries every command in every state that sequences of at most `depth` commands reach, and checks each new state: three patients,
 * two slots of one seat, all kinds of booking, all steps of a visit.
 */
export function explore(
  rules: Rules,
  shapes: readonly Shape[],
  depth: number,
  note: (what: string) => void,
  beside?: Beside,
): Explored {
  const commands = (session: Session, at: number) =>
    commandsFor(session, at, shapes, rules.promotion.offers !== undefined)
  return exploreScope({ rules, shapes, depth, seats: [1, 1], moments: [-3 * HOUR], commands, keyOf, beside }, note)
}

/** Does the same for any scope. */
export function exploreScope(scope: Scope, note: (what: string) => void): Explored {
  const { rules, shapes, depth, moments, beside } = scope
  const times = moments.map((after) => OPENS + after)
  const view = (session: Session, at: number): SessionView => viewOf(session, rules, at, shapes)
  const others = scope.elsewhere === undefined ? [] : [scope.elsewhere]
  const other = beside && opened({ ...scope, rules: beside.rules }, times[0]!)
  const first = { session: opened(scope, times[0]!), moment: 0, other }
  const seen = new Set([`0${scope.keyOf(first.session)}`])
  let level: State[] = [first]
  let commands = 0
  for (let step = 1; step <= depth; step++) {
    const next: State[] = []
    for (const { session, moment: since, other } of level) {
      for (let moment = since; moment < times.length; moment++) {
        const at = times[moment]!
        for (const command of scope.commands(session, at)) {
          commands++
          const decision = decide(
            (isLeave(command) ? [session, ...others] : [session]).map((each) => clinicOf(each, rules)),
            command,
          )
          const where = () => `${JSON.stringify(command)} in ${scope.keyOf(session)}`
          const beyond = other && decide([clinicOf(other, beside!.rules)], command)
          const isAlike = beyond !== undefined && beside!.isAlike(decision, beyond)
          if (decision instanceof Refusal) {
            note(decision.code)
            continue
          }
          const facts = (decision as readonly Fact[]).filter((fact) => fact.session === 0)
          const after = folded(session, facts)
          if (isLeave(command)) {
            const both = [session, ...others].map((each, n) =>
              changeOf(each, n, decision as readonly Fact[], (now) => view(now, at)),
            )
            expectNone(checkLeave(both as [SessionChange], rules), where)
          }
          observe(session, facts, note)
          const call = facts.find(({ type }) => type === 'token.called')
          if (call?.cause === 'standby') note('called from standby')
          if (call?.cause === 'urgent') note('called as an emergency')
          if (facts.length > 1 || call !== undefined) {
            const before = view(session, at)
            const moves = bumpsAmong(facts, view(after, at), actorOf(command))
            expectNone([...checkBumps(before, moves, rules), ...checkCalls(before, moves, rules)], where)
          }
          const key = `${moment}${scope.keyOf(after)}`
          if (seen.has(key)) continue
          seen.add(key)
          const state = view(after, at)
          expectNone(checkInvariants(state, rules), where)
          if (state.tokens.some(hasAged)) note('aged waiter')
          if (step === depth) continue
          next.push({ session: after, moment, other: isAlike ? folded(other!, beyond as readonly Fact[]) : undefined })
        }
      }
    }
    level = next
  }
  return { states: seen.size, commands }
}

function isLeave({ op }: CoreCommand): boolean {
  return op === 'blockTime'
}

/** What a leave does in one session; a token that is seated elsewhere names the one that it replaces. */
function changeOf(
  session: Session,
  index: number,
  facts: readonly Fact[],
  view: (session: Session) => SessionView,
): SessionChange {
  const own = facts.filter((fact) => fact.session === index)
  const after = view(folded(session, own))
  const left = facts.filter(({ type }) => type === 'token.rescheduled')
  const came = facts.filter((fact) => fact.session > 0 && fact.intake !== null)
  const events = bumpsAmong(own, after, undefined).map((event) => {
    const n = left.findIndex(
      ({ token }) => index === 0 && event.type === 'token.rescheduled' && event.tokenId === `t${token}`,
    )
    if (n >= 0) return { ...event, replacedBy: `t${came[n]!.token}`, patientId: '' }
    const m = came.findIndex(({ token }) => index > 0 && event.tokenId === `t${token}`)
    return m < 0 ? event : { ...event, replaces: `t${left[m]!.token}`, patientId: '' }
  })
  return { before: view(session), events: events as SessionChange['events'], after }
}

function folded(session: Session, facts: readonly Fact[]): Session {
  const after = session.draft()
  for (const fact of facts) evolve(after, fact)
  return after
}

export function opened({ rules, seats }: Pick<Scope, 'rules' | 'seats'>, at = OPENS - HOUR): Session {
  const slots = seats.map((base, n) => ({ start: OPENS + n * HOUR, end: OPENS + (n + 1) * HOUR, base }))
  const facts = openSession({ op: 'openSession', at, slots }, rules) as readonly Fact[]
  return new Session(facts[0]!.layout!)
}

function* commandsFor(session: Session, at: number, shapes: readonly Shape[], offers: boolean): Generator<CoreCommand> {
  const known = session.tokens.latestOf.length
  // Patients differ only in the order in which they first appear.
  for (let patient = 0; patient <= Math.min(known, PATIENTS - 1); patient++)
    for (const request of shapes)
      for (const slot of [0, 1, -1])
        yield { op: 'book', at, patients: [patient], slot, request, more: false, manner: PLAINLY }
  for (let token = 0; token < session.tokens.count; token++) {
    for (const op of VISIT) yield { op, at, token }
    if (offers) yield { op: 'confirm', at, token }
    const request = { source: session.tokens.sources[token]! }
    yield { op: 'reinstate', at, token, request, override: false, actor: undefined }
    for (const request of shapes) yield { op: 'reclassify', at, token, request, override: false, actor: undefined }
  }
}

function expectNone(violations: readonly { readonly message: string }[], where: () => string): void {
  if (violations.length > 0) throw new Error(`${where()}: ${violations.map((each) => each.message).join('; ')}`)
}

function actorOf(command: CoreCommand): string | undefined {
  return command.op === 'book' ? command.manner.actor : undefined
}

function hasAged({ status, rank, baseRank }: TokenView): boolean {
  return status === 'waitlisted' && rank < baseRank
}

function observe(before: Session, facts: readonly Fact[], note: (what: string) => void): void {
  let bumps = 0
  for (const [index, { type, token, to, intake, cause }] of facts.entries()) {
    note(type.slice(type.indexOf('.') + 1))
    if (before.waiting > 0 && type === 'token.confirmed' && intake === null) note('hold confirmed beside a waiter')
    if (before.waiting > 0 && type === 'token.undone' && before.statusOf(token) === CHECKED_IN && to >= 0)
      note('check-in undone beside a waiter')
    if (type === 'token.promoted' && facts[index - 1]?.by === token) note(`let in by a bump: ${cause}`)
    if (type !== 'token.bumped') continue
    bumps++
    note(to >= 0 ? 'cascaded' : to === WAITING ? 'sent to wait' : 'dropped')
  }
  if (bumps > 1) note('chain')
}
