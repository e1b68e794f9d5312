import { isDeepStrictEqual } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import type { Rules } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import type { CoreCommand } from '../../../src/core/command'
import { change, decide } from '../../../src/core/decide/decide'
import { nextMove, settle } from '../../../src/core/decide/settle'
import { View } from '../../../src/core/decide/view'
import { because, type Fact } from '../../../src/core/fact'
import { evolve } from '../../../src/core/state/evolve'
import { ANY, ONWARD } from '../../../src/core/state/lanes'
import type { Session } from '../../../src/core/state/session'
import { WAITLISTED } from '../../../src/core/state/status'
import { LIST, OVERRIDE, SLOT, WANTED } from '../../../src/core/state/tokens'
import { PRESETS } from '../../scheduler/clinic'
import { amount, IN_FULL } from '../../support/amount'
import { clinicOf } from '../../support/clinic-of'
import { commandFor, HOUR, openAtRandom } from '../../support/random-commands'
import { Reached } from '../../support/reached'
import { newSeed, random } from '../../support/seed'
import { rulesOf } from '../model/composition'
import { composition } from '../model/random-composition'

const COMMANDS_OF_A_DAY = 80

/** Days under each preset. */
const DAYS = amount(20, 120)
/** Rounds of 200 days, each with rules composed at random. */
const LEAST_ROUNDS = amount(1, 12)
const MOST_ROUNDS = 60

/** Situations without which the days prove nothing. */
const SITUATIONS = [
  ...['a seat', 'a bump', 'a chain'].flatMap((by) => [`settled by ${by}`, `by the time: ${by}`]),
  ...['token.offered', 'pulled forward', 'closed', 'blocked', 'elsewhere'],
]
/** Situations of which a few hundred days may have none. They are demanded in full. */
const RARE = ['settled by a chain', 'by the time: a chain']
const DEMANDED = IN_FULL ? SITUATIONS : SITUATIONS.filter((each) => !RARE.includes(each))

class RandomDay {
  readonly sessions: readonly [Session, Session]
  commands = 0

  constructor(
    private readonly rules: Rules,
    private readonly seed: number,
    private readonly note: Reached['note'],
  ) {
    const next = random(seed)
    this.sessions = [openAtRandom(rules, next), openAtRandom(rules, next)]
  }

  run(): void {
    const next = random(this.seed + 1)
    const [one, other] = this.sessions
    let at = HOUR * (5 + next(4))
    for (let n = 0; n < COMMANDS_OF_A_DAY; n++) {
      at += next(n % 9 === 0 ? 40 : 4) * 60_000
      const { command, sessions } = commandFor(next, at, next(3) > 0 ? this.sessions : [other, one])
      this.carryOut(command, sessions, `seed ${this.seed}, command ${n}: ${JSON.stringify(command)}`)
    }
  }

  private carryOut(command: CoreCommand, sessions: readonly Session[], what: string): void {
    const { rules, note } = this
    const clinics = sessions.map((session) => clinicOf(session, rules))
    const before = sessions.map((session) => serialize(session))
    const changed = change(clinics, command)
    const decided = decide(clinics, command)
    expect(
      sessions.every((session, n) => isAsBefore(session, before[n]!)),
      what,
    ).toBe(true)
    if (!Array.isArray(changed)) {
      expect(decided, what).toEqual(changed)
      return
    }
    this.commands++
    const own = changed as readonly Fact[]
    for (const [n, fact] of own.entries()) {
      const session = sessions[fact.session]!
      expect(overtaken(session, rules, fact, own[n - 1]), what).toBe(false)
      evolve(session, fact)
    }
    const first = own.findIndex(isOwn)
    this.noteMoves(own.slice(0, first < 0 ? own.length : first), 'by the time:')
    const followed: Fact[] = []
    for (const [index, clinic] of clinics.entries()) {
      const facts = own.filter(({ session }) => session === index)
      settle(clinic, facts, (_, fact) => {
        followed.push(fact)
        evolve(clinic.session, fact)
      })
    }
    this.noteMoves(followed, 'settled by')
    // The seam: folding what changes and what follows in place is the same as deciding on copies.
    expect([...own, ...followed], what).toEqual(decided)
    for (const session of sessions) {
      const above = Array.from(session.tokens.handles()).filter((token) => session.tokens.get(token, OVERRIDE) === 1)
      expect(session.overflow, what).toBeLessThanOrEqual(session.overflowLimit + above.length)
    }
    // Settled: nobody may have a seat that the rules give.
    for (const [index, session] of sessions.entries()) {
      if (!own.some((fact) => fact.session === index)) continue
      expect(
        nextMove(new View(session, rules, command.at), [], () => because('rules')),
        what,
      ).toBeUndefined()
    }
    // Without any grace a patient who has just got a seat in a running slot is late at once.
    const isPatient = rules.visit?.graceMinutes !== 0
    if (command.op === 'sweepSession' && isPatient) expect(decide(clinics, command), what).toEqual([])
    if (sessions.some(({ closed }) => closed)) note('closed')
    for (const { type, cause, strategy } of [...own, ...followed]) {
      if (type === 'slot.blocked') note('blocked')
      if (strategy === 'elsewhere') note('elsewhere')
      if (type === 'token.offered') note(type)
      if (cause === 'override') note(cause)
    }
  }

  /** Notes by what tokens got seats: a free seat, a bump or a chain of bumps. */
  private noteMoves(facts: readonly Fact[], kind: string): void {
    let bumps = 0
    for (const { type, from } of facts) {
      if (type === 'token.bumped') bumps++
      if (type !== 'token.promoted' && type !== 'token.offered') continue
      if (from >= 0) this.note('pulled forward')
      const by = bumps === 0 ? 'a seat' : bumps === 1 ? 'a bump' : 'a chain'
      this.note(`${kind} ${by}`)
      bumps = 0
    }
  }
}

/** Whether a session is as it was. V8 may write the same arrays in other bytes. */
function isAsBefore(session: Session, before: Buffer): boolean {
  const now = serialize(session)
  return now.equals(before) || isDeepStrictEqual(deserialize(now), deserialize(before))
}

/** Whether a fact is neither due by the clock nor follows from one that is. */
function isOwn({ type, cause }: Fact): boolean {
  const isDue = (type === 'token.expired' && cause === 'expired') || type === 'slot.released'
  return !isDue && !['token.promoted', 'token.offered', 'token.bumped'].includes(type)
}

/**
 * Whether the token of this fact takes a free seat that the promotion rule would give a token before it: a waiter, or one that sits later
 * than it asked for. A plain loop over all tokens, as the law was before every command began with a settled session.
 */
function overtaken(before: Session, rules: Rules, fact: Fact, last: Fact | undefined): boolean {
  const { type, token, to, from, rank, at, cause } = fact
  const gains = to >= 0 && from !== to && !['token.promoted', 'token.offered', 'token.bumped'].includes(type)
  const byBump = last?.type === 'token.bumped' && last.by === token
  if (token < 0 || !gains || byBump || cause === 'override') return false
  // A token that has to leave its seat asks with the rank that it would have as a waiter, and its own seat counts as free.
  const own = from >= 0 ? new View(before, rules, at).standing(token) : rank
  const session = before.draft()
  if (from >= 0) session.leave(token)
  const view = new View(session, rules, at)
  const { promotion } = rules
  const left = session.ends[to]! - at
  if (promotion.from === 'nobody' || session.closed || session.blocked[to] || left <= 0) return false
  if (left < (promotion.minutesLeft ?? 5) * 60_000 || promotion.fills?.(to, view) === false) return false
  if (promotion.into === 'base' && session.used[to]! >= session.base[to]!) return false
  const isPulled = promotion.from === 'waitlist-and-later'
  return Array.from(session.tokens.handles()).some((other) => {
    const asks =
      session.statusOf(other) === WAITLISTED ? accepts(session, other, to) : isPulled && sitsLater(session, other, to)
    if (other === token || !asks) return false
    return view.isFree(to, session.groupOf(other)) && view.before(other, view.rank(other), token, own)
  })
}

/** Whether a token that may still move asked for this slot or an earlier one, and sits in a later one. */
function sitsLater({ tokens }: Session, token: number, slot: number): boolean {
  return tokens.get(token, LIST) >= 0 && tokens.get(token, SLOT) > slot && tokens.get(token, WANTED) <= slot
}

function accepts({ lanes, tokens }: Session, waiter: number, slot: number): boolean {
  const list = tokens.get(waiter, LIST)
  const from = lanes.slotOf(list)
  return lanes.kindOf(list) === ANY || from === slot || (lanes.kindOf(list) === ONWARD && from < slot)
}

describe('every command leaves a settled session, and no newcomer overtakes a waiter', () => {
  it.each(Object.entries(PRESETS))('under %s', (_, preset) => {
    const reached = new Reached()
    let commands = 0
    for (let day = 0; day < DAYS; day++) {
      const run = new RandomDay(preset(), day, reached.note)
      run.run()
      commands += run.commands
    }
    expect(commands).toBeGreaterThan(DAYS * 20)
    expect(reached.missing(['blocked', 'override'])).toEqual([])
  })

  it('under rules composed at random', () => {
    const reached = new Reached()
    const seed = newSeed()
    let commands = 0
    // A seed may miss a rare situation. Then more days follow, up to a bound.
    for (let round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || reached.missing(DEMANDED).length > 0); round++)
      for (const [day, means] of fc.sample(composition, { seed: seed + round, numRuns: 200 }).entries()) {
        const run = new RandomDay(rulesOf(means), seed + 200 * round + day, reached.note)
        run.run()
        commands += run.commands
      }
    console.log(`${commands} commands: ${JSON.stringify(reached.entries())}`)
    expect(reached.missing(DEMANDED)).toEqual([])
  })
})
