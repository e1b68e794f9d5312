import type { ListingQuery } from '../../store/store'
import { append, commit, commitOf, entryOf, OTHER, SESSION, same, type Trial, write } from './check'

/** Checks of keys, lists of streams and checkpoints. */
export const LISTINGS: readonly Trial[] = [
  {
    name: 'a key belongs to one stream until it is released',
    of: async (store) => {
      const claim = (key: string, stream: string) => ({ claims: [{ key, stream }] })
      const first = commitOf('c1', [write(SESSION, 0, ['a'], 'c1')], claim('k1', SESSION))
      same('outcome of a claim', await append(store, first), ['committed'])
      same('stream of k1', await store.locate('k1'), SESSION)
      same('stream of k2', await store.locate('k2'), undefined)
      const rival = commitOf('c2', [write(OTHER, 0, ['x'], 'c2')], claim('k1', OTHER))
      same('outcome of a rival claim', await store.append([rival]), [{ status: 'key-taken', key: 'k1' }])
      same('head', await store.head(), 1)
      const handed = commitOf('c3', [write(OTHER, 0, ['x'], 'c3')], { ...claim('k1', OTHER), releases: ['k1'] })
      same('outcome of a claim with a release', await append(store, handed), ['committed'])
      same('stream of k1', await store.locate('k1'), OTHER)
      const released = commitOf('c4', [write(OTHER, 1, ['y'], 'c4')], { releases: ['k1', 'never claimed'] })
      same('outcome of a release', await append(store, released), ['committed'])
      same('stream of k1', await store.locate('k1'), undefined)
      same(
        'outcome of a claim after the release',
        await append(
          store,
          commitOf(
            'c2',
            rival.writes.map((each) => ({ ...each, expectedVersion: 2, events: write(OTHER, 2, ['z'], 'c2').events })),
            claim('k1', OTHER),
          ),
        ),
        ['committed'],
      )
    },
  },
  {
    name: 'a commit that fails claims and releases nothing',
    of: async (store) => {
      await append(
        store,
        commitOf('c1', [write(SESSION, 0, ['a'], 'c1')], { claims: [{ key: 'k1', stream: SESSION }] }),
      )
      const stale = commitOf('c2', [write(SESSION, 0, ['x'], 'c2')], {
        claims: [{ key: 'k2', stream: SESSION }],
        releases: ['k1'],
      })
      same('outcome of a stale commit', await append(store, stale), ['conflict'])
      same('stream of k2', await store.locate('k2'), undefined)
      same('stream of k1', await store.locate('k1'), SESSION)
    },
  },
  {
    name: 'a key that an earlier commit of the batch claimed is taken',
    of: async (store) => {
      const claims = (stream: string) => ({ claims: [{ key: 'k1', stream }] })
      const outcomes = await append(
        store,
        commitOf('c1', [write(SESSION, 0, ['a'], 'c1')], claims(SESSION)),
        commitOf('c2', [write(OTHER, 0, ['x'], 'c2')], claims(OTHER)),
      )
      same('outcomes', outcomes, ['committed', 'key-taken'])
      same('stream of k1', await store.locate('k1'), SESSION)
    },
  },
  {
    name: 'sessions are listed by date, then doctor, and filtered by doctor, dates and whether they are open',
    of: async (store) => {
      const [a, b, c, d] = ['dr-b.2026-02-01', 'dr-a.2026-02-01', 'dr-a.2026-01-31', 'dr-a.2026-12-31']
      for (const stream of [a, 'dr-a', b, c, d]) await append(store, commit(`open ${stream}`, stream!, 0, ['opened']))
      same('all sessions', await store.sessions({}), [c, b, a, d])
      same('sessions of a doctor', await store.sessions({ doctorId: 'dr-a' }), [c, b, d])
      same('sessions of an unknown doctor', await store.sessions({ doctorId: 'dr' }), [])
      same('sessions from a date', await store.sessions({ from: '2026-02-01' }), [b, a, d])
      same('sessions to a date', await store.sessions({ to: '2026-02-01' }), [c, b, a])
      same('sessions of a day', await store.sessions({ from: '2026-02-01', to: '2026-02-01' }), [b, a])
      same('open sessions', await store.sessions({ open: true }), [c, b, a, d])
      same('closed sessions', await store.sessions({ open: false }), [])
      const closing = { ...write(b!, 1, ['closed'], 'close'), entry: entryOf(b!, false) }
      await append(store, commitOf('close', [closing]))
      same('open sessions', await store.sessions({ open: true, from: '2026-02-01' }), [a, d])
      same('closed sessions', await store.sessions({ open: false, doctorId: 'dr-a' }), [b])
      same('all sessions', await store.sessions({ doctorId: 'dr-a', to: '2026-02-01' }), [c, b])
    },
  },
  {
    name: 'a session that is closed in one append together with other events is no longer listed as open',
    of: async (store) => {
      const closing = (stream: string, version: number, notes: readonly string[], id: string) => ({
        ...write(stream, version, notes, id),
        entry: entryOf(stream, false),
      })
      const [a, b, c, d] = ['dr-a.2026-02-01', 'dr-b.2026-02-01', 'dr-c.2026-02-01', 'dr-d.2026-02-01']
      for (const stream of [a, b, c, d]) await append(store, commit(`open ${stream}`, stream!, 0, ['opened']))
      await append(store, commitOf('c1', [closing(a!, 1, ['no-show', 'dropped', 'closed'], 'c1')]))
      same('open sessions after a commit of several events', await store.sessions({ open: true }), [b, c, d])
      await append(store, commit('c2', b!, 1, ['booked', 'booked']), commitOf('c3', [closing(b!, 3, ['closed'], 'c3')]))
      same('open sessions after a batch', await store.sessions({ open: true }), [c, d])
      await append(store, commitOf('c4', [closing(c!, 1, ['closed'], 'c4'), write(d!, 1, ['moved here'], 'c4')]))
      same('open sessions after a commit to two streams', await store.sessions({ open: true }), [d])
      await append(
        store,
        commitOf('c5', [closing(d!, 2, ['closed'], 'c5')]),
        commitOf('c6', [closing(d!, 3, ['seen'], 'c6')]),
      )
      same('open sessions after a later visit', await store.sessions({ open: true }), [])
      await append(
        store,
        commit('c7', SESSION, 0, ['opened', 'booked']),
        commitOf('c8', [closing(SESSION, 2, ['closed'], 'c8')]),
        commitOf('c9', [closing(OTHER, 0, ['opened', 'closed'], 'c9')]),
      )
      same('open sessions after a batch that opens them too', await store.sessions({ open: true }), [])
      same('closed sessions', await store.sessions({ open: false }), [OTHER, SESSION, a, b, c, d])
      const stale = commitOf('c11', [closing('dr-e.2026-02-01', 5, ['closed'], 'c11')])
      await append(store, commit('c10', 'dr-e.2026-02-01', 0, ['opened']), stale)
      same('open sessions after a conflict', await store.sessions({ open: true }), ['dr-e.2026-02-01'])
    },
  },
  {
    name: 'a list of sessions begins after the place of any session, and ends after as many as are asked for',
    of: async (store) => {
      // By name, dr-a comes before dr, because a hyphen sorts before a full stop.
      const days = ['2026-01-31', '2026-02-01', '2026-12-31']
      const all = days.flatMap((day) => ['dr-a', 'dr-b', 'dr'].map((doctor) => `${doctor}.${day}`))
      const closed = [all[0], all[4], all[5]]
      for (const stream of all) await append(store, commit(`open ${stream}`, stream, 0, ['opened']))
      for (const stream of closed) {
        const closing = { ...write(stream!, 1, ['closed'], 'close'), entry: entryOf(stream!, false, null) }
        await append(store, commitOf(`close ${stream}`, [closing]))
      }
      const queries: readonly ListingQuery[] = [
        {},
        { open: true },
        { open: false },
        { doctorId: 'dr-a' },
        { doctorId: 'dr', open: true },
        { from: '2026-02-01' },
        { to: '2026-02-01', open: true },
      ]
      const nowhere = 'dr-aa.2026-02-01'
      for (const query of queries) {
        const whole = await store.sessions(query)
        for (const after of [undefined, ...all, nowhere])
          for (const limit of [undefined, 1, 2, 5, 9]) {
            const rest = whole.filter((id) => after === undefined || byDate(id) > byDate(after))
            const page = { ...query, after, limit }
            same(`sessions of ${JSON.stringify(page)}`, await store.sessions(page), rest.slice(0, limit))
          }
      }
    },
  },
  {
    name: 'doctors are listed by id',
    of: async (store) => {
      same('doctors of an empty store', await store.doctors(), [])
      for (const stream of ['dr-b', 'dr-a', SESSION]) await append(store, commit(stream, stream, 0, ['registered']))
      await append(store, commit('again', 'dr-b', 1, ['changed']))
      same('doctors', await store.doctors(), ['dr-a', 'dr-b'])
      same('sessions', await store.sessions({}), [SESSION])
    },
  },
  {
    name: 'a checkpoint moves only from its present position',
    of: async (store, { again }) => {
      same('checkpoint of a new consumer', await store.checkpoint('sms'), 0)
      same('a move from another position', await store.advance('sms', 3, 5), false)
      same('a move from 0', await store.advance('sms', 0, 5), true)
      same('a second move from 0', await store.advance('sms', 0, 7), false)
      same('a move from 5', await store.advance('sms', 5, 9), true)
      same('checkpoint', await store.checkpoint('sms'), 9)
      same('checkpoint of another consumer', await store.checkpoint('display'), 0)
      if (again === undefined) return
      const other = await again()
      same('checkpoint for another process', await other.checkpoint('sms'), 9)
      await other.close()
    },
  },
]

/** A text that sorts as sessions are listed. */
function byDate(sessionId: string): string {
  return `${sessionId.slice(-10)} ${sessionId}`
}
