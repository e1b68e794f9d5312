import { type CoreCommand, PLAINLY, UNNAMED } from '../src/core/command'
import { change } from '../src/core/decide/decide'
import { settle } from '../src/core/decide/settle'
import type { Fact } from '../src/core/fact'
import type { Rules } from '../src/core/rules/rules'
import { evolve } from '../src/core/state/evolve'
import { CONFIRMED, isLive } from '../src/core/state/status'
import { CLASSES, type Clinic, FIRST_START, openSessions, SLOT_MINUTES, type Stage } from './clinic'
import { type Random, random } from './random'
import { BOOK, CANCEL, COMPLETE, NO_SHOW, type Row, type Stream, streamOf, Tally } from './stream'

/** A request of each class. A command is usually new when the core reads it, so equal parts are shared, and not read from far memory. */
const REQUESTS = CLASSES.map((source) => ({ source, attributes: undefined }))

/** Share of each of CLASSES in the bookings, in per cent. */
const SHARES = [5, 15, 20, 40, 20]
/** Bookings that name their slot, and bookings by a patient who booked in that session before, in per cent of all. */
const NAMED = 90
const KNOWN = 5

const RELEASES = { cancel: CANCEL, noShow: NO_SHOW, complete: COMPLETE } as const

/** Writes commands that make sense. Each is executed at once, so that the token of the next one exists. */
export class CommandWriter {
  readonly random: Random
  private readonly stages: readonly Stage[]
  /** Tokens by session that were live when last checked. */
  private readonly live: number[][]
  private readonly patients: number[]
  /** The list of a booking's patients, by patient. */
  private readonly patientLists: number[][] = []
  private readonly commands: CoreCommand[] = []
  private readonly rows: Row[] = []
  private tally = new Tally()

  constructor(
    private readonly clinic: Clinic,
    rules: Rules,
    seed: number,
  ) {
    this.random = random(seed)
    this.stages = openSessions(clinic, rules)
    this.live = this.stages.map(() => [])
    this.patients = this.stages.map(() => 0)
  }

  get written(): number {
    return this.commands.length
  }

  /**
   * Books for this or a random class, `minute` minutes after the first slot started. Earlier slots are asked for more often than
   * later ones. Returns whether the booking was accepted.
   */
  book(session: number, minute: number, ofClass = this.someClass()): boolean {
    const { random, patients } = this
    const current = Math.max(0, Math.floor(minute / SLOT_MINUTES))
    const left = this.clinic.slots - current
    const slot = random(100) < NAMED ? current + Math.min(random(left), random(left)) : UNNAMED
    const known = random(100) < KNOWN && patients[session]! > 0
    const patient = known ? random(patients[session]!) : patients[session]!
    const request = REQUESTS[ofClass]!
    const at = FIRST_START + minute * 60_000
    const facts = this.write(
      { op: 'book', at, patients: this.handles(patient), slot, request, more: false, manner: PLAINLY },
      { op: BOOK, session, subject: patient, slot, ofClass, minute },
    )
    if (facts.length === 0) return false
    this.live[session]!.push(facts.find(({ intake }) => intake !== null)!.token)
    if (!known) patients[session]!++
    return true
  }

  /** Applies a step to a random token of the session, a seated one or any live one. Returns false if there is none. */
  release(op: keyof typeof RELEASES, session: number, minute: number, seated: boolean): boolean {
    const token = this.someToken(session, seated)
    if (token < 0) return false
    const at = FIRST_START + minute * 60_000
    this.write({ op, at, token }, { op: RELEASES[op], session, subject: token, slot: UNNAMED, ofClass: 0, minute })
    return true
  }

  /** Resets the counts. */
  restartTally(): void {
    this.tally = new Tally()
  }

  finish(): Stream {
    const { clinic, commands, rows, tally } = this
    const tokens = Math.max(...this.stages.map(([{ session }]) => session.tokens.count))
    return streamOf({ clinic, commands, tokens, patients: Math.max(...this.patients), tally }, rows)
  }

  private write(command: CoreCommand, row: Row): readonly Fact[] {
    const stage = this.stages[row.session]!
    const [clinic] = stage
    const decision = change(stage, command)
    const facts: Fact[] = Array.isArray(decision) ? [...decision] : []
    for (const fact of facts) evolve(clinic.session, fact)
    settle(clinic, [...facts], (session, fact) => {
      evolve(session, fact)
      facts.push(fact)
    })
    this.commands.push(command)
    this.rows.push(row)
    this.tally.count(command, facts)
    return facts
  }

  private handles(patient: number): readonly number[] {
    this.patientLists[patient] ??= [patient]
    return this.patientLists[patient]
  }

  private someClass(): number {
    let left = this.random(100)
    for (let ofClass = 0; ; ofClass++) {
      left -= SHARES[ofClass]!
      if (left < 0) return ofClass
    }
  }

  private someToken(session: number, seated: boolean): number {
    const live = this.live[session]!
    const [{ session: state }] = this.stages[session]!
    for (let tries = 0; live.length > 0 && tries < 10_000; tries++) {
      const index = this.random(live.length)
      const status = state.statusOf(live[index]!)
      if (status === CONFIRMED || (!seated && isLive(status))) return live[index]!
      if (isLive(status)) continue
      live[index] = live[live.length - 1]!
      live.pop()
    }
    return -1
  }
}
