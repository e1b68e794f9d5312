import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { OpdError, presets } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { comparableName } from '../src/patients/person'
import type { Settings } from '../src/settings'
import { openStorage, type Storage } from '../src/storage'
import type { Answer, Client, Json } from './client'
import { freshDatabase } from './fresh-database'
import { DATE, openDay, start } from './start'

// Many bookings for few people, keys and seats, all at once, on two instances that share the storage.

const SEED = 20_261_122
const folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
afterAll(() => rmSync(folder, { recursive: true }))

const STORAGES: readonly Settings['storage'][] = [
  { kind: 'memory' },
  { kind: 'sqlite', file: join(folder, 'opd.db') },
  { kind: 'postgres', url: await freshDatabase() },
]

interface Wish {
  readonly key: string | undefined
  readonly patient: {
    readonly name: string
    readonly phone?: string
    readonly hospitalNumber?: string
    readonly age?: number
  }
  readonly source: string
}

const person = fc.constantFrom<Wish['patient']>(
  { name: 'Asha Verma', phone: '98450 12345' },
  { name: 'asha verma', phone: '+91 9845012345', age: 34 },
  { name: 'Ramesh Kumar', phone: '98450 12346', age: 62 },
  { name: 'Ramesh Kumar', phone: '98450 12346', age: 31 },
  { name: 'Fatima Bi', hospitalNumber: 'MRN-1' },
  { name: 'Fatima Bi', hospitalNumber: 'mrn-1', phone: '98450 12347' },
  { name: 'Somebody Else', hospitalNumber: 'MRN-1' },
  { name: 'Without Phone' },
)
const wish: fc.Arbitrary<Wish> = fc.record({
  key: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined }),
  patient: person,
  source: fc.constantFrom('online', 'walk-in'),
})

/** Opens the storage and a server on it, as a process does; instances in memory share their storage. */
async function launch(settings: Settings['storage'], shared?: Storage, wrap = (store: Store) => store) {
  const storage = settings.kind === 'memory' && shared !== undefined ? shared : await openStorage(settings)
  const { patients } = storage
  const store = wrap(storage.store)
  const server = await start({ store, patients, patientIndex: 'own', rules: presets.bumpAndCascade() })
  const client = await server.client()
  onTestFinished(async () => {
    await server.stop()
    if (storage === shared) return
    await storage.patients.close()
    await storage.close()
  })
  return { storage, server, client, send: (day: string, wish: Wish) => send(client, day, wish) }
}

type Instance = Awaited<ReturnType<typeof launch>>

function send(client: Client, day: string, { key, patient, source }: Wish): Promise<Answer> {
  const headers = key === undefined ? {} : { 'Idempotency-Key': `${day}-${key}` }
  return client.call('book', { body: { doctorId: day, date: DATE, source, patient }, headers })
}

/** What must hold when nothing is under way and no process has died. */
async function check(
  { storage, client }: Instance,
  day: string,
  before: ReadonlySet<string>,
  answers: readonly Answer[],
) {
  const { tokens } = (await client.call('getSession', { params: { sessionId: `${day}.${DATE}` } })).body
  const stored: Json[] = (await storage.patients.search({ name: '' }, 10_000)).filter(({ id }: Json) => !before.has(id))
  const ids = new Set(stored.map(({ id }) => id))
  // Every patient with a token is stored, and every stored patient has a token.
  const booked = new Set(tokens.map(({ patientId }: Json) => patientId))
  expect([...booked].filter((id) => !ids.has(id as string) && !before.has(id as string))).toEqual([])
  expect([...ids].filter((id) => !booked.has(id))).toEqual([])
  const identities = stored
    .filter(({ phone, hospitalNumber }) => phone !== null || hospitalNumber !== null)
    .map(({ name, phone, hospitalNumber, age }) =>
      hospitalNumber === null ? [comparableName(name), phone, age !== null && age > 50].join() : hospitalNumber,
    )
  expect(new Set(identities).size).toBe(identities.length)
  for (const { status, body } of answers) expect([201, 409, 422], JSON.stringify(body)).toContain(status)
  const accepted = answers.filter(({ status }) => status === 201)
  expect(new Set(accepted.map(({ body }) => body.token.id)).size).toBe(tokens.length)
  for (const { body } of accepted) expect(body.token.patientId).toBe(body.patient.id)
}

describe.each(STORAGES)('bookings for people in $kind', (settings) => {
  it('store those who got a token and nobody else, whatever comes together', { timeout: 600_000 }, async () => {
    const first = await launch(settings)
    const second = await launch(settings, first.storage)
    let round = 0
    const reached = { booked: 0, refused: 0, reused: 0, found: 0 }
    const rounds = fc.sample(fc.array(wish, { minLength: 12, maxLength: 30 }), { numRuns: 5, seed: SEED })
    for (const wishes of rounds) {
      const day = `dr-${round++}`
      await openDay(first.client, day, [2, 2])
      const before = new Set((await first.storage.patients.search({ name: '' }, 10_000)).map(({ id }) => id))
      const answers = await Promise.all(wishes.map((each, n) => (n % 2 === 0 ? first : second).send(day, each)))
      await check(first, day, before, answers)
      for (const { status, body } of answers) {
        if (status === 201) reached.booked++
        if (status === 409) reached.refused++
        if (body.code === 'command-id-reused') reached.reused++
        if (body.patient?.found) reached.found++
      }
    }
    expect(Object.entries(reached).filter(([, count]) => count === 0)).toEqual([])
  })

  it('a booking that is refused after its patient was stored leaves nobody', async () => {
    const day = 'dr-late'
    const first = await launch(settings)
    await openDay(first.client, day, [1])
    let others = 0
    const late = await launch(settings, first.storage, (store) => ({
      ...store,
      async append(commits) {
        expect(await first.storage.patients.search({ phone: '+919845012388' }, 9)).toHaveLength(1)
        const faster = await first.send(day, {
          key: undefined,
          patient: { name: `Faster ${others++}` },
          source: 'online',
        })
        expect(faster.status).toBe(201)
        return store.append(commits)
      },
    }))
    const given = { key: 'late', patient: { name: 'Late Comer', phone: '98450 12388' }, source: 'walk-in' }
    const refused = await late.send(day, given)
    expect([refused.status, refused.body.code]).toEqual([409, 'no-capacity'])
    expect(others).toBe(1)
    expect(await first.storage.patients.search({ phone: '+919845012388' }, 9)).toEqual([])
    await openDay(first.client, 'dr-empty', [1])
    const done = await first.send('dr-empty', { ...given, key: 'late-2' })
    expect([done.status, done.body.patient.found]).toEqual([201, false])
    const corrected = await first.send(day, { ...given, patient: { name: 'Corrected' } })
    expect(corrected.body.code).toBe('no-capacity')
  })
})

// Nothing in memory outlives a crash.
describe.each(STORAGES.filter(({ kind }) => kind !== 'memory'))('a crash with $kind', (settings) => {
  it.each(['before the booking', 'after the booking'])(
    'a repeat after a crash %s finds the same patient and books once',
    async (when) => {
      const day = `dr-crash-${when.split(' ')[0]}`
      let isDoomed = false
      let giveUp = (_: OpdError): void => undefined
      const doomed = await launch(settings, undefined, (store) => ({
        ...store,
        async append(commits) {
          if (!isDoomed) return store.append(commits)
          // The patient is stored by now.
          if (when === 'after the booking') await store.append(commits)
          died()
          return new Promise((_, reject) => {
            giveUp = reject
          })
        },
      }))
      await openDay(doomed.client, day, [2])
      const given = { key: 'crash', patient: { name: `Crashed ${when}`, phone: '98450 12399' }, source: 'online' }
      // The first process does everything up to the crash, and never answers.
      let died = (): void => undefined
      const dead = new Promise<void>((resolve) => {
        died = resolve
      })
      isDoomed = true
      void doomed.send(day, given).catch(() => undefined)
      await dead
      isDoomed = false
      expect(await doomed.storage.patients.search({ phone: '+919845012399' }, 9)).toHaveLength(1)

      const survivor = await launch(settings, doomed.storage)
      const answers = await Promise.all([survivor.send(day, given), survivor.send(day, given)])
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      expect(answers[1]!.body).toEqual(answers[0]!.body)
      const people = await survivor.storage.patients.search({ phone: '+919845012399' }, 9)
      expect(people.map(({ id }) => id)).toEqual([answers[0]!.body.patient.id])
      const { tokens } = (await survivor.client.call('getSession', { params: { sessionId: `${day}.${DATE}` } })).body
      expect(tokens.map(({ patientId }: Json) => patientId)).toEqual([people[0]!.id])
      const other = await survivor.send(day, { ...given, source: 'walk-in' })
      expect([other.status, other.body.code]).toEqual([422, 'command-id-reused'])
      await survivor.client.call('erasePatient', { params: { patientId: people[0]!.id } })
      expect((await survivor.send(day, given)).status).toBe(410)
      giveUp(new OpdError('store-failed', 'The first process is dead.'))
    },
  )
})
