import type { SessionView } from '../api/session-view'
import type { BumpScope, Rules } from '../core/rules/rules'
import type { OpdEvent } from '../events/event'
import type { TokenEvent } from '../events/token-event'
import { type ReplayedSlot, type ReplayedToken, replayOf, type SessionReplay } from './session-replay'
import type { Violation } from './violation'

/**
 * What is wrong with the bumps among the events that one command added to a session, given the session before it (invariant
 * 6). Each must displace the last in the whole order (rank, then arrival) of those in its slot who are confirmed, may still
 * be bumped and whose seat the asker can hold; that one must come after the asker; and a strategy of the rules must allow it
 * in that slot at that time.
 *
 * Events come last link first. The state at the start of a chain holds for each of its links, since none of them changes
 * what another one saw; a command with several chains is replayed from one to the next.
 */
export function checkBumps(before: SessionView, events: readonly OpdEvent[], rules: Rules): Violation[] {
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

/** `chain` has the first link first: the token of `cause` takes the first one's seat, that one the next one's, and so on. */
function checkChain(
  chain: readonly TokenEvent[],
  cause: OpdEvent | undefined,
  replay: SessionReplay,
  rules: Rules,
): string[] {
  return chain.flatMap((event, link) => {
    const asker = link === 0 ? cause : chain[link - 1]
    if (asker === undefined || !('tokenId' in asker))
      return [`${describe(event)} is followed by no token that takes its seat`]
    if (event.by?.tokenId !== asker.tokenId) return [`${describe(event)}, and ${asker.tokenId} takes its seat`]
    if (asker.to !== event.from) return [`${describe(event)}, but that one goes to ${asker.to}`]
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
  if (victim === undefined || slot === undefined) return [`${describe(event)}: no such token or slot`]
  const asker = askerOf(askerEvent, rank, replay)
  const messages: string[] = []
  const expect = (holds: boolean, message: string): void => {
    if (!holds) messages.push(`${describe(event)}: ${message}`)
  }

  const { status, slotId, bumps, budget } = victim
  expect(status === 'confirmed', `it is ${status}`)
  expect(slotId === slot.id, `it sits in ${slotId}`)
  expect(event.to !== slot.id, 'it stays where it is')
  expect(event.rank === victim.rank, `its rank is ${victim.rank}, not ${event.rank}`)
  expect(!wasBumped || rank === asker.rank, `the rank of ${asker.id} is ${asker.rank}, not ${rank}`)
  expect(budget === null || bumps < budget, `it was bumped ${bumps} times of ${budget}`)

  // Somebody answers for a bump by hand, with their name.
  if (event.cause === 'by-hand' || (!wasBumped && askerEvent.cause === 'override')) {
    expect(event.actor !== undefined && askerEvent.cause === 'override', 'nobody answers for it')
    return messages
  }
  expect(comesBefore({ ...asker, rank }, victim), `${asker.id} does not come before it`)
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
  expect(last === victim, `the last of those whose seat ${asker.id} may take is ${last?.id}`)

  // A token that the hospital moves asks as a newcomer first, then as a displaced one.
  const both = [...rules.overflow, ...rules.displaced]
  const strategies = wasBumped ? rules.displaced : askerEvent.type === 'token.moved' ? both : rules.overflow
  const permits = ({ who, for: sources, freezeMinutes }: BumpScope): boolean =>
    (sources === undefined || sources.includes(asker.source)) &&
    (freezeMinutes === undefined || slot.startsAt >= event.at + freezeMinutes * 60_000) &&
    who(rank, asker.sequence, victim.rank, victim.sequence)
  const named = strategies.filter((strategy) => strategy.name === askerEvent.strategy && strategy.bumps !== undefined)
  const allowed = named.some((strategy) => permits(strategy.bumps as BumpScope))
  expect(allowed, `strategy ${askerEvent.strategy} does not let ${asker.id} bump it at ${event.at}`)
  return messages
}

/** Who bumps: a token of the session, or the newcomer of this command with its request. */
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
