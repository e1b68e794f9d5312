import type { Rules, SessionView, TokenAttributes, TokenEvent } from 'opd-scheduler'
import { checkBumps, checkInvariants } from 'opd-scheduler/testing'
import { type Command, PLAINLY } from '../../src/core/command'
import { decide } from '../../src/core/decide'
import { Refusal } from '../../src/core/decision'
import { evolve } from '../../src/core/evolve'
import { type Fact, NOWHERE, WAITING } from '../../src/core/fact'
import { Session } from '../../src/core/session'
import { NO_SHOW } from '../../src/core/status'
import { BUMPS, HOME, LANE, LIST, NAMED, PATIENT, WANTED } from '../../src/core/tokens'
import { viewOf } from './view-of'

const HOUR = 3_600_000
const OPENS = Date.parse('2026-01-30T09:00:00Z')
const NOW = OPENS - 3 * HOUR
const PATIENTS = 3
const VISIT = ['cancel', 'checkIn', 'start', 'complete', 'noShow'] as const

/** A way to ask for a seat that the rules tell from others. */
export interface Shape {
  readonly source: string
  readonly attributes?: TokenAttributes
}

export interface Explored {
  /** Different states, the empty session included. */
  readonly states: number
  /** Commands tried. */
  readonly commands: number
}

/**
 * Tries every command in every state that sequences of at most `depth` commands lead to, and checks each new state: three
 * patients, two slots of one seat, all shapes of booking, all steps of a visit.
 */
export function explore(rules: Rules, shapes: readonly Shape[], depth: number, note: (what: string) => void): Explored {
  const view = (session: Session): SessionView => viewOf(session, rules, NOW, shapes)
  const first = opened(rules)
  const seen = new Set([keyOf(first)])
  let level = [first]
  let commands = 0
  for (let step = 1; step <= depth; step++) {
    const next: Session[] = []
    for (const session of level) {
      for (const command of commandsFor(session, shapes)) {
        commands++
        const decision = decide([session], command, rules)
        if (decision instanceof Refusal) {
          note(decision.code)
          continue
        }
        const facts = decision as readonly Fact[]
        const after = session.draft()
        for (const fact of facts) evolve(after, fact)
        observe(facts, note)
        const where = `${JSON.stringify(command)} in ${keyOf(session)}`
        if (facts.length > 1) expectNone(checkBumps(view(session), bumpsAmong(facts, view(after)), rules), where)
        const key = keyOf(after)
        if (seen.has(key)) continue
        seen.add(key)
        expectNone(checkInvariants(view(after), rules), where)
        if (step < depth) next.push(after)
      }
    }
    level = next
  }
  return { states: seen.size, commands }
}

function opened(rules: Rules): Session {
  const slots = [0, 1].map((n) => ({ start: OPENS + n * HOUR, end: OPENS + (n + 1) * HOUR, base: 1 }))
  const facts = decide([], { op: 'openSession', at: NOW, slots }, rules) as readonly Fact[]
  return new Session(facts[0]!.layout!)
}

function* commandsFor(session: Session, shapes: readonly Shape[]): Generator<Command> {
  const at = NOW
  const known = session.tokens.latestOf.length
  // Patients are told apart by nothing but the order in which they first appear.
  for (let patient = 0; patient <= Math.min(known, PATIENTS - 1); patient++)
    for (const request of shapes)
      for (const slot of [0, 1, -1])
        yield { op: 'book', at, patients: [patient], slot, request, more: false, manner: PLAINLY }
  for (let token = 0; token < session.tokens.count; token++) {
    for (const op of VISIT) yield { op, at, token }
    const request = { source: session.tokens.sources[token]! }
    yield { op: 'reinstate', at, token, request, override: false, actor: undefined }
    for (const request of shapes) yield { op: 'reclassify', at, token, request }
  }
}

/** All that decides about the future: who is where, as what. Who has left for good does not, and patients have no names. */
function keyOf(session: Session): string {
  const { tokens, lanes } = session
  const patients: number[] = []
  let key = ''
  for (let token = 0; token < tokens.count; token++) {
    const slot = session.slotOf(token)
    const status = session.statusOf(token)
    if (slot === NOWHERE && status !== NO_SHOW) continue
    const patient = tokens.get(token, PATIENT)
    if (!patients.includes(patient)) patients.push(patient)
    const home = tokens.get(token, HOME)
    const rank = lanes.ranks[tokens.get(token, LANE)]
    key += `${slot} ${status} ${tokens.get(token, LIST)} ${tokens.get(token, WANTED)}${tokens.get(token, NAMED)}${tokens.get(token, BUMPS)} `
    key += `${lanes.ranks[home]} ${lanes.groups[home]} ${rank} ${tokens.sources[token]} ${patients.indexOf(patient)};`
  }
  return key
}

/** The moves among some facts, as far as the checker of bumps reads them. */
function bumpsAmong(facts: readonly Fact[], after: SessionView): TokenEvent[] {
  const idOf = (token: number): string => after.tokens[token]!.id
  const slotOf = (slot: number): string | null => after.slots[slot]?.id ?? null
  return facts.map((fact, index) => {
    const { type, at, token, from, to, rank, by, byRank, cause, strategy } = fact
    const waitsFor = to === WAITING ? after.tokens[token]!.waitsFor : null
    const event = {
      type,
      at,
      version: index + 2,
      tokenId: idOf(token),
      from: slotOf(from),
      to: slotOf(to),
      waitsFor,
      rank,
    }
    const rest = {
      cause,
      strategy,
      by: by < 0 ? null : { tokenId: idOf(by), rank: byRank },
      request: requestOf(fact, after),
    }
    return { ...event, ...rest } as unknown as TokenEvent
  })
}

function requestOf({ intake }: Fact, after: SessionView): object | null {
  if (intake === null) return null
  const { source, named, rank, group, bumpBudget } = intake
  const wantedSlotId = after.slots[intake.wanted]!.id
  return { source, named, rank, group, wantedSlotId, bumpBudget: bumpBudget < 0 ? null : bumpBudget }
}

function expectNone(violations: readonly { readonly message: string }[], where: string): void {
  if (violations.length > 0) throw new Error(`${where}: ${violations.map((each) => each.message).join('; ')}`)
}

function observe(facts: readonly Fact[], note: (what: string) => void): void {
  let bumps = 0
  for (const { type, to } of facts) {
    note(type.slice(type.indexOf('.') + 1))
    if (type !== 'token.bumped') continue
    bumps++
    note(to >= 0 ? 'cascaded' : to === WAITING ? 'sent to wait' : 'dropped')
  }
  if (bumps > 1) note('chain')
}
