import type { Store, Turn } from '../../index'
import { append, commit, events, OTHER, recordOf, SESSION, same, type Trial, texts } from './check'

/** Turns, of a store that gives any. */
export const TURNS: readonly Trial[] = [
  {
    name: 'a turn, where there are turns, brings what is new and appends like any other',
    of: async (store) => {
      await append(store, commit('c1', SESSION, 0, ['a', "it's", 'c\\d "e"\n🙂']))
      const turn = await turnOf(store, [SESSION, 1], [OTHER, 0])
      if (turn === undefined) return
      same(
        'new',
        [...turn.tails],
        [
          [SESSION, events(SESSION, 0, ['a', "it's", 'c\\d "e"\n🙂'], 'c1').slice(1)],
          [OTHER, []],
        ],
      )
      const batch = [
        commit('c2', SESSION, 3, ["'; DROP", '\\']),
        commit('c3', OTHER, 0, ['x']),
        commit('c4', SESSION, 9, ['y']),
      ]
      const outcomes = await turn.append(batch)
      same(
        'outcomes',
        outcomes.map(({ status }) => status),
        ['committed', 'committed', 'conflict'],
      )
      same('one', await texts(store, SESSION, 3), ["'; DROP", '\\'])
      same('the other', await texts(store, OTHER), ['x'])
      same('remembered', await store.findCommit('c2'), recordOf('c2'))
      const again = await turnOf(store, [SESSION, 5])
      const known = await again!.append([commit('c2', SESSION, 5, ['z'])])
      same(
        'known',
        known.map(({ status }) => status),
        ['command-known'],
      )
      same('nothing added', await texts(store, SESSION, 5), [])
    },
  },
  {
    name: 'while a turn lasts, where there are turns, nobody else writes to its streams',
    of: async (store, { again }) => {
      if (again === undefined || store.takeTurn === undefined) return
      const elsewhere = await again()
      try {
        await append(store, commit('c1', SESSION, 0, ['a']))
        const turn = await turnOf(store, [SESSION, 1])
        const late = append(elsewhere, commit('c2', SESSION, 1, ['x']))
        const next = turnOf(elsewhere, [SESSION, 1])
        // At once, for a turn that lasts may be taken away.
        const [outcome] = await turn!.append([commit('c3', SESSION, 1, ['b'])])
        same('in the turn', outcome?.status, 'committed')
        same('too late', await late, ['conflict'])
        const after = await next
        same(
          'seen by the next',
          after!.tails.get(SESSION)?.map(({ note }) => note),
          ['b'],
        )
        same('without commits', await after!.append([]), [])
        same('and it is over', await append(store, commit('c4', SESSION, 2, ['c'])), ['committed'])
      } finally {
        await elsewhere.close()
      }
    },
  },
  {
    name: 'processes that take turns, where there are turns, never conflict',
    of: async (store, { again }) => {
      if (again === undefined || store.takeTurn === undefined) return
      const elsewhere = await again()
      const rounds = Array.from({ length: 20 }, (_, index) => index)
      try {
        const write = async (process: Store, name: string) => {
          for (const round of rounds) {
            // Named in either order: nobody waits in a circle.
            const turn = await (round % 2 === 0
              ? turnOf(process, [SESSION, 0], [OTHER, 0])
              : turnOf(process, [OTHER, 0], [SESSION, 0]))
            const id = `${name}.${round}`
            const outcomes = await turn!.append(
              [SESSION, OTHER].map((stream) =>
                commit(`${id} ${stream}`, stream, turn!.tails.get(stream)!.length, [id]),
              ),
            )
            same(
              id,
              outcomes.map(({ status }) => status),
              ['committed', 'committed'],
            )
          }
        }
        // A stream that does not exist yet need not be kept from others.
        await append(store, commit('c1', SESSION, 0, ['']), commit('c2', OTHER, 0, ['']))
        await Promise.all([write(store, 'a'), write(elsewhere, 'b')])
        same('all written', (await texts(store, SESSION)).length, 1 + 2 * rounds.length)
      } finally {
        await elsewhere.close()
      }
    },
  },
]

async function turnOf(
  store: Store,
  ...versions: readonly [stream: string, version: number][]
): Promise<Turn | undefined> {
  return store.takeTurn?.(new Map(versions))
}
