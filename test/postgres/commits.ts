import type { OpdEvent } from 'opd-scheduler'
import type { AppendOutcome, Commit, Store, Write } from 'opd-scheduler/store'

/** Returns a write of some events to a session's stream. */
export function write(stream: string, expectedVersion: number, commandId: string, events = 1): Write {
  const [doctorId = '', date = ''] = stream.split('.')
  return {
    stream,
    expectedVersion,
    events: Array.from({ length: events }, (_, index) => event(stream, expectedVersion + index + 1, commandId)),
    entry: { kind: 'session', doctorId, date, open: true, dueAt: null },
  }
}

/** Returns a commit of these writes. */
export function commit(commandId: string, writes: readonly Write[], more: Partial<Commit> = {}): Commit {
  return { commandId, fingerprint: `of ${commandId}`, answer: { commandId }, writes, claims: [], releases: [], ...more }
}

/** Returns a commit of one event to one stream. */
export function one(commandId: string, stream: string, expectedVersion: number, more: Partial<Commit> = {}): Commit {
  return commit(commandId, [write(stream, expectedVersion, commandId)], more)
}

export async function statuses(store: Store, commits: readonly Commit[]): Promise<AppendOutcome['status'][]> {
  return (await store.append(commits)).map(({ status }) => status)
}

export async function commandsOf(store: Store, stream: string): Promise<string[]> {
  return (await store.load(stream, 0)).map(({ commandId }) => commandId)
}

function event(stream: string, version: number, commandId: string): OpdEvent {
  return {
    schema: 1,
    eventId: `${stream}.e${version}`,
    at: 1_769_745_600_000,
    version,
    commandId,
    cause: 'test',
    type: 'session.closed',
    sessionId: stream,
    date: stream.slice(-10),
  }
}
