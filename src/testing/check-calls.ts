import type { SessionView } from '../api/views'
import type { Rules, RulesOption } from '../core/rules/rules'
import type { CallOrder, Present } from '../core/rules/visit-rules'
import type { OpdEvent, TokenEvent } from '../events/event'
import { rulesOf } from './rules-of'
import { type ReplayedToken, replayOf, type SessionReplay } from './session-replay'
import type { Violation } from './violation'

/**
 * Returns every wrong call (invariant 7) among the events that one command added to a session, or an empty list. `before` is the session
 * before the command. Nobody is called before an emergency who is present. Of patients with seats, the call order decides; this is judged if
 * ranks do not age. A patient without a seat, who is no emergency, is called only from standby, if nobody with a slot that has begun is
 * present, nobody of a better class is early, no called patient is still to go in, the last slot has not ended, and the rules allow one
 * more such visit. A patient who has not answered a call may be passed over. A call by name is not judged.
 *
 * @example
 * ```ts
 * const before = await opd.session(id)
 * await opd.callNext({ sessionId: id })
 * expect(checkCalls(before, await store.load(id, before.version), rules)).toEqual([])
 * ```
 */
export function checkCalls(before: SessionView, events: readonly OpdEvent[], option: RulesOption): Violation[] {
  const rules = rulesOf(option, before)
  const replay = replayOf(before)
  const checkIns = new Map(before.tokens.map(({ id, checkedInAt }) => [id, checkedInAt]))
  return events.flatMap((event) => {
    const wrong = event.type === 'token.called' ? new Call(event, replay, rules, before, checkIns).wrong() : []
    replay.apply(event)
    if (event.type === 'token.checked-in' || event.type === 'token.stood-by') checkIns.set(event.tokenId, event.at)
    return wrong
  })
}

/** A call, and the session at that moment. */
class Call {
  private readonly token: ReplayedToken | undefined
  /** Patients who are present and have answered every call. */
  private readonly others: readonly ReplayedToken[]

  constructor(
    private readonly event: TokenEvent,
    private readonly replay: SessionReplay,
    private readonly rules: Rules,
    private readonly before: SessionView,
    private readonly checkIns: ReadonlyMap<string, number | null>,
  ) {
    this.token = replay.token(event.tokenId)
    this.others = replay.tokens.filter(
      (each) => each !== this.token && !each.uncertain && each.skips === 0 && (hasSeat(each) || isOnStandby(each)),
    )
  }

  wrong(): Violation[] {
    const { token } = this
    const { cause, tokenId } = this.event
    // After a step that was taken back, its state is known from the next view on.
    if (token === undefined || token.uncertain) return []
    return this.reasons(token, cause).map((each) => ({
      invariant: 7,
      message: `token ${tokenId} was called (${cause}), ${each}`,
    }))
  }

  private reasons(token: ReplayedToken, cause: string): string[] {
    switch (cause) {
      case 'called':
        return [...this.emergencyFirst(token), ...this.betterSeat(token), ...this.betterOnStandby(token)]
      case 'standby':
        return [...this.emergencyFirst(token), ...this.standbyTooEarly(token)]
      case 'urgent':
        return this.mayBeUrgent(token) && isOnStandby(token) ? [] : ['but is no emergency on standby']
      default:
        return []
    }
  }

  private emergencyFirst(token: ReplayedToken): string[] {
    const urgent = this.mayBeUrgent(token) ? undefined : this.others.find((each) => this.isUrgent(each))
    return urgent === undefined ? [] : [`but ${urgent.id} is an emergency and is present`]
  }

  /** Somebody with a seat comes before it. With ranks that age that depends on check-ins which a view does not show. */
  private betterSeat(token: ReplayedToken): string[] {
    const { rules, event } = this
    if (rules.priority.at !== undefined || this.isUrgent(token)) return []
    const order = rules.visit?.calls ?? USUAL_ORDER
    const own = this.presentOf(token)
    // A view shows the latest check-in only, which says less about somebody who came back.
    if (own.again) return []
    const rivals = this.others.filter(hasSeat).map((each) => [each, this.presentOf(each)] as const)
    const [better] = rivals.find(([, each]) => !each.again && order.compare(each, own, event.at) < 0) ?? []
    return better === undefined ? [] : [`but ${better.id} comes before it in the order '${order.name}'`]
  }

  /** It is early, and so is everybody else with a seat; then a better class on standby comes first, if it may be called at all. */
  private betterOnStandby(token: ReplayedToken): string[] {
    const hasBegun = [token, ...this.others].some((each) => hasSeat(each) && this.startOf(each) <= this.event.at)
    if (this.isUrgent(token) || hasBegun || this.standbyBarred().length > 0) return []
    const better = this.others.find((each) => isOnStandby(each) && each.baseRank < token.baseRank)
    return better === undefined
      ? []
      : [`but ${better.id} is on standby, of a better class, and nobody's slot has begun`]
  }

  private standbyTooEarly(token: ReplayedToken): string[] {
    if (!isOnStandby(token)) return [`but it is ${token.status}, ${token.standby ? '' : 'not '}on standby`]
    const begun = this.others.find((each) => hasSeat(each) && this.startOf(each) <= this.event.at)
    const early = this.others.find((each) => hasSeat(each) && each.baseRank < token.baseRank)
    return [
      ...(begun === undefined ? [] : [`but ${begun.id} has a seat in a slot that has begun and is present`]),
      ...(early === undefined ? [] : [`but ${early.id}, of a better class, has a seat and is present`]),
      ...this.standbyBarred(),
    ]
  }

  /** Why nobody on standby may be called, except emergencies. */
  private standbyBarred(): string[] {
    const { before, event, replay, rules } = this
    const limit = rules.visit?.standby?.perSession ?? 0
    const seen = before.tokens.filter(
      (each) => each.standby && (each.seen || each.status === 'in-consultation') && !this.isUrgent(each),
    ).length
    // With several rooms a patient who was called may be on the way to another one.
    const called = before.rooms > 1 ? undefined : replay.tokens.find((each) => each.status === 'called')
    return [
      ...(called === undefined ? [] : [`but ${called.id} was called and has not gone in`]),
      ...(event.at < Math.max(...replay.slots.map(({ endsAt }) => endsAt)) ? [] : ['but the last slot has ended']),
      ...(seen < limit ? [] : [`but ${seen} such visits have begun, and rules.visit.standby allows ${limit}`]),
    ]
  }

  private isUrgent({ baseRank }: { readonly baseRank: number }): boolean {
    const { urgent } = this.rules.priority
    return urgent !== undefined && baseRank <= urgent
  }

  /** A host's own ageing may make an emergency of somebody who waits. */
  private mayBeUrgent(token: ReplayedToken): boolean {
    const { urgent, at } = this.rules.priority
    if (urgent === undefined || at === undefined) return this.isUrgent(token)
    return this.isUrgent(token) || at.call(this.rules.priority, token.baseRank, DAY_MS) <= urgent
  }

  private startOf({ slotId }: ReplayedToken): number {
    return this.replay.slots.find(({ id }) => id === slotId)!.startsAt
  }

  private presentOf(token: ReplayedToken): Present {
    const slot = this.replay.slots.find(({ id }) => id === token.slotId)!
    const at = this.checkIns.get(token.id) ?? 0
    const seen = this.before.tokens.find(({ id }) => id === token.id)?.seen ?? false
    return {
      token: token.sequence - 1,
      rank: token.baseRank,
      source: token.source,
      slotStart: slot.startsAt,
      slotEnd: slot.endsAt,
      checkedInAt: at,
      since: at,
      arrived: [...this.checkIns.values()].filter((each) => each !== null && each <= at).length,
      skips: token.skips,
      again: seen,
    }
  }
}

const DAY_MS = 86_400_000

/** Patients who are on time come first, then the better rank. */
const USUAL_ORDER: CallOrder = {
  name: 'call-order',
  compare: (a, b, now) => Number(a.slotStart > now) - Number(b.slotStart > now) || a.rank - b.rank,
}

function hasSeat({ status }: ReplayedToken): boolean {
  return status === 'checked-in'
}

function isOnStandby({ status, standby }: ReplayedToken): boolean {
  return status === 'waitlisted' && standby
}
