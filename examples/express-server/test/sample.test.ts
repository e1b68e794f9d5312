import { memoryStore, OpdScheduler } from 'opd-scheduler'
import { beforeEach, expect, it } from 'vitest'
import { type SampleMode, sampleOf } from '../src/running/sample'
import { readSettings } from '../src/settings'
import { MORNING, TIME_ZONE } from './start'

const DAY = 86_400_000
let now = MORNING
let scheduler: OpdScheduler
beforeEach(() => {
  now = MORNING
  scheduler = new OpdScheduler({ timeZone: TIME_ZONE, store: memoryStore(), clock: () => now })
})
const sample = (mode: SampleMode) => sampleOf(scheduler, TIME_ZONE, () => now, mode)
const names = async () => (await scheduler.doctors()).map(({ name }) => name)
const count = async () => (await scheduler.sessions()).length

it('the sample is three doctors and a week, and each day adds the day that has come nearer', async () => {
  const open = sample('if-empty')
  await open()
  expect([await names(), await count()]).toEqual([['Dr. Iyer', 'Dr. Rao', 'Dr. Shah'], 21])
  await open()
  now += 2 * DAY
  await open()
  expect(await count()).toBe(27)
  // A restart finds its own doctors.
  now += DAY
  await sample('if-empty')()
  expect(await count()).toBe(30)
})

it('a hospital with a doctor of its own gets no sample by default', async () => {
  await scheduler.registerDoctor({ id: 'dr-menon', name: 'Dr. Menon' })
  await sample('if-empty')()
  await sample('off')()
  expect([await names(), await count()]).toEqual([['Dr. Menon'], 0])
  await sample('always')()
  expect(await count()).toBe(21)
})

it('a real doctor who has the id of one of the sample is left alone', async () => {
  const real = { id: 'dr-rao', name: 'Dr. Meenakshi Rao', specialization: 'Neurology', minutesPerVisit: 15 }
  await scheduler.registerDoctor(real)
  await sample('if-empty')()
  expect(await names()).toEqual(['Dr. Meenakshi Rao'])
  await sample('always')()
  expect((await scheduler.doctors()).find(({ id }) => id === 'dr-rao')).toEqual(real)
  expect(await scheduler.sessions({ doctorId: 'dr-rao' })).toEqual([])
})

it('with keys, or on PostgreSQL, the sample is off unless it is asked for', () => {
  const modeOf = (environment: Record<string, string>) => readSettings(environment).sample
  const keys = { API_KEYS: 'front=desk:a-secret-of-at-least-24-characters' }
  const postgres = { DATABASE_URL: 'postgres://db.example/opd' }
  expect([{}, keys, postgres].map(modeOf)).toEqual(['if-empty', 'off', 'off'])
  expect([keys, postgres].map((each) => modeOf({ ...each, SAMPLE: 'on' }))).toEqual(['always', 'always'])
  expect(modeOf({ SAMPLE: 'off' })).toBe('off')
})
