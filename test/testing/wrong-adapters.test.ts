import { memoryStore } from 'opd-scheduler'
import type { Commit, Store } from 'opd-scheduler/store'
import { storeConformance } from 'opd-scheduler/testing'
import { expect, it } from 'vitest'

const never = () => new Promise<never>(() => {})

/** Returns a store that changes the texts of a commit before it writes them. */
function rewriting(change: (text: string) => string): Store {
  const store = memoryStore()
  const rewritten = (commits: readonly Commit[]) => JSON.parse(change(JSON.stringify(commits))) as Commit[]
  return { ...store, append: (commits) => store.append(rewritten(commits)) }
}

/** Returns a store whose index reads the entry of a stream from some of its writes only. */
function forgetful(isSeen: (write: Commit['writes'][number], isFirst: boolean) => boolean): Store {
  const store = memoryStore()
  const open = new Map<string, boolean>()
  return {
    ...store,
    append: async (commits) => {
      const before = new Set(open.keys())
      const outcomes = await store.append(commits)
      for (const [index, { writes }] of commits.entries())
        for (const write of writes) {
          const { entry, stream, events } = write
          if (entry.kind === 'doctor' || events.length === 0 || outcomes[index]!.status !== 'committed') continue
          if (!open.has(stream) || isSeen(write, !before.has(stream))) open.set(stream, entry.open)
        }
      return outcomes
    },
    sessions: async ({ open: isOpen, ...query }) =>
      (await store.sessions(query)).filter((stream) => isOpen === undefined || open.get(stream) === isOpen),
  }
}

/** Adapters with one mistake each, and what the checks that find it must say. */
const MISTAKES: Readonly<Record<string, readonly [adapter: () => Store, check: RegExp, sentence: RegExp]>> = {
  'whose head is one too high': [
    () => ({ ...memoryStore(), head: async () => (await memoryStore().head()) + 1 }),
    /never written to/,
    /^head: expected 0, but the store gave 1$/,
  ],
  'whose head runs ahead': [
    () => {
      const store = memoryStore()
      return { ...store, head: async () => ((await store.head()) > 20 ? (await store.head()) + 1 : store.head()) }
    },
    /a scheduler writes the same log/,
    /^event \d+ of the log, which head\(\) counted, did not come within 150 ms$/,
  ],
  'whose head lags behind': [
    () => {
      const store = memoryStore()
      return { ...store, head: async () => Math.max(0, (await store.head()) - 1) }
    },
    /a scheduler writes the same log/,
    /^the log: expected /,
  ],
  'that never reads': [
    () => ({ ...memoryStore(), read: never }),
    /the log has every event once/,
    /^read\(\) did not answer within 150 ms$/,
  ],
  'that reads from the beginning each time': [
    () => {
      const store = memoryStore()
      return { ...store, read: (_, limit) => store.read(0, limit) }
    },
    /a reader that follows the log/,
    /^positions: expected /,
  ],
  'that never appends': [
    () => ({ ...memoryStore(), append: never }),
    /a scheduler writes the same log/,
    /is not known|append\(\) did not answer within 150 ms/,
  ],
  'whose append fails half-way': [
    () => {
      const store = memoryStore()
      let count = 0
      return {
        ...store,
        append: (commits) => (++count > 20 ? Promise.reject(new Error('the disk')) : store.append(commits)),
      }
    },
    /a reader that follows the log/,
    /^the disk$/,
  ],
  'that never closes': [
    () => ({ ...memoryStore(), close: never }),
    /never written to/,
    /^close\(\) did not answer within 150 ms$/,
  ],
  'that never loads several tails': [
    () => ({ ...memoryStore(), loadAll: never }),
    /loadAll/,
    /^loadAll\(\) did not answer within 150 ms$/,
  ],
  'that normalizes texts': [() => rewriting((text) => text.normalize('NFC')), /texts come back exactly/, /^the /],
  'that cuts characters in two': [
    () => rewriting((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd\ufffd')),
    /texts come back exactly/,
    /^the /,
  ],
  'that trims texts': [() => rewriting((text) => text.replaceAll(' "', '"')), /texts come back exactly/, /^the /],
  'that compares command ids without case': [
    () => {
      const store = memoryStore()
      const inLowerCase = (commits: readonly Commit[]) =>
        commits.map((commit) => ({ ...commit, commandId: commit.commandId.toLowerCase() }))
      return {
        ...store,
        append: (commits) => store.append(inLowerCase(commits)),
        findCommit: (commandId) => store.findCommit(commandId.toLowerCase()),
      }
    },
    /texts come back exactly/,
    /^the outcomes of command ids: expected /,
  ],
  'that lists a session as it was when it was added in the same append': [
    () => forgetful((_, isNew) => !isNew),
    /closed in one append together with other events/,
    /^open sessions/,
  ],
  'that knows nothing of due sessions': [
    () => {
      const store = memoryStore()
      return { ...store, sessions: ({ dueBy: _, ...query }) => store.sessions(query) }
    },
    /due by a time/,
    /^sessions due by a time: expected /,
  ],
  'that knows no pages': [
    () => {
      const store = memoryStore()
      return { ...store, sessions: ({ after: _, limit: __, ...query }) => store.sessions(query) }
    },
    /^a list of sessions begins after/,
    /^sessions of .*"limit":1.*: expected /,
  ],
  'whose pages know a limit, but no place to begin': [
    () => {
      const store = memoryStore()
      return { ...store, sessions: ({ after: _, ...query }) => store.sessions(query) }
    },
    /^a list of sessions begins after/,
    /^sessions of .*"after":"dr-a.2026-01-31".*: expected /,
  ],
  'whose pages begin after the name, not the place, of a session': [
    () => {
      const store = memoryStore()
      const sessions: Store['sessions'] = async ({ after, limit, ...query }) =>
        (await store.sessions(query)).filter((name) => after === undefined || name > after).slice(0, limit)
      return { ...store, sessions }
    },
    /^a list of sessions begins after/,
    /^sessions of .*: expected /,
  ],
  'that remembers when a session was due first': [
    () => {
      const store = memoryStore()
      const first = new Map<string, Commit['writes'][number]['entry']>()
      const remembered = ({ entry, stream, ...write }: Commit['writes'][number]) => {
        const known = first.get(stream) ?? entry
        first.set(stream, known)
        return { ...write, stream, entry: known }
      }
      return {
        ...store,
        append: (commits) =>
          store.append(commits.map((commit) => ({ ...commit, writes: commit.writes.map(remembered) }))),
      }
    },
    /when its last write says/,
    /^sessions due after a write of several events: expected /,
  ],
  'that postpones sessions that have changed': [
    () => {
      const store = memoryStore()
      const postponed = new Map<string, number | null>()
      return {
        ...store,
        postpone: async (sessions) => {
          for (const { stream, dueAt } of sessions) postponed.set(stream, dueAt)
        },
        sessions: async (query) => {
          const { dueBy } = query
          const isDue = (stream: string) => (postponed.get(stream) ?? 0) <= dueBy!
          const found = await store.sessions(query)
          return dueBy === undefined ? found : found.filter((stream) => postponed.get(stream) !== null && isDue(stream))
        },
      }
    },
    /^postpone/,
    /^sessions due at once: expected /,
  ],
  'that lists a session as closed only if nothing else was written': [
    () => forgetful(({ events }) => events.length === 1),
    /closed in one append together with other events/,
    /^open sessions/,
  ],
}

for (const [mistake, [adapter, check, sentence]] of Object.entries(MISTAKES)) {
  it.concurrent(`an adapter ${mistake} fails, with a sentence, and hangs no check`, async () => {
    const failures: (readonly [name: string, message: string])[] = []
    for (const { name, run } of storeConformance(() => ({ store: adapter() }), { waitMs: 150 }))
      await run().catch((thrown: Error) => failures.push([name, thrown.message]))
    const found = failures.find(([name]) => check.test(name))
    expect([failures.map(([name]) => name), found?.[1]]).toEqual([
      expect.arrayContaining([expect.stringMatching(check)]),
      expect.stringMatching(sentence),
    ])
  })
}

it('a store that cannot be opened in time fails every check, with a sentence', async () => {
  const [first] = storeConformance(never, { waitMs: 50 })
  await expect(first!.run()).rejects.toThrow('open() did not answer within 50 ms')
  const checks = storeConformance(() => ({ store: memoryStore(), again: never }), { waitMs: 50 })
  const race = checks.find(({ name }) => name === 'a commit of another process counts at once')!
  await expect(race.run()).rejects.toThrow('again() did not answer within 50 ms')
})

it('the limit of a wait is checked', () => {
  for (const waitMs of [0, -1, Number.NaN, '5', null])
    expect(() => storeConformance(() => ({ store: memoryStore() }), { waitMs: waitMs as number })).toThrow(RangeError)
})
