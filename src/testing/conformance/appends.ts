import type { Commit } from '../../store/store'
import { append, commit, commitOf, events, OTHER, recordOf, SESSION, same, type Trial, texts, write } from './check'

/** Checks of streams, versions and atomic commits. */
export const APPENDS: readonly Trial[] = [
  {
    name: 'a stream that was never written to is empty',
    of: async (store) => {
      same('events', await store.load(SESSION, 0), [])
      same('head', await store.head(), 0)
    },
  },
  {
    name: 'events come back as they were written, with keys in the same order',
    of: async (store) => {
      const notes = ['', 'ä 日本 🙂 "quoted" \\ \n', "'; DROP TABLE log; --", 'x'.repeat(20_000)]
      same('outcome', await append(store, commit('c1', SESSION, 0, notes)), ['committed'])
      same('events', await store.load(SESSION, 0), events(SESSION, 0, notes, 'c1'))
    },
  },
  {
    name: 'the tail of a stream is its events after a version',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a', 'b', 'c']), commit('c2', OTHER, 0, ['x']))
      same('after 1', await texts(store, SESSION, 1), ['b', 'c'])
      same('after 3', await texts(store, SESSION, 3), [])
      same('after 9', await texts(store, SESSION, 9), [])
    },
  },
  {
    name: 'loadAll, if the store has it, returns the same tails as load for each stream',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a', "it's", 'c\\d "e"\n🙂']), commit('c2', OTHER, 0, ['x']))
      const asked: [stream: string, after: number][] = [
        [OTHER, 0],
        [SESSION, 1],
        ['dr-nobody.2026-01-30', 0],
      ]
      const tails = await store.loadAll?.(new Map(asked))
      if (tails === undefined) return
      for (const [stream, after] of asked) same(stream, tails.get(stream), await store.load(stream, after))
      same('tails of no streams', [...(await store.loadAll!(new Map()))], [])
    },
  },
  {
    name: 'a commit with too low or too high a version writes nothing',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a', 'b']))
      same('a version too low', await append(store, commit('c2', SESSION, 1, ['x'])), ['conflict'])
      same('version 0', await append(store, commit('c3', SESSION, 0, ['x'])), ['conflict'])
      same('a version too high', await append(store, commit('c4', SESSION, 3, ['x'])), ['conflict'])
      same('version 1 of a new stream', await append(store, commit('c5', OTHER, 1, ['x'])), ['conflict'])
      same('events', await texts(store, SESSION), ['a', 'b'])
      same('head', await store.head(), 2)
      for (const id of ['c2', 'c3', 'c4', 'c5']) same(`commit ${id}`, await store.findCommit(id), undefined)
      same('the right version', await append(store, commit('c2', SESSION, 2, ['c'])), ['committed'])
    },
  },
  {
    name: 'a commit to several streams is written as a whole or not at all',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a']))
      const half = commitOf('c2', [write(OTHER, 0, ['x'], 'c2'), write(SESSION, 0, ['y'], 'c2')])
      same('one version wrong', await append(store, half), ['conflict'])
      same('events of the other', await texts(store, OTHER), [])
      const whole = commitOf('c3', [write(OTHER, 0, ['x'], 'c3'), write(SESSION, 1, ['y', 'z'], 'c3')])
      same('both versions right', await append(store, whole), ['committed'])
      same('events of one', await texts(store, OTHER), ['x'])
      same('events of the other', await texts(store, SESSION), ['a', 'y', 'z'])
    },
  },
  {
    name: 'a write without events only checks its version',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a']))
      const stale = commitOf('c2', [write(SESSION, 0, [], 'c2'), write(OTHER, 0, ['x'], 'c2')])
      same('a stale version', await append(store, stale), ['conflict'])
      const right = commitOf('c3', [write(SESSION, 1, [], 'c3'), write(OTHER, 0, ['x'], 'c3')])
      same('the right version', await append(store, right), ['committed'])
      same('events', await texts(store, SESSION), ['a'])
      same('a commit on the same version', await append(store, commit('c4', SESSION, 1, ['b'])), ['committed'])
    },
  },
  {
    name: 'commits of a batch build on each other',
    of: async (store) => {
      const batch = [
        commit('c1', SESSION, 0, ['a']),
        commit('c2', OTHER, 0, ['x']),
        commit('c3', SESSION, 1, ['b', 'c']),
      ]
      same('outcomes', await append(store, ...batch, commit('c4', SESSION, 3, ['d'])), Array(4).fill('committed'))
      same('events of one', await texts(store, SESSION), ['a', 'b', 'c', 'd'])
      same('events of the other', await texts(store, OTHER), ['x'])
    },
  },
  {
    name: 'a commit that fails also fails later commits of the batch that share a stream, and no other',
    of: async (store) => {
      await append(store, commit('c0', SESSION, 0, ['a', 'b']))
      const outcomes = await append(
        store,
        commit('c1', SESSION, 0, ['wrong', 'wrong']),
        // Its version fits the stream, but it was decided on the commit before it.
        commit('c2', SESSION, 2, ['wrong']),
        commitOf('c3', [write(SESSION, 3, ['wrong'], 'c3'), write(OTHER, 0, ['wrong'], 'c3')]),
        commit('c4', OTHER, 0, ['wrong']),
        commit('c5', 'dr-sen.2026-01-30', 0, ['right']),
      )
      same('outcomes', outcomes, ['conflict', 'conflict', 'conflict', 'conflict', 'committed'])
      same('events of one', await texts(store, SESSION), ['a', 'b'])
      same('events of the other', await texts(store, OTHER), [])
      same('events of the third', await texts(store, 'dr-sen.2026-01-30'), ['right'])
      same('a later commit', await append(store, commit('c6', SESSION, 2, ['c'])), ['committed'])
    },
  },
  {
    name: 'a commit with a committed command id returns the first commit, whatever its versions and keys',
    of: async (store) => {
      const claims = [{ key: 'k1', stream: SESSION }]
      await append(store, commitOf('c1', [write(SESSION, 0, ['a'], 'c1')], { claims }))
      const [known] = await store.append([
        commitOf('c1', [write(SESSION, 9, ['x'], 'c1')], { claims, fingerprint: 'other' }),
      ])
      same('outcome', known, { status: 'command-known', commit: recordOf('c1') })
      const [fitting] = await store.append([commit('c1', SESSION, 1, ['x'])])
      same('outcome with the right version', fitting, { status: 'command-known', commit: recordOf('c1') })
      const [fresh] = await store.append([commit('c1', OTHER, 0, ['x'])])
      same('outcome on another stream', fresh, { status: 'command-known', commit: recordOf('c1') })
      same('commit c1', await store.findCommit('c1'), recordOf('c1'))
      same('commit c2', await store.findCommit('c2'), undefined)
      same('events', [await texts(store, SESSION), await texts(store, OTHER)], [['a'], []])
      same('sessions', await store.sessions({}), [SESSION])
    },
  },
  {
    name: 'a commit that repeats a command or claims a taken key also fails the commits decided on it',
    of: async (store) => {
      const claims = [{ key: 'k1', stream: SESSION }]
      await append(store, commitOf('c1', [write(SESSION, 0, ['a'], 'c1')], { claims }))
      // Moves the stream on, so that the version of c3 fits.
      await append(store, commit('c2', SESSION, 1, ['b']))
      const known = await append(store, commit('c1', SESSION, 1, ['x']), commit('c3', SESSION, 2, ['on top']))
      same('outcomes after a repeated command', known, ['command-known', 'conflict'])
      const thief = commitOf('c4', [write(OTHER, 0, ['x'], 'c4')], { claims: [{ key: 'k1', stream: OTHER }] })
      same('outcomes after a taken key', await append(store, thief, commit('c5', OTHER, 0, ['y'])), [
        'key-taken',
        'conflict',
      ])
      const checked = commitOf('c6', [write(SESSION, 9, [], 'c6'), write(OTHER, 0, ['x'], 'c6')])
      same(
        'outcomes after a failed check of a version',
        await append(store, checked, commit('c7', SESSION, 2, ['y'])),
        ['conflict', 'conflict'],
      )
      same('events', [await texts(store, SESSION), await texts(store, OTHER)], [['a', 'b'], []])
    },
  },
  {
    name: 'a batch may be large',
    of: async (store) => {
      const batch = Array.from({ length: 256 }, (_, i) =>
        commit(`c${i}`, `dr-${i % 50}.2026-01-30`, Math.floor(i / 50) * 3, ['a', 'b', 'c']),
      )
      same('outcomes', await append(store, ...batch), Array(256).fill('committed'))
      same('head', await store.head(), 768)
    },
  },
  {
    name: 'of simultaneous commits to different streams with one command id, or one key, exactly one is written',
    of: async (store, { again }) => {
      const stores = again === undefined ? [store] : [store, await again(), await again()]
      const rivals = async (more: (i: number) => Partial<Commit>, id: (i: number) => string, day: string) => {
        const outcomes = Array.from({ length: 24 }, (_, i) => {
          const stream = `dr-${i}.${day}`
          return append(stores[i % stores.length]!, commitOf(id(i), [write(stream, 0, ['x'], id(i))], more(i)))
        })
        return (await Promise.all(outcomes)).flat().filter((status) => status === 'committed').length
      }
      same(
        'written with one id',
        await rivals(
          () => ({}),
          () => 'c1',
          '2026-02-01',
        ),
        1,
      )
      const claim = (i: number) => ({ claims: [{ key: 'k1', stream: `dr-${i}.2026-02-02` }] })
      same('written with one key', await rivals(claim, (i) => `k${i}`, '2026-02-02'), 1)
      same('length of the log', (await store.read(0, 10)).length, 2)
      for (const other of stores.slice(1)) await other.close()
    },
  },
  {
    name: 'a command id that repeats within a batch is committed once',
    of: async (store) => {
      const twice = await append(store, commit('c1', SESSION, 0, ['a']), commit('c1', SESSION, 1, ['b']))
      same('outcomes', twice, ['committed', 'command-known'])
      same('events', await texts(store, SESSION), ['a'])
    },
  },
  {
    name: 'of simultaneous commits on one version exactly one is written',
    of: async (store, { again }) => {
      const stores = again === undefined ? [store] : [store, await again(), await again()]
      const rivals = Array.from({ length: 30 }, (_, i) =>
        append(stores[i % stores.length]!, commit(`c${i}`, SESSION, 0, [`by ${i}`])),
      )
      const outcomes = (await Promise.all(rivals)).flat()
      same('committed', outcomes.filter((status) => status === 'committed').length, 1)
      same('conflicts', outcomes.filter((status) => status === 'conflict').length, 29)
      same('written', await texts(store, SESSION), [`by ${outcomes.indexOf('committed')}`])
      for (const other of stores.slice(1)) await other.close()
    },
  },
  {
    name: 'a commit of another process counts at once',
    of: async (store, { again }) => {
      const other = again === undefined ? store : await again()
      same('commit of one', await append(store, commit('c1', SESSION, 0, ['a'])), ['committed'])
      same('commit of the other', await append(other, commit('c2', SESSION, 1, ['b'])), ['committed'])
      same('stale commit of the first', await append(store, commit('c3', SESSION, 1, ['c'])), ['conflict'])
      same('next commit of the first', await append(store, commit('c4', SESSION, 2, ['c'])), ['committed'])
      same('next commit of the other', await append(other, commit('c5', SESSION, 3, ['d'])), ['committed'])
      if (other !== store) await other.close()
    },
  },
]
