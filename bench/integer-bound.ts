import { UNNAMED } from '../src/core/command'
import { NOWHERE, WAITING } from '../src/core/fact'
import { CLASSES, SLOT_MINUTES } from './clinic'
import { BOOK, COMPLETE, type Columns, type Stream } from './stream'

const LOWEST = CLASSES.length - 1

/** Kinds of lists, one for each session, class and slot: tokens seated in it, and tokens that wait for it or a later one. */
const SEATED = 0
const ONWARD = 1

/**
 * The yardstick: the job of `boundRules` as a bare loop over a structure of arrays. It has no facts, no exchangeable rules, no
 * ids and no objects, so it shows what the job itself costs.
 */
export class IntegerBound {
  bumps = 0
  promotions = 0
  /** Tokens of each session so far, and the room for tokens in each. */
  readonly counts: Int32Array
  readonly room: number
  /** By token (session * room + order of arrival): its slot, WAITING or NOWHERE. */
  readonly slotOf: Int16Array
  readonly classOf: Uint8Array
  private readonly wantedBy: Int16Array
  /** By token: 1 until it leaves or is served. */
  private readonly live: Uint8Array
  /** By token: its neighbours in its list. */
  private readonly next: Int32Array
  private readonly prev: Int32Array
  /** By token: the same patient's token before it. By patient: the latest token. */
  private readonly older: Int32Array
  private readonly latest: Int32Array
  /** First and last token of each list, and a bit that is set unless the list is empty. */
  private readonly first: Int32Array
  private readonly last: Int32Array
  private readonly held: Int32Array
  /** Seats used in each slot, and a bit that is set if one is free. */
  private readonly used: Int32Array
  private readonly free: Int32Array
  private readonly slots: number
  private readonly seats: number
  private readonly words: number
  private readonly patients: number

  constructor({ clinic, tokens, patients }: Stream) {
    const { sessions, slots, seats } = clinic
    const all = sessions * tokens
    const blocks = sessions * CLASSES.length * 2
    this.slots = slots
    this.seats = seats
    this.words = (slots + 31) >> 5
    this.patients = patients
    this.room = tokens
    this.counts = new Int32Array(sessions)
    this.slotOf = new Int16Array(all)
    this.classOf = new Uint8Array(all)
    this.wantedBy = new Int16Array(all)
    this.live = new Uint8Array(all)
    this.next = new Int32Array(all)
    this.prev = new Int32Array(all)
    this.older = new Int32Array(all)
    this.latest = new Int32Array(sessions * patients).fill(-1)
    this.first = new Int32Array(blocks * slots).fill(-1)
    this.last = new Int32Array(blocks * slots).fill(-1)
    this.held = new Int32Array(blocks * this.words)
    this.used = new Int32Array(sessions * slots)
    this.free = new Int32Array(sessions * this.words)
    for (let session = 0; session < sessions; session++)
      for (let slot = 0; slot < slots; slot++) this.free[session * this.words + (slot >> 5)]! |= 1 << (slot & 31)
  }

  run(columns: Columns, from: number, to: number): void {
    const { op, session, subject, slot, ofClass, minute } = columns
    for (let i = from; i < to; i++) {
      const place = session[i]!
      const minutes = minute[i]!
      const current = minutes < 0 ? 0 : (minutes / SLOT_MINUTES) | 0
      if (op[i] === BOOK) {
        const wanted = slot[i]! !== UNNAMED ? slot[i]! : minutes < 0 ? 0 : current + 1
        this.book(place, subject[i]!, wanted, slot[i]! !== UNNAMED, ofClass[i]!, current)
      } else if (op[i] === COMPLETE) this.complete(place, place * this.room + subject[i]!)
      else this.release(place, place * this.room + subject[i]!, current)
    }
  }

  private book(
    session: number,
    patient: number,
    wanted: number,
    named: boolean,
    ofClass: number,
    current: number,
  ): void {
    const { slots } = this
    const person = session * this.patients + patient
    if (wanted >= slots || wanted < current || this.holds(person, wanted)) return
    let slot = named ? -1 : this.seatFrom(session, wanted, LOWEST)
    if (slot < 0) slot = this.seatFrom(session, wanted, ofClass)
    if (slot >= 0 && slot !== wanted && this.holds(person, slot)) return

    let token = session * this.room + this.counts[session]!++
    this.classOf[token] = ofClass
    this.wantedBy[token] = wanted
    this.live[token] = 1
    this.older[token] = this.latest[person]!
    this.latest[person] = token
    while (slot >= 0) {
      if (this.used[session * slots + slot]! < this.seats) {
        this.occupy(session, slot, 1)
        this.link(session, token, SEATED, slot)
        return
      }
      const victim = this.lowest(session, slot)
      this.unlink(session, victim)
      this.link(session, token, SEATED, slot)
      this.bumps++
      token = victim
      slot = this.seatFrom(session, Math.max(this.wantedBy[victim]!, current), this.classOf[victim]!)
    }
    this.link(session, token, ONWARD, this.wantedBy[token]!)
  }

  /** Completes a visit. Its seat stays in use. */
  private complete(session: number, token: number): void {
    const slot = this.slotOf[token]!
    this.unlink(session, token)
    this.slotOf[token] = slot
    this.live[token] = 0
  }

  /** Removes the token; the best waiter gets its seat. */
  private release(session: number, token: number, current: number): void {
    const slot = this.slotOf[token]!
    this.unlink(session, token)
    this.live[token] = 0
    if (slot < 0) return
    const waiter = slot < current ? -1 : this.bestWaiter(session, slot)
    if (waiter < 0) {
      this.occupy(session, slot, -1)
      return
    }
    this.unlink(session, waiter)
    this.link(session, waiter, SEATED, slot)
    this.promotions++
  }

  /** Returns whether a patient has a live token that is seated in this slot or asked for it. */
  private holds(person: number, slot: number): boolean {
    for (let token = this.latest[person]!; token >= 0; token = this.older[token]!)
      if (this.live[token] === 1 && (this.slotOf[token] === slot || this.wantedBy[token] === slot)) return true
    return false
  }

  /** Returns the first slot from `from` on with a free seat or a token of a lower class, or -1. */
  private seatFrom(session: number, from: number, ofClass: number): number {
    const { words, free, held } = this
    for (let word = from >> 5, mask = -1 << (from & 31); word < words; word++, mask = -1) {
      let bits = free[session * words + word]!
      for (let lower = LOWEST; lower > ofClass; lower--) bits |= held[block(session, lower, SEATED) * words + word]!
      bits &= mask
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits)
    }
    return -1
  }

  /** Returns the latest token of the lowest class that is seated in a slot. */
  private lowest(session: number, slot: number): number {
    for (let ofClass = LOWEST; ; ofClass--) {
      const token = this.last[block(session, ofClass, SEATED) * this.slots + slot]!
      if (token >= 0) return token
    }
  }

  /** Returns the earliest token of the best class that waits for this slot or an earlier one, or -1. */
  private bestWaiter(session: number, slot: number): number {
    const { words, slots, held, first } = this
    for (let ofClass = 0; ofClass <= LOWEST; ofClass++) {
      const at = block(session, ofClass, ONWARD)
      let best = -1
      for (let word = 0; word <= slot >> 5; word++) {
        let bits = held[at * words + word]!
        if (word === slot >> 5) bits &= -1 >>> (31 - (slot & 31))
        for (; bits !== 0; bits &= bits - 1) {
          const token = first[at * slots + (word << 5) + 31 - Math.clz32(bits & -bits)]!
          if (best < 0 || token < best) best = token
        }
      }
      if (best >= 0) return best
    }
    return -1
  }

  private occupy(session: number, slot: number, seats: number): void {
    const at = session * this.slots + slot
    const word = session * this.words + (slot >> 5)
    this.used[at]! += seats
    if (this.used[at]! < this.seats) this.free[word]! |= 1 << (slot & 31)
    else this.free[word]! &= ~(1 << (slot & 31))
  }

  /** Inserts a token into a list by arrival, nearly always at an end. */
  private link(session: number, token: number, kind: number, slot: number): void {
    const { next, prev, first, last } = this
    const at = block(session, this.classOf[token]!, kind)
    const list = at * this.slots + slot
    let before = last[list]!
    let after = -1
    if (before > token) {
      after = first[list]!
      while (after < token) after = next[after]!
      before = prev[after]!
    }
    prev[token] = before
    next[token] = after
    if (before < 0) first[list] = token
    else next[before] = token
    if (after < 0) last[list] = token
    else prev[after] = token
    this.held[at * this.words + (slot >> 5)]! |= 1 << (slot & 31)
    this.slotOf[token] = kind === SEATED ? slot : WAITING
  }

  private unlink(session: number, token: number): void {
    const { next, prev, first, last } = this
    const seat = this.slotOf[token]!
    const slot = seat >= 0 ? seat : this.wantedBy[token]!
    const at = block(session, this.classOf[token]!, seat >= 0 ? SEATED : ONWARD)
    const list = at * this.slots + slot
    const before = prev[token]!
    const after = next[token]!
    if (before < 0) first[list] = after
    else next[before] = after
    if (after < 0) last[list] = before
    else prev[after] = before
    if (before < 0 && after < 0) this.held[at * this.words + (slot >> 5)]! &= ~(1 << (slot & 31))
    this.slotOf[token] = NOWHERE
  }
}

function block(session: number, ofClass: number, kind: number): number {
  return (session * CLASSES.length + ofClass) * 2 + kind
}
