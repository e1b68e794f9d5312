import type { SessionView } from '../api/session-view'
import type { BumpScope, Rules } from '../core/rules/rules'
import type { OpdEvent } from '../events/event'
import type { TokenEvent } from '../events/token-event'
import { type ReplayedSlot, type ReplayedToken, replayOf, type SessionReplay } from './session-replay'
import type { Violation } from './violation'

/**
 * Returns every wrong bump (invariant 6) among the events that one command added to a session, or an empty list. `before` is the session
 * before the command. A bump is right if three things are true. The bumped token is the last in the whole order (rank, then arrival) of
 * the tokens of its slot that are confirmed, may still be bumped, and whose seat the asker may have. It comes after the asker. A
 * strategy of the rules allows the bump in that slot at that time.
 *
 * @example
 * ```ts
 * const before = await opd.session(id)
 * await opd.book({ doctorId: 'dr-rao', date: '2026-01-30', start: '09:00', source: 'emergency', patientId: 'p-9' })
 * expect(checkBumps(before, await store.load(id, before.version), rules)).toEqual([])
 * ```
 */
export function checkBumps(before: SessionView, events: readonly OpdEvent[], rules: Rules): Violation[] {
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

/** `chain` begins with its first link: the token of `cause` takes the seat of the first token, that one the seat of the next, and so on. */
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
    return checkLink(event, asker, event.by.rank, link > 0, replay, rules)
  })
}

function checkLink(
  event: TokenEvent,
  askerEvent: TokenEvent,
  rank: number,
  wasBumped: boolean,
  replay: SessionReplay,
  rules: Rules,
): string[] {
  const victim = replay.token(event.tokenId)
  const slot = replay.slots.find((each) => each.id === event.from)
  if (victim === undefined || slot === undefined)
    return [`${describe(event)}, but the session has no such token or slot`]
  const asker = askerOf(askerEvent, rank, replay)
  const messages: string[] = []
  const expect = (holds: boolean, message: string): void => {
    if (!holds) messages.push(`${describe(event)}: ${message}`)
  }

  const { status, slotId, bumps, budget } = victim
  expect(status === 'confirmed', `it is ${status}, not confirmed`)
  expect(slotId === slot.id, `its seat is in ${slotId}`)
  expect(event.to !== slot.id, `it stays in slot ${slot.id}`)
  expect(event.rank === victim.rank, `its rank is ${victim.rank}, but the event says ${event.rank}`)
  expect(!wasBumped || rank === asker.rank, `the rank of ${asker.id} is ${asker.rank}, but the event says ${rank}`)
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
  expect(
    comesBefore({ ...asker, rank }, victim),
    `${asker.id} (rank ${rank}, sequence ${asker.sequence}) does not come before it (rank ${victim.rank}, sequence ${victim.sequence})`,
  )
  const seats = seatsOf(asker, slot, rules)
  const used = replay.tokens.filter((token) => token.slotId === slot.id).length
  const replaceable = replay.tokens.filter(
    (token) =>
      token.slotId === slot.id &&
      token.status === 'confirmed' &&
      !token.override &&
      (token.budget === null || token.bumps < token.budget) &&
      (used <= seats || seatsOf(token, slot, rules) <= seats),
  )
  const last = replaceable.sort((a, b) => (comesBefore(a, b) ? -1 : 1)).at(-1)
  expect(
    last === victim,
    `the lowest token in slot ${slot.id} whose seat ${asker.id} may take is ${last?.id ?? 'none'}`,
  )

  // A token that the hospital moves tries the strategies for newcomers first, then those for displaced tokens.
  const both = [...rules.overflow, ...rules.displaced]
  const strategies = wasBumped ? rules.displaced : askerEvent.type === 'token.moved' ? both : rules.overflow
  const permits = ({ who, for: sources, freezeMinutes }: BumpScope): boolean =>
    (sources === undefined || sources.includes(asker.source)) &&
    (freezeMinutes === undefined || slot.startsAt >= event.at + freezeMinutes * 60_000) &&
    who(rank, asker.sequence, victim.rank, victim.sequence)
  const named = strategies.filter((strategy) => strategy.name === askerEvent.strategy && strategy.bumps !== undefined)
  const allowed = named.some((strategy) => permits(strategy.bumps as BumpScope))
  expect(
    allowed,
    `strategy '${askerEvent.strategy}' of the rules does not let ${asker.id} (source '${asker.source}', rank ${rank}) bump it at ${new Date(event.at).toISOString()}`,
  )
  return messages
}

/** Returns the token that bumps: one of the session, or the newcomer of this command. */
function askerOf(event: TokenEvent, rank: number, replay: SessionReplay): ReplayedToken {
  const known = replay.token(event.tokenId)
  if (known !== undefined) return known
  const sequence = replay.tokens.length + 1
  const { source = '', attributes } = event.request ?? {}
  return {
    id: event.tokenId,
    sequence,
    status: 'confirmed',
    slotId: null,
    rank,
    bumps: 0,
    budget: null,
    override: false,
    source,
    attributes,
  }
}

function seatsOf({ source, attributes }: ReplayedToken, slot: ReplayedSlot, rules: Rules): number {
  return slot.seats[rules.capacity.groupOf({ source, attributes })] ?? 0
}

function comesBefore(a: ReplayedToken, b: ReplayedToken): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.sequence < b.sequence)
}

function describe({ tokenId, from, by }: TokenEvent): string {
  return `token ${tokenId} was bumped from ${from} by ${by?.tokenId}`
}
