import type { SessionView } from '../api/session-view'
import type { Rules } from '../core/rules/rules'
import type { RulesOption } from '../core/rules/rules-by-doctor'
import type { OpdEvent } from '../events/event'
import { rulesOf } from './rules-of'
import { type ReplayedToken, replayOf, type SessionReplay } from './session-replay'
import type { Violation } from './violation'

/**
 * Returns every wrong call of a patient without a seat (invariant 7) among the events that one command added to a session, or an empty
 * list. `before` is the session before the command. Such a call is right if the token was on standby, if no patient with a seat had
 * checked in or been called and not gone in, if the last slot had not ended, and if the rules allow one more such visit. A patient who has
 * not answered a call may be passed over.
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
  const seen = before.tokens.filter(({ standby, seen, status }) => standby && (seen || status === 'in-consultation'))
  return events.flatMap((event) => {
    const token = 'tokenId' in event ? replay.token(event.tokenId) : undefined
    const isCall = event.type === 'token.called' && event.cause === 'standby'
    const wrong = isCall ? checkCall(token, event.at, seen.length, replay, rules) : []
    replay.apply(event)
    return wrong.map(
      (why): Violation => ({ invariant: 7, message: `token ${token?.id} was called from standby, ${why}` }),
    )
  })
}

function checkCall(
  token: ReplayedToken | undefined,
  at: number,
  seen: number,
  { tokens, slots }: SessionReplay,
  rules: Rules,
): string[] {
  const limit = rules.visit?.standby?.perSession ?? 0
  const present = tokens.find(({ status, skips }) => status === 'checked-in' && skips === 0)
  const called = tokens.find(({ status }) => status === 'called')
  const end = Math.max(...slots.map(({ endsAt }) => endsAt))
  const wrong: (readonly [boolean, string])[] = [
    [
      token?.status !== 'waitlisted' || !token.standby,
      `but it is ${token?.status}, ${token?.standby ? '' : 'not '}on standby`,
    ],
    [present !== undefined, `but ${present?.id} has a seat and is present`],
    [called !== undefined, `but ${called?.id} was called and has not gone in`],
    [at >= end, 'but the last slot has ended'],
    [seen >= limit, `but ${seen} such visits have begun, and rules.visit.standby allows ${limit}`],
  ]
  return wrong.flatMap(([isWrong, why]) => (isWrong ? [why] : []))
}
