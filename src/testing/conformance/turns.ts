import { append, commit, events, OTHER, SESSION, same, type Trial } from './check'

/** Checks of turns to write. */
export const TURNS: readonly Trial[] = [
  {
    name: 'takeTurn, if the store has it, gives turns one after the other, each with the events of those before',
    of: async (store) => {
      const versions = new Map([[SESSION, 0]])
      const first = await store.takeTurn?.()
      if (first === undefined) return
      const order: string[] = []
      const second = store.takeTurn!().then((turn) => {
        order.push('second turn')
        return turn
      })
      same('tails of the first turn', [...(await store.loadAll!(versions, first))], [[SESSION, []]])
      // An append outside a turn need not wait.
      same('outside a turn', await append(store, commit('c1', OTHER, 0, ['x'])), ['committed'])
      order.push('append')
      const outcomes = await store.append([commit('c2', SESSION, 0, ['a']), commit('c3', SESSION, 0, ['b'])], first)
      same(
        'outcomes',
        outcomes.map(({ status }) => status),
        ['committed', 'conflict'],
      )
      first.end()
      const tails = await store.loadAll!(versions, await second)
      same('tails of the second turn', [...tails], [[SESSION, events(SESSION, 0, ['a'], 'c2')]])
      same('order', order, ['append', 'second turn'])
      const third = store.takeTurn!()
      ;(await second).end()
      ;(await third).end()
    },
  },
]
