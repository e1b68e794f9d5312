import type { Commit, Write } from '../../store/store'
import { append, commitOf, entryOf, OTHER, SESSION, same, type Trial, texts, write } from './check'

/** Returns a write of these texts to a session that is due then. */
function due(dueAt: number | null, stream: string, version: number, notes: readonly string[], id: string): Write {
  return { ...write(stream, version, notes, id), entry: entryOf(stream, true, dueAt) }
}

/** Returns a commit of one such write. */
function one(
  id: string,
  ...[dueAt, stream, version, notes = ['a']]: [number | null, string, number, string[]?]
): Commit {
  return commitOf(id, [due(dueAt, stream, version, notes, id)])
}

/** A usual time in epoch milliseconds, which does not fit into 32 bits. */
const NOON = 1_769_756_400_000

/** Checks of the list of sessions that are due. */
export const DUE: readonly Trial[] = [
  {
    name: 'sessions that are due by a time are listed by date, then doctor',
    of: async (store) => {
      const [a, b, c, d, e] = [
        'dr-b.2026-02-01',
        'dr-a.2026-02-01',
        'dr-a.2026-01-31',
        'dr-a.2026-12-31',
        'dr-c.2026-01-01',
      ]
      const dues: readonly (readonly [string, number | null])[] = [
        [a!, NOON],
        [b!, NOON + 1],
        [c!, NOON + 2],
        [d!, 0],
        [e!, null],
      ]
      for (const [stream, dueAt] of dues) await append(store, one(`open ${stream}`, dueAt, stream, 0))
      await append(store, commitOf('doctor', [write('dr-a', 0, ['registered'], 'doctor')]))
      same('sessions due by a time', await store.sessions({ dueBy: NOON + 1 }), [b, a, d])
      same('sessions due by the time before', await store.sessions({ dueBy: NOON }), [a, d])
      same('sessions due long ago', await store.sessions({ dueBy: 0 }), [d])
      same('sessions due by a late time', await store.sessions({ dueBy: NOON * 2 }), [c, b, a, d])
      same('sessions of a doctor that are due', await store.sessions({ dueBy: NOON + 1, doctorId: 'dr-a' }), [b, d])
      same(
        'sessions of some days that are due',
        await store.sessions({ dueBy: NOON * 2, from: '2026-02-01', to: '2026-06-30' }),
        [b, a],
      )
      const page = { dueBy: NOON * 2, after: a, limit: 1 }
      same('sessions that are due after a session', await store.sessions(page), [d])
      same('the first sessions that are due', await store.sessions({ dueBy: NOON * 2, limit: 2 }), [c, b])
      same('open sessions that are due', await store.sessions({ dueBy: NOON, open: true }), [a, d])
      same('closed sessions that are due', await store.sessions({ dueBy: NOON, open: false }), [])
      same('all sessions', await store.sessions({}), [e, c, b, a, d])
    },
  },
  {
    name: 'a session is due when its last write says',
    of: async (store) => {
      const dueNow = () => store.sessions({ dueBy: NOON })
      await append(store, one('c1', NOON + 1, SESSION, 0))
      same('sessions due before a write', await dueNow(), [])
      await append(store, one('c2', NOON, SESSION, 1, ['held', 'held']))
      same('sessions due after a write of several events', await dueNow(), [SESSION])
      await append(store, one('c3', NOON + 1, SESSION, 3), one('c4', null, SESSION, 4))
      same('sessions due after a batch', await dueNow(), [])
      await append(store, one('c5', null, OTHER, 0), one('c6', 5, OTHER, 1))
      same('sessions due after a batch that opens one', await dueNow(), [OTHER])
      await append(
        store,
        commitOf('c7', [due(NOON + 1, OTHER, 2, ['moved'], 'c7'), due(7, SESSION, 5, ['moved'], 'c7')]),
      )
      same('sessions due after a commit to two streams', await dueNow(), [SESSION])
      const closing = { ...write(SESSION, 6, ['closed'], 'c8'), entry: entryOf(SESSION, false, NOON) }
      await append(store, commitOf('c8', [closing]))
      same('sessions due after one was closed in which patients are expected', await dueNow(), [SESSION])
    },
  },
  {
    name: 'a commit that fails does not change when a session is due',
    of: async (store) => {
      await append(store, one('c1', NOON, SESSION, 0), one('c2', NOON + 1, OTHER, 0))
      same('outcomes', await append(store, one('c3', null, SESSION, 7), one('c1', 1, OTHER, 1)), [
        'conflict',
        'command-known',
      ])
      same('sessions due', await store.sessions({ dueBy: NOON }), [SESSION])
    },
  },
  {
    name: 'postpone, if there is one, changes when a session is due if its version is as given, and nothing else',
    of: async (store) => {
      if (store.postpone === undefined) return
      const [late, none] = ['dr-a.2026-01-30', 'dr-b.2026-01-30']
      for (const stream of [late, none, SESSION, OTHER]) await append(store, one(stream, 0, stream, 0, ['a', 'b']))
      await store.postpone([
        { stream: SESSION, version: 2, dueAt: NOON },
        { stream: OTHER, version: 1, dueAt: NOON },
        { stream: late, version: 3, dueAt: null },
        { stream: none, version: 2, dueAt: null },
        { stream: 'dr-unknown.2026-01-30', version: 0, dueAt: 0 },
      ])
      same('sessions due at once', await store.sessions({ dueBy: NOON - 1 }), [late, OTHER])
      same('sessions due later', await store.sessions({ dueBy: NOON }), [late, OTHER, SESSION])
      await store.postpone([])
      same('all sessions', await store.sessions({ open: true }), [late, none, OTHER, SESSION])
      same('head', await store.head(), 8)
      same('texts', await texts(store, SESSION), ['a', 'b'])
      same('outcome of the next commit', await append(store, one('next', 0, SESSION, 2)), ['committed'])
    },
  },
]
