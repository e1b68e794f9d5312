import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { OpdScheduler, presets } from 'opd-scheduler'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { comparableName } from '../src/patients/person'
import type { Settings } from '../src/settings'
import { openStorage } from '../src/storage'
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

/** Opens the storage and a server on it, as a process does. */
async function launch(settings: Settings['storage'], day: string) {
  const storage = await openStorage(settings)
  const server = await start({ ...storage, patientIndex: 'own', rules: presets.bumpAndCascade() })
  const client = await server.client()
  let isStopped = false
  const stop = async () => {
    if (isStopped) return
    isStopped = true
    await server.stop()
    await storage.patients.close()
    await storage.close()
  }
  onTestFinished(stop)
  return { storage, server, client, stop, send: (given: Wish) => send(client, day, given) }
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
  // Whoever has a token is stored, and whoever is stored has a token.
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
    const first = await launch(settings, '')
    const second = settings.kind === 'memory' ? first : await launch(settings, '')
    let round = 0
    const reached = { booked: 0, refused: 0, reused: 0, found: 0, released: 0 }
    const release = vi.spyOn(first.storage.patients, 'release')
    const rounds = fc.sample(fc.array(wish, { minLength: 12, maxLength: 30 }), { numRuns: 12, seed: SEED })
    for (const wishes of rounds) {
      const day = `dr-${round++}`
      await openDay(first.client, day, [2, 2])
      const before = new Set((await first.storage.patients.search({ name: '' }, 10_000)).map(({ id }) => id))
      const answers = await Promise.all(wishes.map((each, n) => send((n % 2 === 0 ? first : second).client, day, each)))
      await check(first, day, before, answers)
      for (const { status, body } of answers) {
        if (status === 201) reached.booked++
        if (status === 409) reached.refused++
        if (body.code === 'command-id-reused') reached.reused++
        if (body.patient?.found) reached.found++
      }
    }
    reached.released = release.mock.calls.length
    expect(Object.entries(reached).filter(([, count]) => count === 0)).toEqual([])
  })

  it.each(['before the booking', 'after the booking'])(
    'a repeat after a crash %s finds the same patient and books once',
    async (when) => {
      const day = `dr-crash-${when.split(' ')[0]}`
      const doomed = await launch(settings, day)
      await openDay(doomed.client, day, [2])
      const given = { key: 'crash', patient: { name: `Crashed ${when}`, phone: '98450 12399' }, source: 'online' }
      // The first process does everything up to the crash, and never answers.
      const execute = OpdScheduler.prototype.execute
      let died!: () => void
      const dead = new Promise<void>((resolve) => {
        died = resolve
      })
      const crash = vi.spyOn(doomed.server.scheduler, 'execute').mockImplementation((async (...args: Json[]) => {
        if (when === 'after the booking') await execute.apply(doomed.server.scheduler, args as never)
        died()
        return new Promise(() => undefined)
      }) as never)
      void doomed.send(given).catch(() => undefined)
      await dead
      expect(await doomed.storage.patients.search({ phone: '+919845012399' }, 9)).toHaveLength(1)
      crash.mockRestore()

      const survivor = settings.kind === 'memory' ? doomed : await launch(settings, day)
      const answers = await Promise.all([survivor.send(given), survivor.send(given)])
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      expect(answers[1]!.body).toEqual(answers[0]!.body)
      const people = await survivor.storage.patients.search({ phone: '+919845012399' }, 9)
      expect(people.map(({ id }) => id)).toEqual([answers[0]!.body.patient.id])
      const { tokens } = (await survivor.client.call('getSession', { params: { sessionId: `${day}.${DATE}` } })).body
      expect(tokens.map(({ patientId }: Json) => patientId)).toEqual([people[0]!.id])
      const other = await survivor.send({ ...given, source: 'walk-in' })
      expect([other.status, other.body.code]).toEqual([422, 'command-id-reused'])
      await survivor.client.call('erasePatient', { params: { patientId: people[0]!.id } })
      expect((await survivor.send(given)).status).toBe(410)
    },
  )
})
