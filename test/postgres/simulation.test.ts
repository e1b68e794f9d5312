import { postgresStore } from 'opd-scheduler/postgres'
import { expect, it } from 'vitest'
import { runSimulation, summaryOf } from '../simulation/run-simulation'
import { database } from './database'

const SEED = ['--seed', '7']
const { url, admin, newSchema } = await database()

it('a simulated day ends the same on PostgreSQL and in memory, and is not started twice', async () => {
  const schema = newSchema()
  const address = `${url}?schema=${schema}`
  const inMemory = await summaryOf(...SEED)
  const onServer = await summaryOf(...SEED, '--store', address)
  expect(onServer).toEqual({ ...inMemory, elapsedMs: onServer.elapsedMs })

  const store = postgresStore(admin, { schema })
  const events = await store.head()
  await store.close()
  const again = await runSimulation([...SEED, '--json', '--store', address])
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toContain(`already holds a day of ${events} events. Give --resume`)
  expect(again.err).not.toContain(new URL(url).password)

  const resumed = await summaryOf(...SEED, '--store', address, '--resume')
  expect(resumed.digest).toBe(inMemory.digest)
})
