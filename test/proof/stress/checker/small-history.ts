import type { Command, OpdEvent, TokenEvent } from 'opd-scheduler'
import { opening } from '../clinic'
import type { Answer } from '../journal'
import type { Entry, Execution, History, Rule } from './history'

const SESSION = 'dr-hot.2030-01-20'
export const SLOT = `${SESSION}.0900`

/** The same, but mutable, except for commands and events. */
export type Draft<Value> = Value extends Command | OpdEvent
  ? Value
  : Value extends ReadonlyMap<infer Key, infer Item>
    ? Map<Key, Item>
    : Value extends object
      ? { -readonly [Key in keyof Value]: Draft<Value[Key]> }
      : Value

/** Returns a sound history of one seat: t1 is booked, t2 waits, a third is refused, t1 cancels and t2 is promoted. */
export function smallHistory(): Draft<History> {
  const entries = [
    entry(1, 'open', { type: 'session.opened', slots: [slot(1)], overflowLimit: 0 }),
    entry(2, 'b1', token('t1', 'token.confirmed', null, SLOT, true)),
    entry(3, 'b2', token('t2', 'token.waitlisted', null, null, true)),
    entry(4, 'c1', token('t1', 'token.cancelled', SLOT, null)),
    { ...entry(5, 'c1', token('t2', 'token.promoted', null, SLOT)), command: null },
  ]
  const executions = [
    ok('open', 0, 1, opening('dr-hot', '2030-01-20', 'open'), answer('open', null, null)),
    ok('b1', 1, 2, booking('b1'), answer('confirmed', 't1', SLOT)),
    ok('b2', 2, 3, booking('b2'), answer('waitlisted', 't2', null)),
    {
      ...ok('b3', 3, 4, { ...booking('b3'), holdMinutes: 1 } as Command),
      outcome: 'refused',
      code: 'slot-full',
      headAfter: 3,
    },
    ok(
      'c1',
      3,
      5,
      { op: 'cancel', tokenId: 't1', commandId: 'c1' },
      { ...answer('cancelled', 't1', null), moved: ['t2'] },
    ),
  ]
  const events = entries.map(({ position, event }) => ({ position, eventId: event.eventId }))
  return structuredClone({
    log: entries.map(({ position, event }) => ({ position, event })),
    entries,
    versions: new Map([[SESSION, entries.length]]),
    commits: ['open', 'b1', 'b2', 'c1'],
    keys: new Map([['~day/2030-01-20/p-t2', SESSION]]),
    executions,
    queries: [{ note: 'query', at: 36, head: 3, session: SESSION, version: 3 }],
    subscribers: [
      { name: 'plain', named: false, runs: [events.slice(0, 2), events.slice(2)] },
      { name: 'named', named: true, runs: [events.slice(0, 3), events.slice(1)] },
    ],
    places: new Map([
      ['t1', 'cancelled'],
      ['t2', `confirmed in ${SLOT}`],
    ]),
    broken: [],
  }) as Draft<History>
}

/** Adds a commit of one event at the end, in the log and in the tables. */
export function append(history: Draft<History>, id: string, event: object): void {
  const added = entry(history.entries.length + 1, id, event) as Draft<Entry>
  const { position, version } = added
  history.entries.push(added)
  history.log.push({ position, event: added.event })
  history.versions?.set(SESSION, version)
  for (const { runs } of history.subscribers) runs.at(-1)!.push({ position, eventId: added.event.eventId })
}

export function token(
  tokenId: string,
  type: TokenEvent['type'],
  from: string | null,
  to: string | null,
  isNew = false,
): object {
  const waitsFor = type === 'token.waitlisted' ? { slotId: SLOT, accepts: 'onward' } : null
  const request = isNew ? { source: 'online', wantedSlotId: SLOT, named: true, rank: 4, group: 0, bumpBudget: 2 } : null
  return {
    type,
    tokenId,
    patientId: `p-${tokenId}`,
    number: tokenId,
    from,
    to,
    waitsFor,
    request,
    rank: 4,
    by: null,
    strategy: null,
  }
}

/** Returns a slot with this many seats. */
export function slot(capacity: number): object {
  return { slotId: SLOT, start: '09:00', end: '10:00', startsAt: 1, endsAt: 2, capacity, seats: [capacity, capacity] }
}

export function booking(commandId: string): Command {
  return { op: 'book', slotId: SLOT, source: 'online', patientId: `p-${commandId}`, commandId }
}

/** Returns a command that was given when the log ended at `head`, and answered at once. */
export function ok(id: string, head: number, turn: number, command: Command, answered?: Answer): Execution {
  const times = { invokedAt: turn * 10, endedAt: turn * 10 + 5, headBefore: head, headAfter: undefined }
  return { id, command, ...times, outcome: 'ok', answer: answered, code: undefined }
}

export function answer(status: string, tokenId: string | null, slotId: string | null): Answer {
  return { status, tokenId, slotId, moved: [], digest: 'same' }
}

/** Returns the event at a position. There is one stream, so its version is the position. */
function entry(position: number, commandId: string, event: object): Entry {
  const base = { schema: 1, eventId: `${SESSION}.e${position}`, at: 0, version: position, commandId, cause: 'x' }
  const full = { ...base, sessionId: SESSION, ...event } as OpdEvent
  return { position, stream: SESSION, version: position, command: commandId, event: full }
}

/** A mistake in a history, the rule that must report it, and words of the report. */
export type Mistake = [name: string, rule: Rule, says: string, make: (history: Draft<History>) => unknown]

/** Adds a given and answered command for a commit with this id. */
export function given(history: Draft<History>, id: string, tokenId: string | null): void {
  const lost = { ...ok(id, 5, 9, { op: 'cancel', tokenId: tokenId ?? 'x', commandId: id }), outcome: 'unknown' }
  history.executions.push({ ...lost, endedAt: undefined } as never)
}

/** Returns a command, if left out a cancellation of t2, that was refused at the end of the log. */
export function refused(
  id: string,
  code: string,
  command: Command = { op: 'cancel', tokenId: 't2', commandId: id },
): never {
  return { ...ok(id, 5, 9, command), outcome: 'refused', code, headAfter: 5 } as never
}
