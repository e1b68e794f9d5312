import { type Candidate, candidate, compareCalls } from '../../core/decide/calling'
import type { View } from '../../core/decide/view'
import { skipCallsOf } from '../../core/rules/defaults'
import { evenly, normalBelow, normalQuantile } from './chance'
import { SimulatedPatient } from './simulated-patient'
import type { VisitLength } from './visit-length'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * Minutes by which patients come before their time, and the deviation of that. Cayirli and Veral's review of outpatient scheduling
 * (2003) finds them early more often than late; a quarter of an hour, give or take twenty minutes, is usual.
 */
const EARLY = 15
const UNPUNCTUAL = 20
/** How many come: one in five did not, of 110,527 appointments of Brazilian clinics in 2016. */
const COMING = 0.8
/** Of those called, one in twenty has just stepped out, as far as nothing is known; the day's own calls are added to these. */
const OUT = 1
const OF_CALLS = 20
/** Minutes that it takes to see that somebody who was called does not come. */
const IN_VAIN = 1

/** Who is where when the play begins. */
export interface Attendance {
  readonly inConsultation: readonly number[]
  readonly called: readonly number[]
  readonly present: readonly number[]
  readonly expected: readonly number[]
}

/** Which random number it is. */
const LENGTH = 0
const ARRIVAL = 1
const COMES = 2
const STEPS_OUT = 3
const KINDS = 4
/** Stands for the doctor, who is no token. */
const DOCTOR = -1

/**
 * Plays the rest of a session again and again: who is expected arrives at some time or not at all, others walk in as often as they
 * did today, visits take as long as visits do, the doctor is as fast as is known, and the next is called by the rules' own order.
 * The same tokens meet the same chances in every view, so that nobody's range jumps because somebody asks again.
 */
export class RestOfSession {
  private readonly present: readonly Candidate[]
  private readonly expected: readonly Candidate[]
  /** Those who came without a booking today: more like them may come. */
  private readonly walkedIn: readonly Candidate[]
  private readonly chanceOut: number
  private waiting: SimulatedPatient[] = []
  private out: SimulatedPatient[] = []
  private number = 0
  private now = 0
  private calls = 0

  constructor(
    private readonly view: View,
    private readonly pace: VisitLength,
    private readonly standing: Attendance,
  ) {
    const { session } = view
    const { tokens, room } = session
    const all = Array.from({ length: tokens.count }, (_, token) => token)
    const asCandidate = (token: number): Candidate => candidate(view, token)
    this.present = standing.present.map(asCandidate)
    this.expected = standing.expected.map(asCandidate)
    this.walkedIn = all
      .filter((token) => tokens.arrivedAt[token]! >= session.starts[0]! && (room.of(token)?.arrived ?? 0) > 0)
      .map(asCandidate)
    const skips = all.reduce((sum, token) => sum + (room.of(token)?.skips ?? 0), 0)
    this.chanceOut = (skips + OUT) / (room.calls + OF_CALLS)
  }

  /** When everybody who is present or expected goes in in this play, in epoch milliseconds by token. */
  play(number: number, goesIn: (token: number, at: number) => void): void {
    const { session, now } = this.view
    this.number = number
    // How fast the doctor is differs between plays as much as it is unknown.
    const tempo = this.lognormal(this.pace.mean, this.pace.doubt, DOCTOR)
    const length = (token: number): number => this.lognormal(tempo, this.pace.spread, token) * MINUTE
    this.calls = session.room.calls
    this.now = this.free(tempo)
    for (const token of this.standing.called) this.now += length(token)
    const arrivals = this.arrivals()
    this.waiting = []
    this.out = []
    for (const each of this.present) this.enter(this.player(each))
    let slot = this.slotAfter(now)
    for (let next = 0; ; ) {
      for (; next < arrivals.length && arrivals[next]!.checkedInAt <= this.now; next++) this.enter(arrivals[next]!)
      if (slot < session.slots && session.starts[slot]! <= this.now) {
        // Whose slot has begun comes before who is early for the next.
        slot = this.slotAfter(this.now)
        this.waiting.sort((a, b) => this.compare(a, b))
      }
      const player = this.callNext(slot)
      if (player === undefined) {
        const arrival = arrivals[next]?.checkedInAt ?? Number.POSITIVE_INFINITY
        const isWaiting = this.waiting.length + this.out.length > 0
        const soonest = Math.min(arrival, isWaiting ? session.starts[slot]! : Number.POSITIVE_INFINITY)
        if (soonest === Number.POSITIVE_INFINITY) return
        this.now = Math.max(this.now, soonest)
      } else if (player.comes && player.isOut) {
        player.isOut = false
        player.sitsOutUntil = this.calls + skipCallsOf(this.view.rules)
        this.enter(player)
        this.now += IN_VAIN * MINUTE
      } else {
        goesIn(player.token, this.now)
        if (player.comes) this.now += length(player.token)
      }
    }
  }

  private player(from: Candidate): SimulatedPatient {
    return new SimulatedPatient(from, this.draw(from.token, STEPS_OUT) < this.chanceOut)
  }

  /** When the doctor has done with whoever is inside. */
  private free(tempo: number): number {
    const { session, now } = this.view
    const { inConsultation, called } = this.standing
    const isRunning = inConsultation.length > 0 || called.length > 0 || session.room.seen > 0
    const from = isRunning ? now : Math.max(now, session.starts[0]!)
    return inConsultation.reduce((latest, token) => {
      const { startedAt } = session.room.of(token)!
      const length = this.lognormal(tempo, this.pace.spread, token, (now - startedAt) / MINUTE)
      return Math.max(latest, startedAt + length * MINUTE)
    }, from)
  }

  /** Who comes from now on, in order: none before now, because none has come. */
  private arrivals(): readonly SimulatedPatient[] {
    const { session, now } = this.view
    const onTheWay = this.expected.map((each): SimulatedPatient => {
      const { token, slotStart } = each
      // Who got the seat late was told late, and needs time to come.
      const lateBy = session.tokens.lateBy(token)
      const due = slotStart + (lateBy > 0 ? lateBy + 2 * EARLY * MINUTE : 0)
      const passed = normalBelow(((now - due) / MINUTE + EARLY) / UNPUNCTUAL)
      const chance = passed + (1 - passed) * this.draw(token, ARRIVAL)
      const player = this.player(each)
      player.checkedInAt = Math.max(now, due + (UNPUNCTUAL * normalQuantile(chance) - EARLY) * MINUTE)
      // The later it gets, the less it is likely that somebody comes who has not come yet.
      player.comes = this.draw(token, COMES) < (COMING * (1 - passed)) / (1 - COMING * passed)
      return player
    })
    const sorted = [...onTheWay, ...this.walkIns()].sort((a, b) => a.checkedInAt - b.checkedInAt || a.token - b.token)
    for (const [index, player] of sorted.entries()) player.arrived = session.room.arrivals + 1 + index
    return sorted
  }

  /** More of those who come without a booking, as often as today until now and one hour before in which none came. */
  private walkIns(): readonly SimulatedPatient[] {
    const { session, now } = this.view
    const { walkedIn } = this
    const players: SimulatedPatient[] = []
    const apart = (Math.max(0, now - session.starts[0]!) + HOUR) / walkedIn.length
    let at = now
    for (let token = session.tokens.count; walkedIn.length > 0; token++) {
      at -= Math.log(this.draw(token, ARRIVAL)) * apart
      const slot = session.ends.findIndex((end) => end > at)
      if (slot < 0) break
      const like = walkedIn[Math.floor(this.draw(token, COMES) * walkedIn.length)]!
      const own = { token, slotStart: session.starts[slot]!, slotEnd: session.ends[slot]!, checkedInAt: at }
      players.push(this.player({ ...like, skips: 0, sitsOutUntil: 0, again: false, ...own }))
    }
    return players
  }

  /** Takes a place in line, or sits out. */
  private enter(player: SimulatedPatient): void {
    if (player.sitsOutUntil > this.calls) {
      this.out.push(player)
      return
    }
    const { waiting } = this
    let low = 0
    for (let high = waiting.length; low < high; ) {
      const middle = (low + high) >> 1
      if (this.compare(player, waiting[middle]!) < 0) high = middle
      else low = middle + 1
    }
    waiting.splice(low, 0, player)
  }

  /** Takes out who is called; in a break only those whose slot has begun, and who sits out only where nobody else is there. */
  private callNext(slot: number): SimulatedPatient | undefined {
    const { session } = this.view
    const { now } = this
    const isBack = ({ sitsOutUntil }: SimulatedPatient): boolean => sitsOutUntil <= this.calls
    if (this.out.some(isBack)) {
      const back = this.out.filter(isBack)
      this.out = this.out.filter((player) => !isBack(player))
      for (const player of back) this.enter(player)
    }
    const isBreak = slot > 0 && slot < session.slots && session.ends[slot - 1]! <= now
    for (const line of [this.waiting, this.out]) {
      const place = isBreak ? line.findIndex(({ slotStart }) => slotStart <= now) : 0
      if (place < 0 || line.length === 0) continue
      this.calls++
      return line.splice(place, 1)[0]
    }
    return undefined
  }

  private compare(a: Candidate, b: Candidate): number {
    return compareCalls(this.view.rules, a, b, this.now, this.calls)
  }

  /** Index of the first slot that begins later. */
  private slotAfter(at: number): number {
    const { starts, slots } = this.view.session
    let slot = 0
    while (slot < slots && starts[slot]! <= at) slot++
    return slot
  }

  /** Minutes of a lognormal variable, of which it may be known that it is more than so many. */
  private lognormal(mean: number, deviation: number, token: number, more = 0): number {
    const sigma = Math.sqrt(Math.log(1 + (deviation / mean) ** 2))
    const middle = Math.log(mean) - (sigma * sigma) / 2
    const passed = more <= 0 ? 0 : normalBelow((Math.log(more) - middle) / sigma)
    const chance = passed + (1 - passed) * this.draw(token, LENGTH)
    return Math.max(more, Math.exp(middle + sigma * normalQuantile(chance)))
  }

  private draw(token: number, kind: number): number {
    return evenly((token + 1) * KINDS + kind, this.number)
  }
}
