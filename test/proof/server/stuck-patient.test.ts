import { setTimeout } from 'node:timers/promises'
import { memoryStore, OpdError, presets } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { patientsIn } from '../../../examples/express-server/src/patients/patients'
import { sqliteTable } from '../../../examples/express-server/src/patients/sqlite-table'
import { openStorage } from '../../../examples/express-server/src/storage'
import type { Json } from '../../../examples/express-server/test/client'
import { freshDatabase } from '../../../examples/express-server/test/fresh-database'
import { DATE, openDay, start } from '../../../examples/express-server/test/start'

const url = await freshDatabase()

it('a patient who is locked by another instance holds up no booking of anybody else', async () => {
  const storage = await openStorage({ kind: 'postgres', url })
  const patients = {
    ...storage.patients,
    before(store: Store): Store {
      const inner = storage.patients.before(store)
      return {
        ...inner,
        async append(commits) {
          // The bookings that arrive meanwhile share the next append.
          if (commits.some(({ commandId }) => commandId === 'first')) await setTimeout(600)
          return inner.append(commits)
        },
      }
    },
  }
  const { store } = storage
  const server = await start({ store, patients, patientIndex: 'own', rules: presets.bumpAndCascade() })
  // Another instance that is paused in the middle of a write.
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  onTestFinished(async () => {
    await other.end()
    await server.stop()
    await storage.patients.close()
    await storage.close()
  })
  const client = await server.client()
  for (const doctorId of ['dr-a', 'dr-b', 'dr-c']) await openDay(client, doctorId, [9])
  const { body: known } = await client.call('admitPatient', { body: { name: 'Known Person', phone: '98450 12301' } })
  const search = async (phone: string): Promise<Json[]> =>
    (await client.call('searchPatients', { body: { phone } })).body.patients
  const book = async (key: string, doctorId: string, whom: object) => {
    const body = { doctorId, date: DATE, source: 'online', ...whom }
    const { status, body: answer } = await client.call('book', { body, headers: { 'Idempotency-Key': key } })
    return { status, code: answer.code, token: answer.token }
  }
  const stuck = { patient: { name: 'Stuck Person', phone: '98450 12302' } }

  await other.query('BEGIN')
  await other.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['+919845012302'])
  const first = book('first', 'dr-c', { patient: { name: 'First Person', phone: '98450 12305' } })
  await setTimeout(100)
  const answers = await Promise.all([
    book('stuck', 'dr-a', stuck),
    book('behind', 'dr-a', { patient: { name: 'Behind Stuck', phone: '98450 12303' } }),
    book('new', 'dr-b', { patient: { name: 'New Person', phone: '98450 12304' } }),
    book('known', 'dr-c', { patientId: known.id }),
  ])
  expect(answers.map(({ status, code }) => [status, code])).toEqual([
    [503, 'store-failed'],
    [201, undefined],
    [201, undefined],
    [201, undefined],
  ])
  expect((await first).status).toBe(201)
  expect(await search(stuck.patient.phone)).toEqual([])

  await other.query('ROLLBACK')
  const done = await book('stuck', 'dr-a', stuck)
  expect(done.status).toBe(201)
  expect((await search(stuck.patient.phone)).map(({ id }) => id)).toEqual([done.token.patientId])
  // An erasure, which nobody else waits for, may wait for a lock as long as before.
  await other.query('BEGIN')
  await other.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`id ${known.id}`])
  const erasing = client.call('erasePatient', { params: { patientId: known.id } })
  await setTimeout(400)
  await other.query('ROLLBACK')
  expect((await erasing).status).toBe(200)
})

it('a patient who cannot be stored fails only the own booking', async () => {
  const table = sqliteTable()
  onTestFinished(() => table.close())
  const failure = new OpdError('store-failed', 'The disk is full.')
  const patients = patientsIn({
    ...table,
    write: async (lookup, decide, isDurable) => {
      if (lookup.id === 'p-bad') throw failure
      return table.write(lookup, decide, isDurable)
    },
  })
  const details = { name: 'Om Iyer', phone: null, hospitalNumber: null, birthDate: null, age: 7, gender: null }
  const appended: string[] = []
  const store = patients.before({
    ...memoryStore(),
    async append(commits) {
      appended.push(...commits.map(({ commandId }) => commandId))
      return commits.map(() => ({ status: 'committed' }))
    },
  })
  const commit = { fingerprint: '', answer: null, writes: [], claims: [], releases: [] }
  const keys = ['bad', 'good']
  let whole: ReturnType<Store['append']> | undefined
  const bookings = keys.map((key, index) => {
    const given = { at: 1, fingerprint: 'f', details, isNew: true, id: `p-${key}`, key, isFresh: true }
    const book = async () => {
      await Promise.resolve()
      // Both share one append.
      whole ??= store.append(keys.map((commandId) => ({ ...commit, commandId })))
      return (await whole)[index]!.status
    }
    return patients.booking(given, book, (status) => status !== 'committed')
  })
  expect(await Promise.allSettled(bookings)).toEqual([
    { status: 'rejected', reason: failure },
    { status: 'fulfilled', value: { result: 'committed', isLost: false, found: false } },
  ])
  expect(appended).toEqual(['good'])
})
