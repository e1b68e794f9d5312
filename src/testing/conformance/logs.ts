import { memoryStore, OpdScheduler } from '../../index'
import type { LogEntry, Store } from '../../store/store'
import { append, commit, commitOf, OTHER, recordOf, SESSION, same, type Trial, texts, within, write } from './check'

/** Checks of the log, of what another process sees of it, and of a scheduler's day. */
export const LOGS: readonly Trial[] = [
  {
    name: 'the log has every event once, in the order of commits, at positions without gaps',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a', 'b']))
      await append(
        store,
        commit('c2', OTHER, 0, ['c']),
        commit('lost', 'dr-sen.2026-01-30', 7, ['x']),
        commit('c3', SESSION, 2, ['d']),
      )
      await append(store, commitOf('c4', [write(OTHER, 1, ['e'], 'c4'), write(SESSION, 3, ['f'], 'c4')]))
      const entries = await store.read(0, 100)
      same(
        'positions',
        entries.map((entry) => entry.position),
        [1, 2, 3, 4, 5, 6],
      )
      same(
        'events',
        entries.map((entry) => entry.event.note),
        ['a', 'b', 'c', 'd', 'e', 'f'],
      )
      same('head', await store.head(), 6)
      const piece = await store.read(2, 3)
      same(
        'positions after 2, at most 3',
        piece.map((entry) => entry.position),
        [3, 4, 5],
      )
      same('events after the head', await store.read(6, 10), [])
      same('events far after the head', await store.read(60, 10), [])
    },
  },
  {
    name: 'a reader that follows the log during appends sees exactly the log',
    of: async (store, { again }) => {
      const writers = again === undefined ? [store, store] : [await again(), await again()]
      const seen: LogEntry[] = []
      let isOver = false
      const follow = async () => {
        for (;;) {
          const wasOver = isOver
          const entries = await store.read(seen.at(-1)?.position ?? 0, 7)
          seen.push(...entries)
          // A store that returns more entries than there are would never come to an end.
          if ((wasOver && entries.length === 0) || seen.length > 160) return
          // Lets other work of the store go on.
          await new Promise((resolve) => setTimeout(resolve, 0))
        }
      }
      const written = writers.map(async (writer, w) => {
        for (let i = 0; i < 40; i++)
          await append(writer, commit(`w${w}.${i}`, `dr-${w}.2026-01-30`, i * 2, [`${w}.${i}`, 'second']))
      })
      const writing = Promise.all(written).finally(() => {
        isOver = true
      })
      await Promise.all([follow(), writing])
      same(
        'positions',
        seen.map((entry) => entry.position),
        Array.from({ length: 160 }, (_, i) => i + 1),
      )
      same('log', seen, await store.read(0, 1000))
      if (again !== undefined) for (const writer of writers) await writer.close()
    },
  },
  {
    name: 'another process sees an acknowledged commit at once, and after all have closed the store',
    of: async (store, { again }) => {
      if (again === undefined) return
      const other = await again()
      await append(
        store,
        commitOf('c1', [write(SESSION, 0, ['a'], 'c1')], { claims: [{ key: 'k1', stream: SESSION }] }),
      )
      same('events', await texts(other, SESSION), ['a'])
      same('commit', await other.findCommit('c1'), recordOf('c1'))
      same('key', await other.locate('k1'), SESSION)
      same('sessions', await other.sessions({ open: true }), [SESSION])
      same('log', await other.read(0, 10), await store.read(0, 10))
      same('a stale commit of the other', await append(other, commit('c2', SESSION, 0, ['x'])), ['conflict'])
      same('a commit of the other', await append(other, commit('c2', SESSION, 1, ['b'])), ['committed'])
      same('events that the first sees', await texts(store, SESSION), ['a', 'b'])
      await other.close()
      const later = await again()
      same('events after all have closed', await texts(later, SESSION), ['a', 'b'])
      await later.close()
    },
  },
  {
    name: 'a scheduler writes the same log as on the memory store, given the same commands',
    of: async (store, { waitMs }) => {
      const [here, inMemory] = [await aDay(store, waitMs), await aDay(memoryStore(), waitMs)]
      same('the log', here, inMemory)
    },
  },
]

/** Runs a day on a store, with some commands at once, and returns its log. */
async function aDay(store: Store, waitMs: number): Promise<readonly LogEntry[]> {
  let now = Date.parse('2026-01-30T06:00:00+05:30')
  // The store's own limit comes first, so that its sentence is reported.
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => now, deadlineMs: waitMs })
  const slots = ['09', '10', '11'].map((hour) => ({ start: `${hour}:00`, end: `${hour}:50`, capacity: 3 }))
  const doctorId = 'dr-rao'
  await opd.registerDoctor({ id: doctorId, name: 'Dr. Rao', commandId: 'doctor' })
  await opd.openSession({ doctorId, date: '2026-01-30', slots, commandId: 'open' })
  const sources = ['walk-in', 'online', 'paid', 'emergency', 'follow-up']
  const ask = (i: number) =>
    opd.book({
      doctorId,
      date: '2026-01-30',
      start: `${String(9 + (i % 3)).padStart(2, '0')}:00`,
      source: sources[i % sources.length]!,
      patientId: `p${i}`,
      commandId: `book ${i}`,
      // No such ids for commands that run at once: each id is looked up first, and the look-ups may finish in any order.
      ...(i >= 9 && i % 4 === 0 ? { tokenId: `host-${i}` } : undefined),
    })
  await Promise.all(Array.from({ length: 9 }, (_, i) => ask(i)))
  for (let i = 9; i < 20; i++) {
    now += 60_000
    await ask(i)
  }
  await opd.cancel({ tokenId: 'host-12', commandId: 'cancel' })
  await opd.checkIn({ tokenId: 'host-16', commandId: 'check in' })
  now = Date.parse('2026-01-30T23:00:00+05:30')
  await opd.execute({ op: 'sweepSession', sessionId: `${doctorId}.2026-01-30`, commandId: 'sweep' })
  return logOf(opd, await store.head(), waitMs)
}

/** Returns the first `count` entries that a subscriber gets. */
async function logOf(opd: OpdScheduler, count: number, waitMs: number): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = []
  const stop = new AbortController()
  const log = opd.subscribe({ signal: stop.signal })
  try {
    while (entries.length < count) {
      const sentence = `event ${entries.length + 1} of the log, which head() counted, did not come`
      const { value, done } = await within(waitMs, sentence, log.next())
      if (done === true) break
      entries.push(value)
    }
  } finally {
    stop.abort()
  }
  return entries
}
