import type { SessionView } from '../api/views'
import type { Asker, BumpScope, Rules, RulesOption } from '../core/rules/rules'
import type { OpdEvent, Rival, TokenEvent } from '../events/event'
import { comesBefore, PlainBoard } from './plain-board'
import { rulesOf } from './rules-of'
import { newcomerOf, replayOf, type SessionReplay } from './session-replay'
import type { Violation } from './violation'

/**
 * Returns every wrong bump (invariant 6) among the events that one command added to a session, or an empty list. `before` is the session
 * before the command. A bump is right if three things are true. The bumped token is the last in the whole order (rank, then arrival) of
 * the tokens of its slot that are confirmed, may still be bumped, and whose seat the asker may have. It comes after the asker. A
 * strategy of the rules allows the bump in that slot at that time. A waiter's rank is the one that it has at that time.
 *
 * @example
 * ```ts
 * const before = await opd.session(id)
 * await opd.book({ doctorId: 'dr-rao', date: '2026-01-30', start: '09:00', source: 'emergency', patientId: 'p-9' })
 * expect(checkBumps(before, await store.load(id, before.version), rules)).toEqual([])
 * ```
 */
export function checkBumps(before: SessionView, events: readonly OpdEvent[], option: RulesOption): Violation[] {
  const rules = rulesOf(option, before)
  // Events of a chain come last link first. No link changes what another one saw, so all are judged by the state at the chain's start.
  const replay = replayOf(before)
  const wrong: Violation[] = []
  for (let next = 0; next < events.length; ) {
    const chain: TokenEvent[] = []
    for (let event = events[next]; event?.type === 'token.bumped'; event = events[++next]) chain.unshift(event)
    const cause = events[next++]
    wrong.push(...checkChain(chain, cause, replay, rules).map((message): Violation => ({ invariant: 6, message })))
    for (const event of chain.toReversed()) replay.apply(event)
    if (cause !== undefined) replay.apply(cause)
  }
  return wrong
}

/**
 * `chain` begins with its first link: the token of `cause` takes the seat of the first token, that one the seat of the next, and so on.
 */
function checkChain(
  chain: readonly TokenEvent[],
  cause: OpdEvent | undefined,
  replay: SessionReplay,
  rules: Rules,
): string[] {
  return chain.flatMap((event, link) => {
    const asker = link === 0 ? cause : chain[link - 1]
    if (asker === undefined || !('tokenId' in asker)) return [`${describe(event)}, but no token takes its seat`]
    if (event.by?.tokenId !== asker.tokenId) return [`${describe(event)}, but ${asker.tokenId} takes its seat`]
    if (asker.to !== event.from) return [`${describe(event)}, but ${asker.tokenId} goes to ${asker.to}`]
    return checkLink(event, asker, link > 0, replay, rules)
  })
}

function checkLink(
  event: TokenEvent,
  askerEvent: TokenEvent,
  wasBumped: boolean,
  replay: SessionReplay,
  rules: Rules,
): string[] {
  const victim = replay.token(event.tokenId)
  const slot = replay.slots.find((each) => each.id === event.from)
  if (victim === undefined || slot === undefined)
    return [`${describe(event)}, but the session has no such token or slot`]
  const { rank } = event.by as Rival
  const asker = replay.token(askerEvent.tokenId) ?? newcomerOf(askerEvent, replay.tokens.length + 1)
  const board = new PlainBoard(replay, rules, event.at)
  const messages: string[] = []
  const expect = (holds: boolean, message: string): void => {
    if (!holds) messages.push(`${describe(event)}: ${message}`)
  }

  const { status, slotId, bumps, budget } = victim
  const rightRank = board.rankOf(asker)
  const standing = board.rankOf(victim)
  expect(!slot.blocked, `slot ${slot.id} is blocked`)
  expect(status === 'confirmed' || victim.uncertain, `it is ${status}, not confirmed`)
  expect(slotId === slot.id, `its seat is in ${slotId}`)
  expect(event.to !== slot.id, `it stays in slot ${slot.id}`)
  expect(event.rank === victim.rank, `its rank is ${victim.rank}, but the event says ${event.rank}`)
  expect(rank === rightRank, `the rank of ${asker.id} is ${rightRank}, but the event says ${rank}`)
  expect(
    budget === null || bumps < budget,
    `it was bumped ${bumps} times before, and its limit is ${budget} (rules.admission.bumpsPerToken)`,
  )

  // A bump by hand is an override, which names its actor.
  if (event.cause === 'by-hand' || (!wasBumped && askerEvent.cause === 'override')) {
    expect(
      event.actor !== undefined && askerEvent.cause === 'override',
      `it was bumped by hand, but ${asker.id} was not seated by an override with an actor`,
    )
    return messages
  }
  const { sequence } = asker
  expect(
    comesBefore({ rank, sequence }, { rank: standing, sequence: victim.sequence }),
    `${asker.id} (rank ${rank}, sequence ${sequence}) does not come before it (rank ${standing}, sequence ${victim.sequence})`,
  )
  const index = board.indexOf(slot.id)
  const uncertain = replay.tokens.some((token) => token.uncertain && token.slotId === slot.id)
  const group = board.groupOf(asker)
  const first: Asker = { token: sequence - 1, rank: -Infinity, group, source: asker.source, ...ANYWHERE }
  const last = board.victim(first, index)
  expect(
    last === victim || uncertain,
    `the lowest token in slot ${slot.id} whose seat ${asker.id} may take is ${last?.id ?? 'none'}`,
  )

  // A token that the hospital moves tries the strategies for newcomers first, then those for displaced tokens.
  const both = [...rules.overflow, ...rules.displaced]
  const strategies = wasBumped ? rules.displaced : askerEvent.type === 'token.moved' ? both : rules.overflow
  const permits = ({ who, for: sources, freezeMinutes }: BumpScope): boolean =>
    (sources === undefined || sources.includes(asker.source)) &&
    (freezeMinutes === undefined || slot.plannedAt >= event.at + freezeMinutes * 60_000) &&
    who(rank, sequence - 1, standing, victim.sequence - 1)
  const named = strategies.filter((strategy) => strategy.name === askerEvent.strategy && strategy.bumps !== undefined)
  expect(
    named.some((strategy) => permits(strategy.bumps as BumpScope)),
    `strategy '${askerEvent.strategy}' of the rules does not let ${asker.id} (source '${asker.source}', rank ${rank}) bump it at ${new Date(event.at).toISOString()}`,
  )
  // A waiter asks as a newcomer if the command gave it a new class.
  const asksAnew = askerEvent.cause === 'reclassified' && askerEvent.by === null
  if (askerEvent.type === 'token.promoted' && !asksAnew)
    expect(
      asker.waitsFor === null || board.mayTakeBumped(asker, index),
      `promotion '${rules.promotion.name}' does not put ${asker.id} into slot ${slot.id}`,
    )
  return messages
}

const ANYWHERE = { wanted: 0, named: true, lost: -1, mayBump: true } as const

function describe({ tokenId, from, by }: TokenEvent): string {
  return `token ${tokenId} was bumped from ${from} by ${by?.tokenId}`
}
