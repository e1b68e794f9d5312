import { memoryStore, OpdError, presets } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { expect, it, onTestFinished, vi } from 'vitest'
import { patientsIn } from '../../../examples/express-server/src/patients/patients'
import { sqliteTable } from '../../../examples/express-server/src/patients/sqlite-table'
import { openStorage } from '../../../examples/express-server/src/storage'
import type { Json } from '../../../examples/express-server/test/client'
import { freshDatabase } from '../../../examples/express-server/test/fresh-database'
import { DATE, openDay, start } from '../../../examples/express-server/test/start'
import { until } from '../../support/until'

const url = await freshDatabase()

const WAITING = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

/** The store, which says when a read begins and when it has ended. */
function countingReads(store: Store, count: (more: 1 | -1) => void): Store {
  const counted =
    <Args extends unknown[], T>(read: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      count(1)
      try {
        return await read(...args)
      } finally {
        count(-1)
      }
    }
  const { load, loadAll, sessions, findCommit } = store
  return {
    ...store,
    load: counted(load),
    ...(loadAll && { loadAll: counted(loadAll) }),
    sessions: counted(sessions),
    findCommit: counted(findCommit),
  }
}

it('a patient who is locked by another instance holds up no booking of anybody else', async () => {
  const storage = await openStorage({ kind: 'postgres', url })
  const appends: string[][] = []
  let reading = 0
  let go = () => {}
  const passage = new Promise<void>((resolve) => {
    go = resolve
  })
  const patients = {
    ...storage.patients,
    before(store: Store): Store {
      const inner = storage.patients.before(store)
      return {
        ...inner,
        async append(commits) {
          const ids = commits.map(({ commandId }) => commandId)
          appends.push(ids)
          if (ids.includes('first')) await passage
          return inner.append(commits)
        },
      }
    },
  }
  const store = countingReads(storage.store, (more) => {
    reading += more
  })
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
  await until('the first append', () => appends.flat().includes('first'))
  // The bookings that arrive meanwhile share the next append. They are decided when all have been asked for and nothing is read.
  const asked = vi.spyOn(server.scheduler, 'execute')
  const answering = Promise.all([
    book('stuck', 'dr-a', stuck),
    book('behind', 'dr-a', { patient: { name: 'Behind Stuck', phone: '98450 12303' } }),
    book('new', 'dr-b', { patient: { name: 'New Person', phone: '98450 12304' } }),
    book('known', 'dr-c', { patientId: known.id }),
  ])
  await until(
    'four more bookings',
    () => [asked.mock.calls.length, reading],
    ([calls, reads]) => calls === 4 && reads === 0,
  )
  await new Promise(setImmediate)
  go()
  const answers = await answering
  expect(appends.map((ids) => ids.toSorted())).toContainEqual(['behind', 'known', 'new', 'stuck'])
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
  // An erasure, which nobody else waits for, may wait longer for a lock than a booking does that came after it.
  await other.query('BEGIN')
  await other.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`id ${known.id}`])
  const erasing = client.call('erasePatient', { params: { patientId: known.id } })
  await until('the erasure to wait', async () => (await other.query(WAITING)).rows.length === 1)
  expect((await book('later', 'dr-b', { patient: { name: 'Known Person', phone: '98450 12301' } })).status).toBe(503)
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
