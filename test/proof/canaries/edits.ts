/** A plausible mistake, as an exact edit of one file. */
export interface Canary {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
}

export const CANARIES: readonly Canary[] = [
  {
    name: 'off-by-one capacity',
    file: 'src/core/state/seats.ts',
    from: 'if (this.channels === 0) return used < this',
    to: 'if (this.channels === 0) return used <= this',
  },
  {
    name: 'victim chosen by arrival',
    file: 'src/core/decide/view.ts',
    from: 'if (last < 0 || this.before(last, lastRank, token, rank)) {',
    to: 'if (last < token) {',
  },
  {
    name: 'promotion skipped',
    file: 'src/core/decide/promote.ts',
    from: "if (leaving.from >= 0 && view.rules.promotion.from !== 'nobody')",
    to: "if (leaving.from > 0 && view.rules.promotion.from !== 'nobody')",
  },
  {
    name: 'overflow leak',
    file: 'src/core/state/seats.ts',
    from: 'if (this.used[slot]!-- > this.base[slot]!) this.overflow--',
    to: 'this.used[slot]!--',
  },
  {
    name: 'bump without displacement',
    file: 'src/core/decide/place.ts',
    from: '      placement.chain = chain\n',
    to: '',
  },
  {
    name: 'waiter kept after cancel',
    file: 'src/core/state/evolve.ts',
    from: '      end(session, token, CANCELLED)\n',
    to: '      if (session.slotOf(token) >= 0) end(session, token, CANCELLED)\n',
  },
  {
    name: 'number reused',
    file: 'src/shell/command/write-down.ts',
    from: 'const number = numberOf(token + 1, source, names, format)',
    to: 'const number = numberOf(Math.max(1, token), source, names, format)',
  },
  {
    name: 'contiguous slot skipped',
    file: 'src/policies/overflow/cascade.ts',
    from: 'asker.lost + 1',
    to: 'asker.lost + 2',
  },
  {
    name: 'checked-in patient bumped',
    file: 'src/core/state/evolve.ts',
    from: '      session.pin(token)\n      tokens.set(token, STATUS, CHECKED_IN)',
    to: '      tokens.set(token, STATUS, CHECKED_IN)',
  },
  {
    name: 'rank ties reversed',
    file: 'src/core/decide/view.ts',
    from: '(rankOfA === rankOfB && a < b)',
    to: '(rankOfA === rankOfB && a > b)',
  },
  {
    name: 'abandoned hold kept',
    file: 'src/core/state/session.ts',
    from: '    this.dueAt = Math.min(this.dueAt, until)\n  }\n',
    to: '  }\n',
  },
  {
    name: 'expired offer not passed on',
    file: 'src/core/decide/expire.ts',
    from: "'token.expired', token, 'expired')\n",
    to: "'token.expired', token, 'expired').slice(0, 1)\n",
  },
  {
    name: 'skipped patient called again at once',
    file: 'src/core/decide/calling.ts',
    from: 'if (sitsOut !== b.sitsOutUntil > calls) return sitsOut ? 1 : -1',
    to: '',
  },
  {
    name: 'skipped for ever',
    file: 'src/core/decide/calling.ts',
    from: 'skips + 1 >= maxSkipsOf(rules)',
    to: 'skips >= maxSkipsOf(rules)',
  },
  {
    name: 'call order ignores rank',
    file: 'src/policies/calling/call-order.ts',
    from: 'turn(a, now) - turn(b, now) || a.rank - b.rank',
    to: 'turn(a, now) - turn(b, now)',
  },
  {
    name: 'old seat given up first',
    file: 'src/core/decide/reschedule.ts',
    from: 'draft.pin(token)',
    to: 'draft.leave(token)',
  },
  {
    name: 'reserved seat counted twice',
    file: 'src/core/state/seats.ts',
    from: 'reserved += Math.max(0, this.shares[at]! - this.taken[at]!)',
    to: 'reserved += this.shares[at]!',
  },
  {
    name: 'override beyond the ceiling',
    file: 'src/core/decide/override.ts',
    from: 'session.used[wanted]! >= session.ceiling[wanted]!',
    to: 'session.used[wanted]! > session.ceiling[wanted]!',
  },
  {
    name: 'undo takes a given seat back',
    file: 'src/core/decide/steps.ts',
    from: 'if (from < 0 && !hasRoom(session, token, to))',
    to: 'if (from < 0 && session.closed)',
  },
  {
    name: 'a plan carried out after time has passed',
    file: 'src/shell/command/basis.ts',
    from: '    expected.outcome === found.outcome &&\n',
    to: '',
  },
  {
    name: 'bump overtakes a waiter',
    file: 'src/core/decide/place.ts',
    from: 'mayJustSit(asker, slot, view) ? undefined : firstInLine(strategy, asker, slot, view)',
    to: 'undefined as LetIn | undefined',
  },
  {
    name: 'ageing ignored in the comparison',
    file: 'src/core/decide/next-in-line.ts',
    from: 'const rank = view.aged(base, waiter)',
    to: 'const rank = base',
  },
  {
    name: 'bumped token bumps back',
    file: 'src/core/decide/view.ts',
    from: 'return this.mayTurnBack ? this.standingIn(lane, token) : session.lanes.ranks[lane]!',
    to: 'return session.lanes.ranks[lane]!',
  },
  {
    name: 'waiters not asked after a confirmed hold',
    file: 'src/core/decide/settle.ts',
    from: "type === 'token.undone' || (type === 'token.confirmed' && intake === null)",
    to: "type === 'token.undone'",
  },
  {
    name: 'cause that is not the true one',
    file: 'src/core/decide/settle.ts',
    from: "cause: cause === OVERRIDDEN ? type.slice('token.'.length) : cause }",
    to: "cause: cause === OVERRIDDEN || cause === 'confirmed' ? 'reclassified' : cause }",
  },
  {
    name: 'capacity 0 instead of blocked',
    file: 'src/core/state/seats.ts',
    from: 'if (!isBlocked && used + reserved < seats[group * slots + slot]!)',
    to: 'if (used + reserved < seats[group * slots + slot]! - (isBlocked ? this.base[slot]! : 0))',
  },
  {
    name: 'worst relocated first',
    file: 'src/core/decide/relocate.ts',
    from: 'rankOf(here, b)) ? -1 : 1))',
    to: 'rankOf(here, b)) ? 1 : -1))',
  },
  {
    name: 'waiter left behind by a leave',
    file: 'src/core/decide/relocate.ts',
    from: 'if (isStranded(view, token)) return true',
    to: 'if (closing && isStranded(view, token)) return true',
  },
  {
    name: 'present patient moved by a leave',
    file: 'src/core/decide/relocate.ts',
    from: 'return (status === CONFIRMED || status === OFFERED) && session',
    to: 'return session.slotOf(token) >= 0 && session',
  },
  {
    name: 'relocation that counts as a bump',
    file: 'src/core/state/evolve.ts',
    from: "    case 'token.moved':\n",
    to: "    case 'token.moved':\n      if (fact.cause === 'blocked') tokens.set(token, BUMPS, tokens.get(token, BUMPS) + 1)\n",
  },
  {
    name: 'overflow seat elsewhere for a relocated token',
    file: 'src/core/decide/other-session.ts',
    from: 'view.isFree(slot, group) &&',
    to: 'view.session.used[slot]! < view.session.ceiling[slot]! &&',
  },
  {
    name: 'seat elsewhere taken twice',
    file: 'src/core/decide/other-session.ts',
    from: '    evolve(draft, fact)\n',
    to: '',
  },
  {
    name: 'delay that thaws frozen slots',
    file: 'src/core/decide/view.ts',
    from: 'Math.max(start, firstFrom(planned, this.now',
    to: 'Math.max(start, firstFrom(this.session.starts, this.now',
  },
  {
    name: 'delay added to the delay before',
    file: 'src/core/decide/delay.ts',
    from: 'const later = shape.planned + by - shape.start',
    to: 'const later = by',
  },
  {
    name: 'closed session not swept',
    file: 'src/core/decide/sweep.ts',
    from: 'if (draft.statusOf(token) !== CONFIRMED ||',
    to: 'if (session.closed || draft.statusOf(token) !== CONFIRMED ||',
  },
  {
    name: 'step taken back into a blocked slot',
    file: 'src/core/decide/steps.ts',
    from: 'if (session.blocked[to] && (isFirst',
    to: 'if (session.blocked[to] && session.closed && (isFirst',
  },
  {
    name: 'a standby called before an entitled patient',
    file: 'src/core/decide/standby.ts',
    from: "if (!sitsOut(view, token)) return wait('patient-present')",
    to: "if (token < 0) return wait('patient-present')",
  },
  {
    name: 'one visit without a seat too many',
    file: 'src/core/decide/standby.ts',
    from: 'return standbyVisitsLeft(view) > 0',
    to: 'return standbyVisitsLeft(view) >= 0',
  },
  {
    name: 'key of the day not given back',
    file: 'src/shell/command/live-keys.ts',
    from: '        releases.push(key)\n',
    to: '',
  },
  {
    name: 'key of the day not claimed by a token that comes back',
    file: 'src/shell/command/live-keys.ts',
    from: 'if (intake === null && token >= tokens.count) continue',
    to: 'if (intake === null && (token >= tokens.count || !isLive(record.session.statusOf(token)))) continue',
  },
  {
    name: 'key of the day not given back by a no-show',
    file: 'src/shell/command/live-keys.ts',
    from: 'if (token < 0 || !mayHaveKeys(record)) continue',
    to: "if (token < 0 || !mayHaveKeys(record) || facts[0]!.type === 'token.no-show') continue",
  },
  {
    name: 'key of the day of another session given back',
    file: 'src/shell/command/live-keys.ts',
    from: 'if (record.hasDayKey(patientId)) {',
    to: 'if (wasLive && isOneADay(record)) {',
  },
  {
    name: 'offer not due',
    file: 'src/core/decide/next-due.ts',
    from: 'due = Math.min(due, session.dueAt, ends[slots - 1]!)',
    to: 'due = Math.min(due, ends[slots - 1]!)',
  },
  {
    name: 'closed session with expected patients not due',
    file: 'src/core/decide/next-due.ts',
    from: 'if (closed && awaited === slots) return null',
    to: 'if (closed) return null',
  },
  {
    name: 'session with other slots reported as before',
    file: 'src/shell/timetable/open-sessions.ts',
    from: 'record.wasOpenedWith(slots, rooms) && !record.session.closed',
    to: '!record.session.closed',
  },
  {
    name: 'token bumped while another doctor has a free seat',
    file: 'src/core/decide/book.ts',
    from: 'if (seated !== undefined) return seated',
    to: 'if (seated !== undefined && !command.anyDoctor) return seated',
  },
]
/** Returns the text with the mistake. Throws unless the edit fits exactly once. */
export function edited(text: string, { name, file, from, to }: Canary): string {
  const places = text.split(from).length - 1
  if (places !== 1)
    throw new Error(`the canary '${name}' fits ${places} times into ${file}: correct test/proof/canaries/edits.ts`)
  return text.replace(from, () => to)
}
