import { postgresStore } from 'opd-scheduler/postgres'
import type { Commit, Store, WriteTurn } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { SESSION } from '../scheduler/clinic'
import { until } from '../support/until'
import { one, statuses } from './commits'
import { database } from './database'

const { admin, newPool, newSchema, newStore } = await database()
/** A key that is too long for an index, and that cannot be compressed. */
const LONG = String.fromCodePoint(...Array.from({ length: 4_000 }, (_, n) => 0x4e00 + ((n * 7_919) % 20_000)))

async function eventsIn(store: Store, turn: WriteTurn): Promise<number> {
  return (await store.loadAll!(new Map([[SESSION, 0]]), turn)).get(SESSION)!.length
}

async function appended(store: Store, commit: Commit, turn: WriteTurn): Promise<string> {
  const [outcome] = await store.append([commit], turn)
  return outcome!.status
}

it('a process that is stopped in its turn loses it after half a second, and nothing else', async () => {
  const schema = newSchema()
  const [stopped, other] = [newStore({ schema }), newStore({ schema })]
  const lost = await stopped.takeTurn!()
  await eventsIn(stopped, lost)
  const turn = await other.takeTurn!()
  expect(await appended(other, one('c1', SESSION, 0), turn)).toBe('committed')
  // Its connection is closed. The shell then appends without a turn.
  await expect(stopped.append([one('c2', SESSION, 1)], lost)).rejects.toThrow(/./)
  expect(await statuses(stopped, [one('c2', SESSION, 1)])).toEqual(['committed'])
  const again = await stopped.takeTurn!()
  expect(await eventsIn(stopped, again)).toBe(2)
  again.end()
})

it('a process waits at most a second for its turn', async () => {
  const schema = newSchema()
  const [busy, other] = [newStore({ schema }), newStore({ schema })]
  const turn = await busy.takeTurn!()
  let isOver = false
  const asking = (async () => {
    while (!isOver) await eventsIn(busy, turn)
  })()
  await expect(other.takeTurn!()).rejects.toThrow(/lock timeout/)
  isOver = true
  await asking
  turn.end()
  const next = await other.takeTurn!()
  next.end()
})

it('an append that fails in a turn writes nothing, and the next process gets the turn', async () => {
  const schema = newSchema()
  const [first, second] = [newStore({ schema }), newStore({ schema })]
  // The one cannot be sent, the server refuses the other.
  for (const key of ['\0', LONG]) {
    const turn = await first.takeTurn!()
    const broken = one('c1', SESSION, 0, { claims: [{ key, stream: SESSION }] })
    await expect(first.append([broken], turn)).rejects.toMatchObject({ code: 'store-failed' })
    turn.end()
  }
  const next = await second.takeTurn!()
  expect(await eventsIn(second, next)).toBe(0)
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
      const claims = keys.map((key) => ({ key, stream: SESSION }))
      const commit = one(`${text} ${index}`, SESSION, index, { answer: { text }, claims })
      expect(await appended(store, commit, turn)).toBe('committed')
      expect(await store.findCommit(commit.commandId)).toMatchObject({ answer: { text } })
      for (const key of keys) expect(await store.locate(key)).toBe(SESSION)
    }
  },
)

it('a turn sees what was committed while it was waited for, whatever the isolation of the database is', async () => {
  const schema = newSchema()
  const options = '-c default_transaction_isolation=serializable'
  const [first, second] = [1, 2].map(() => postgresStore(newPool({ options, application_name: schema }), { schema }))
  const turn = await first!.takeTurn!()
  const asked = second!.takeTurn!()
  const waiting = `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event = 'advisory'`
  await until('the second to wait for its turn', async () => (await admin.query(waiting, [schema])).rows.length === 1)
  expect(await appended(first!, one('c1', SESSION, 0), turn)).toBe('committed')
  const next = await asked
  expect(await eventsIn(second!, next)).toBe(1)
  next.end()
})

it('facilities do not wait for each other, and a pool with one connection takes no turns', async () => {
  const schema = newSchema()
  const [north, south] = ['north', 'south'].map((facility) => newStore({ schema, facility }))
  const turns = [await north!.takeTurn!(), await south!.takeTurn!()]
  expect(await eventsIn(north!, turns[0]!)).toBe(0)
  expect(await eventsIn(south!, turns[1]!)).toBe(0)
  for (const turn of turns) turn.end()
  expect(postgresStore(newPool({ max: 1 }), { schema }).takeTurn).toBeUndefined()
})
