/** A plausible mistake, as an exact edit of one file. */
export interface Canary {
  readonly name: string
  /** The tests that must notice it. */
  readonly caughtBy: string
  readonly file: string
  readonly from: string
  readonly to: string
}

export const CANARIES: readonly Canary[] = [
  {
    name: 'off-by-one capacity',
    caughtBy: 'test/scenarios/plans.test.ts',
    file: 'src/core/state/seats.ts',
    from: 'if (this.channels === 0) return used < this',
    to: 'if (this.channels === 0) return used <= this',
  },
  {
    name: 'victim chosen by arrival',
    caughtBy: 'test/scenarios/swap-to-overflow.test.ts',
    file: 'src/core/decide/view.ts',
    from: 'if (last < 0 || this.before(last, lastRank, token, rank)) {',
    to: 'if (last < token) {',
  },
  {
    name: 'promotion skipped',
    caughtBy: 'test/scenarios/override.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'if (chance !== undefined && comesFirst',
    to: 'if (chance !== undefined && chance.slot > 0 && comesFirst',
  },
  {
    name: 'overflow leak',
    caughtBy: 'test/scenarios/composed-rules.test.ts',
    file: 'src/core/state/seats.ts',
    from: 'if (this.used[slot]!-- > this.base[slot]!) this.overflow--',
    to: 'this.used[slot]!--',
  },
  {
    name: 'bump without displacement',
    caughtBy: 'test/scenarios/cascade.test.ts',
    file: 'src/core/decide/ask.ts',
    from: '      placement.chain = chain\n',
    to: '',
  },
  {
    name: 'waiter kept after cancel',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/state/evolve.ts',
    from: '      cancel(session, token)\n',
    to: '      if (session.slotOf(token) >= 0) cancel(session, token)\n',
  },
  {
    name: 'number reused',
    caughtBy: 'test/scenarios/override.test.ts',
    file: 'src/shell/command/write-down.ts',
    from: 'const number = numberOf(token + 1, source, names, format)',
    to: 'const number = numberOf(Math.max(1, token), source, names, format)',
  },
  {
    name: 'contiguous slot skipped',
    caughtBy: 'test/scenarios/bump-and-cascade.test.ts',
    file: 'src/policies/overflow/cascade.ts',
    from: 'asker.lost + 1',
    to: 'asker.lost + 2',
  },
  {
    name: 'checked-in patient bumped',
    caughtBy: 'test/scenarios/time.test.ts',
    file: 'src/core/state/evolve.ts',
    from: '      session.pin(token)\n      tokens.set(token, STATUS, CHECKED_IN)',
    to: '      tokens.set(token, STATUS, CHECKED_IN)',
  },
  {
    name: 'rank ties reversed',
    caughtBy: 'test/scenarios/emergency-bypass.test.ts',
    file: 'src/core/decide/view.ts',
    from: '(rankOfA === rankOfB && a < b)',
    to: '(rankOfA === rankOfB && a > b)',
  },
  {
    name: 'abandoned hold kept',
    caughtBy: 'test/scenarios/holds-and-offers.test.ts',
    file: 'src/core/state/session.ts',
    from: '    this.dueAt = Math.min(this.dueAt, until)\n  }\n',
    to: '  }\n',
  },
  {
    name: 'expired offer not passed on',
    caughtBy: 'test/scenarios/holds-and-offers.test.ts',
    file: 'src/core/decide/clock.ts',
    from: '  settleView(view, ended, whyNow, fold)\n',
    to: '',
  },
  {
    name: 'skipped patient called again at once',
    caughtBy: 'test/scenarios/calling-queue.test.ts',
    file: 'src/core/decide/call.ts',
    from: 'if (each.sitsOutUntil > calls !== sitsOut) continue',
    to: 'if (sitsOut) continue',
  },
  {
    name: 'skipped for ever',
    caughtBy: 'test/scenarios/calling-queue.test.ts',
    file: 'src/core/decide/call.ts',
    from: 'skips + 1 >= maxSkipsOf(rules)',
    to: 'skips >= maxSkipsOf(rules)',
  },
  {
    name: 'call order ignores rank',
    caughtBy: 'test/policies/call-order.test.ts',
    file: 'src/policies/calling/call-order.ts',
    from: 'turn(a, now) - turn(b, now) || a.rank - b.rank',
    to: 'turn(a, now) - turn(b, now)',
  },
  {
    name: 'old seat given up first',
    caughtBy: 'test/core/reschedule.unit.test.ts',
    file: 'src/core/decide/reschedule.ts',
    from: 'draft.pin(token)',
    to: 'draft.leave(token)',
  },
  {
    name: 'reserved seat counted twice',
    caughtBy: 'test/scenarios/time.test.ts',
    file: 'src/core/state/seats.ts',
    from: 'reserved += Math.max(0, this.shares[at]! - this.taken[at]!)',
    to: 'reserved += this.shares[at]!',
  },
  {
    name: 'override beyond the ceiling',
    caughtBy: 'test/scenarios/override.test.ts',
    file: 'src/core/decide/override.ts',
    from: 'session.used[wanted]! >= session.ceiling[wanted]!',
    to: 'session.used[wanted]! > session.ceiling[wanted]!',
  },
  {
    name: 'undo takes a given seat back',
    caughtBy: 'test/scenarios/calling-queue.test.ts',
    file: 'src/core/decide/steps.ts',
    from: "if (!hasPlace) return new Refusal('slot-full', to)",
    to: "if (session.closed) return new Refusal('slot-full', to)",
  },
  {
    name: 'a plan carried out after time has passed',
    caughtBy: 'test/scenarios/plans.test.ts',
    file: 'src/shell/command/basis.ts',
    from: '    expected.outcome === found.outcome &&\n',
    to: '',
  },
  {
    name: 'settling stops after one move',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'move !== undefined; move = nextMove(view, after, why, asker))',
    to: 'move !== undefined; move = undefined)',
  },
  {
    name: 'the earliest slot instead of the best asker',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'if (token < 0 || (best >= 0 && !view.before(token, view.rank(token), best, view.rank(best)))) continue',
    to: 'if (token < 0 || best >= 0) continue',
  },
  {
    name: 'a bump for a reinstated waiter',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'if (tokens.isMarked(token, REINSTATED) || asked.has(source)) continue',
    to: 'if (asked.has(source)) continue',
  },
  {
    name: 'a leave passes over a better waiter',
    caughtBy: 'test/core/settling.unit.test.ts',
    file: 'src/core/decide/away.ts',
    from: '    settleView(without, own, whyAfter, fold, asker)\n',
    to: '',
  },
  {
    name: 'a leave lets a worse waiter go first',
    caughtBy: 'test/core/settling.unit.test.ts',
    file: 'src/core/decide/away.ts',
    from: 'whyAfter, fold, asker)',
    to: 'whyAfter, fold)',
  },
  {
    name: 'a seat with too little time left',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: '>= minutesLeft * 60_000 && (',
    to: '>= 0 && (',
  },
  {
    name: 'a waiter’s bump without the bumped token',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'for (const fact of move) fold(',
    to: 'for (const fact of move.slice(-1)) fold(',
  },
  {
    name: 'what was due is committed with a refusal',
    caughtBy: 'test/scenarios/holds-and-offers.test.ts',
    file: 'src/core/decide/decide.ts',
    from: 'if (decision instanceof Refusal || decision === NEXT_SESSION) return decision\n  return view',
    to: 'if (decision === NEXT_SESSION) return decision\n  if (decision instanceof Refusal) return view.ended.length > 0 ? view.ended : decision\n  return view',
  },
  {
    name: 'ageing ignored in the comparison',
    caughtBy: 'test/scenarios/own-presets.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'const rank = view.aged(base, waiter)',
    to: 'const rank = base',
  },
  {
    name: 'bumped token bumps back',
    caughtBy: 'test/core/let-in-corners.unit.test.ts',
    file: 'src/core/decide/view.ts',
    from: 'return this.mayTurnBack ? this.standingIn(lane, token) : session.lanes.ranks[lane]!',
    to: 'return session.lanes.ranks[lane]!',
  },
  {
    name: 'a waiter asks for one slot only',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: 'if (!accepts(view, list, slot) ||',
    to: 'if (!accepts(view, list, slot) || (slot > 0 && accepts(view, list, slot - 1)) ||',
  },
  {
    name: 'cause that is not the true one',
    caughtBy: 'test/core/law.unit.test.ts',
    file: 'src/core/decide/settle.ts',
    from: "cause: cause === OVERRIDDEN ? type.slice('token.'.length) : cause }",
    to: "cause: cause === OVERRIDDEN || cause === 'confirmed' ? 'reclassified' : cause }",
  },
  {
    name: 'capacity 0 instead of blocked',
    caughtBy: 'test/core/doctor-away.unit.test.ts',
    file: 'src/core/state/seats.ts',
    from: 'if (!isBlocked && used + reserved < seats[group * slots + slot]!)',
    to: 'if (used + reserved < seats[group * slots + slot]! - (isBlocked ? this.base[slot]! : 0))',
  },
  {
    name: 'worst relocated first',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/away.ts',
    from: 'askingRank(here, b)) ? -1 : 1))',
    to: 'askingRank(here, b)) ? 1 : -1))',
  },
  {
    name: 'waiter left behind by a leave',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/away.ts',
    from: 'if (view.isStranded(token)) return true',
    to: 'if (closing && view.isStranded(token)) return true',
  },
  {
    name: 'present patient moved by a leave',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/away.ts',
    from: 'return (status === CONFIRMED || status === OFFERED) && session',
    to: 'return session.slotOf(token) >= 0 && session',
  },
  {
    name: 'relocation that counts as a bump',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/state/evolve.ts',
    from: "    case 'token.moved':\n",
    to: "    case 'token.moved':\n      if (fact.cause === 'blocked') tokens.set(token, BUMPS, tokens.get(token, BUMPS) + 1)\n",
  },
  {
    name: 'overflow seat elsewhere for a relocated token',
    caughtBy: 'test/core/doctor-away.unit.test.ts',
    file: 'src/core/decide/away.ts',
    from: 'view.isFree(slot, group) &&',
    to: 'view.session.used[slot]! < view.session.ceiling[slot]! &&',
  },
  {
    name: 'seat elsewhere taken twice',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/away.ts',
    from: '    evolve(draft, fact)\n',
    to: '',
  },
  {
    name: 'delay that thaws frozen slots',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/view.ts',
    from: 'Math.max(start, firstFrom(planned, this.now',
    to: 'Math.max(start, firstFrom(this.session.starts, this.now',
  },
  {
    name: 'delay added to the delay before',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/roster.ts',
    from: 'const later = shape.planned + by - shape.start',
    to: 'const later = by',
  },
  {
    name: 'closed session not swept',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/sweep.ts',
    from: 'if (draft.statusOf(token) !== CONFIRMED ||',
    to: 'if (session.closed || draft.statusOf(token) !== CONFIRMED ||',
  },
  {
    name: 'step taken back into a blocked slot',
    caughtBy: 'test/scenarios/doctor-away.test.ts',
    file: 'src/core/decide/steps.ts',
    from: 'if (isBlocked && before.status === CONFIRMED)',
    to: 'if (isBlocked && session.closed && before.status === CONFIRMED)',
  },
  {
    name: 'one visit without a seat too many',
    caughtBy: 'test/scenarios/standby.test.ts',
    file: 'src/core/decide/call.ts',
    from: 'return standbyLimitOf(rules) - session.room.standbyVisits(counts)',
    to: 'return standbyLimitOf(rules) + 1 - session.room.standbyVisits(counts)',
  },
  {
    name: 'key of the day not given back',
    caughtBy: 'test/scheduler/one-live-a-day.test.ts',
    file: 'src/shell/command/live-keys.ts',
    from: '        releases.push(key)\n',
    to: '',
  },
  {
    name: 'key of the day not claimed by a token that comes back',
    caughtBy: 'test/scenarios/one-live.test.ts',
    file: 'src/shell/command/live-keys.ts',
    from: 'if (intake === null && token >= tokens.count) return',
    to: 'if (intake === null && (token >= tokens.count || !isLive(record.session.statusOf(token)))) return',
  },
  {
    name: 'key of the day not given back by a no-show',
    caughtBy: 'test/scheduler/one-live-a-day.test.ts',
    file: 'src/shell/command/live-keys.ts',
    from: '{ token, intake }: Fact): void {\n',
    to: "{ token, intake, type }: Fact): void {\n    if (type === 'token.no-show') return\n",
  },
  {
    name: 'key of the day of another session given back',
    caughtBy: 'test/scheduler/one-live-a-day.test.ts',
    file: 'src/shell/command/live-keys.ts',
    from: 'if (record.hasDayKey(patientId)) {',
    to: 'if (wasLive && isOneADay(record)) {',
  },
  {
    name: 'offer not due',
    caughtBy: 'test/scheduler/due.test.ts',
    file: 'src/core/decide/clock.ts',
    from: 'due = Math.min(due, session.dueAt, ends[slots - 1]!)',
    to: 'due = Math.min(due, ends[slots - 1]!)',
  },
  {
    name: 'closed session with expected patients not due',
    caughtBy: 'test/scheduler/due.test.ts',
    file: 'src/core/decide/clock.ts',
    from: 'if (closed && awaited === slots) return null',
    to: 'if (closed) return null',
  },
  {
    name: 'session with other slots reported as before',
    caughtBy: 'test/scheduler/timetable.test.ts',
    file: 'src/shell/timetable/open-sessions.ts',
    from: 'record.wasOpenedWith(slots, rooms) && !record.session.closed',
    to: '!record.session.closed',
  },
  {
    name: 'token bumped while another doctor has a free seat',
    caughtBy: 'test/scenarios/any-doctor.test.ts',
    file: 'src/core/decide/book.ts',
    from: 'if (seated !== undefined) return seated',
    to: 'if (seated !== undefined && !command.anyDoctor) return seated',
  },
  {
    name: 'what time has made possible waits for the next command that changes something',
    caughtBy: 'test/scheduler/free-seats.test.ts',
    file: 'src/core/decide/clock.ts',
    from: '(session.dueAt > at && nextMove(seen, NOTHING, whyNow) === undefined)',
    to: 'session.dueAt > at',
  },
  {
    name: 'the first sweep looks only at what is due',
    caughtBy: 'test/scheduler/free-seats.test.ts',
    file: 'src/shell/sweeper.ts',
    from: 'this.besides ??= new Set(await store.sessions({ open: true }))',
    to: 'this.besides ??= new Set()',
  },
  {
    name: 'emergency called after patients with seats',
    caughtBy: 'test/scheduler/order-of-call.test.ts',
    file: 'src/core/decide/call.ts',
    from: '  if (urgent !== undefined) return urgent\n',
    to: '  if (urgent !== undefined && seated === undefined) return urgent\n',
  },
  {
    name: 'emergencies use up the limit of standby',
    caughtBy: 'test/scheduler/order-of-call.test.ts',
    file: 'src/core/decide/call.ts',
    from: ' && !isUrgentRank(rules, base)\n',
    to: '\n',
  },
  {
    name: 'session closed over an emergency on standby',
    caughtBy: 'test/scheduler/order-of-call.test.ts',
    file: 'src/core/decide/sweep.ts',
    from: 'if (!hasUrgentWithoutSeat(after)) facts',
    to: 'facts',
  },
  {
    name: 'presence counted from the newest check-in',
    caughtBy: 'test/scheduler/order-of-call.test.ts',
    file: 'src/core/state/visit.ts',
    from: 'first: first ?? now }',
    to: 'first: now }',
  },
  {
    name: 'rank for the call ages from the slot asked for',
    caughtBy: 'test/scheduler/order-of-call.test.ts',
    file: 'src/core/state/evolve.ts',
    from: 'at, planned[to]!)',
    to: 'at, planned[tokens.get(token, WANTED)]!)',
  },
  {
    name: 'rank for the call ages from a new seat',
    caughtBy: 'test/scheduler/order-of-call.test.ts',
    file: 'src/core/decide/call.ts',
    from: 'expectedAt: first.expectedAt }\n',
    to: 'expectedAt: planned[Math.max(0, session.slotOf(token))]! }\n',
  },
  {
    name: 'patients on standby age for the call',
    caughtBy: 'test/core/standby.unit.test.ts',
    file: 'src/core/decide/call.ts',
    from: '  return a.base - b.base || bySince(a, b)',
    to: '  return a.rank - b.rank || bySince(a, b)',
  },
  {
    name: 'standby before a patient whose slot has begun',
    caughtBy: 'test/core/standby.unit.test.ts',
    file: 'src/core/decide/call.ts',
    from: 'standby === undefined || hasBegun || !mayStandby()',
    to: 'standby === undefined || !mayStandby()',
  },
  {
    name: 'undo keeps the newer visit',
    caughtBy: 'test/core/undo.unit.test.ts',
    file: 'src/core/state/visit.ts',
    from: 'this.put(token, before.status, before.visit)',
    to: 'this.put(token, before.status, this.of(token))',
  },
  {
    name: 'seat before a step remembered by its index',
    caughtBy: 'test/core/undo.unit.test.ts',
    file: 'src/core/state/session.ts',
    from: `this.planned.indexOf(start)
  }

  /** The token as it is now, to which a step that follows may be taken back. */
  snapshot(token: number): Before {
    const { tokens, lanes, planned, room } = this
    const slot = this.slotOf(token)
    const status = this.statusOf(token)
    const visit = room.of(token)
    const earlier = room.before(token)
    if (slot >= 0) {
      const above = tokens.get(token, OVERRIDE) === 1
      if (status === CONFIRMED && !above && earlier === undefined) return this.expected[slot]!
      return new Before(status, 'seat', planned[slot]!, -1`,
    to: `start
  }

  /** The token as it is now, to which a step that follows may be taken back. */
  snapshot(token: number): Before {
    const { tokens, lanes, planned, room } = this
    const slot = this.slotOf(token)
    const status = this.statusOf(token)
    const visit = room.of(token)
    const earlier = room.before(token)
    if (slot >= 0) {
      const above = tokens.get(token, OVERRIDE) === 1
      if (status === CONFIRMED && !above && earlier === undefined) return new Before(status, 'seat', slot, -1, above, visit, earlier)
      return new Before(status, 'seat', slot, -1`,
  },
  {
    name: 'seat above the rules forgotten by undo',
    caughtBy: 'test/core/undo.unit.test.ts',
    file: 'src/core/state/session.ts',
    from: 'planned[slot]!, -1, above, visit, earlier)',
    to: 'planned[slot]!, -1, false, visit, earlier)',
  },
]
/** Returns the text with the mistake. Throws unless the edit fits exactly once. */
export function edited(text: string, { name, file, from, to }: Omit<Canary, 'caughtBy'>): string {
  const places = text.split(from).length - 1
  if (places !== 1)
    throw new Error(`the canary '${name}' fits ${places} times into ${file}: correct test/proof/canaries/edits.ts`)
  return text.replace(from, () => to)
}
