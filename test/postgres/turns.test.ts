import { postgresStore } from 'opd-scheduler/postgres'
import { expect, it } from 'vitest'
import { SESSION } from '../scheduler/clinic'
import { one, statuses } from './commits'
import { database } from './database'

const { admin, newPool, newSchema, newStore } = await database()
/** A key that is too long for an index, and that cannot be compressed. */
const LONG = String.fromCodePoint(...Array.from({ length: 4_000 }, (_, n) => 0x4e00 + ((n * 7_919) % 20_000)))
const TAIL = new Map([[SESSION, 0]])

it('a process that is stopped in its turn loses it after half a second, and nothing else', async () => {
  const schema = newSchema()
  const [stopped, other] = [newStore({ schema }), newStore({ schema })]
  const lost = await stopped.takeTurn!()
  await lost.loadAll(TAIL)
  const turn = await other.takeTurn!()
  expect((await turn.append([one('c1', SESSION, 0)]))[0]!.status).toBe('committed')
  // Its connection is closed. The shell then appends outside a turn.
  await expect(lost.append([one('c2', SESSION, 1)])).rejects.toThrow(/./)
  expect(await statuses(stopped, [one('c2', SESSION, 1)])).toEqual(['committed'])
  const again = await stopped.takeTurn!()
  expect((await again.loadAll(TAIL)).get(SESSION)).toHaveLength(2)
  again.end()
})

it('a process waits at most a second for its turn', async () => {
  const schema = newSchema()
  const [busy, other] = [newStore({ schema }), newStore({ schema })]
  const turn = await busy.takeTurn!()
  let isOver = false
  const asking = (async () => {
    while (!isOver) await turn.loadAll(TAIL)
  })()
  await expect(other.takeTurn!()).rejects.toThrow(/lock timeout/)
  isOver = true
  await asking
  turn.end()
  const next = await other.takeTurn!()
  next.end()
})

it('an append that fails in a turn writes nothing and gives the turn to the next process', async () => {
  const schema = newSchema()
  const [first, second] = [newStore({ schema }), newStore({ schema })]
  const takingKey = (key: string) => one('c1', SESSION, 0, { claims: [{ key, stream: SESSION }] })
  // The first cannot be sent, the server refuses the second.
  for (const key of ['\0', LONG]) {
    const turn = await first.takeTurn!()
    await expect(turn.append([takingKey(key)])).rejects.toMatchObject({ code: 'store-failed' })
  }
  const next = await second.takeTurn!()
  expect((await next.loadAll(TAIL)).get(SESSION)).toEqual([])
  next.end()
})

it.each(['on', 'off'])(
  'texts come back exactly from an append in a turn, with standard_conforming_strings %s',
  async (how) => {
    const store = postgresStore(newPool({ options: `-c standard_conforming_strings=${how}` }), { schema: newSchema() })
    const texts = [`'; DROP TABLE x; --`, `\\' \\`, 'a\nb\tc', '{"NULL",}', 'NULL', '$1 $18 $&', 'é 日本 🙂', '"', '']
    for (const [index, text] of texts.entries()) {
      const turn = await store.takeTurn!()
      const keys = [`${text} key`, `${text} other key`]
      const commit = one(`${text} ${index}`, SESSION, index, {
        answer: { text },
        claims: keys.map((key) => ({ key, stream: SESSION })),
      })
      expect(await turn.append([commit])).toEqual([{ status: 'committed' }])
      expect(await store.findCommit(`${text} ${index}`)).toMatchObject({ answer: { text } })
      for (const key of keys) expect(await store.locate(key)).toBe(SESSION)
    }
  },
)

it('a turn sees what was committed while it was waited for, whatever the isolation of the database is', async () => {
  const schema = newSchema()
  const options = '-c default_transaction_isolation=serializable'
  const [first, second] = [1, 2].map(() => postgresStore(newPool({ options }), { schema }))
  const turn = await first!.takeTurn!()
  const next = second!.takeTurn!()
  const { rows } = await admin.query(
    `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
  )
  expect(rows[0].waiting).toBeLessThanOrEqual(1)
  expect((await turn.append([one('c1', SESSION, 0)]))[0]!.status).toBe('committed')
  const tails = await (await next).loadAll(TAIL)
  expect(tails.get(SESSION)).toHaveLength(1)
  ;(await next).end()
})

it('facilities do not wait for each other, nor does a pool with one connection have turns', async () => {
  const schema = newSchema()
  const north = await newStore({ schema, facility: 'north' }).takeTurn!()
  const south = await newStore({ schema, facility: 'south' }).takeTurn!()
  expect((await north.loadAll(TAIL)).get(SESSION)).toEqual([])
  expect((await south.loadAll(TAIL)).get(SESSION)).toEqual([])
  north.end()
  south.end()
  expect(postgresStore(newPool({ max: 1 }), { schema }).takeTurn).toBeUndefined()
})
