import { setTimeout as pause } from 'node:timers/promises'
import { get, opened, post, type Sent } from './connection'
import type { Instance } from './instance'
import { DATE, hour, openDay, percentilesOf, SLOTS } from './load'
import { spent } from './processor'

const DOCTORS = 60
const CAPACITY = 18
const CONNECTIONS = 8
const WARM_UP_SECONDS = 1
const SECONDS = 3
const HEALTH_EVERY_MS = 10

const FIRST = [
  'Asha',
  'Ravi',
  'Meena',
  'Imran',
  'Kavita',
  'Suresh',
  'Fatima',
  'Arjun',
  'Lakshmi',
  'Joseph',
  'Deepa',
  'Vikram',
]
const LAST = [
  'Rao',
  'Iyer',
  'Khan',
  'Patil',
  'Thomas',
  'Reddy',
  'Das',
  'Shah',
  'Nair',
  'Gupta',
  'Kulkarni',
  'Singh',
  'Bose',
]

const nameOf = (n: number) => `${FIRST[n % FIRST.length]} ${LAST[n % LAST.length]}`
const phoneOf = (n: number) => `98${String(n).padStart(8, '0')}`

/** Measures what screens and clerks read, at a hospital of 60 doctors with 144 patients each. */
export async function measureReads(name: string, { url, pid }: Instance, database: number | undefined): Promise<void> {
  await openDay(url, DOCTORS, CAPACITY)
  const ids = await fill(url)
  const session = (n: number) => `/api/v1/sessions/dr-${n % DOCTORS}.${DATE}`
  const search = (fields: object) => post('/api/v1/patients/search', JSON.stringify(fields))
  const reads: Record<string, (n: number) => Sent> = {
    'the board': () => get(`/api/v1/board?date=${DATE}`),
    'the queue of a doctor': (n) => get(`${session(n)}/queue`),
    'a session with its tokens': (n) => get(session(n)),
    'the sessions of the day': () => get(`/api/v1/sessions?from=${DATE}&to=${DATE}`),
    'a patient by phone': (n) => search({ phone: phoneOf((n * 37) % ids.length) }),
    'patients by the beginning of a name': (n) => search({ name: nameOf(n).slice(0, 6) }),
    'the tokens of a patient': (n) =>
      get(`/api/v1/patients/${ids[(n * 37) % ids.length]}/tokens?from=${DATE}&to=${DATE}`),
  }
  console.log(`${name}: ${DOCTORS} doctors, ${ids.length} patients; ${CONNECTIONS} connections`)
  console.log(
    '                                      a second   p50 ms   p99 ms  server µs  database µs  p99 of /healthz',
  )
  for (const [what, requestOf] of Object.entries(reads)) {
    await ask(url, requestOf, WARM_UP_SECONDS)
    const before = spent(pid, database)
    const { times, health } = await ask(url, requestOf, SECONDS)
    const after = spent(pid, database)
    const each = (part: 'server' | 'database') => Math.round((1e6 * (after[part] - before[part])) / times.length)
    const { p50, p99 } = percentilesOf(times)
    const cells = [Math.round(times.length / SECONDS), p50.toFixed(1), p99.toFixed(1), each('server'), each('database')]
    const widths = [9, 9, 9, 11, 13]
    const line = cells.map((cell, index) => String(cell).padStart(widths[index]!)).join('')
    console.log(`  ${what.padEnd(36)}${line}${percentilesOf(health).p99.toFixed(1).padStart(17)}`)
  }
}

/** Asks over several connections for some seconds, and over one more whether the server is healthy. */
async function ask(url: string, requestOf: (n: number) => Sent, seconds: number) {
  const times: number[] = []
  const health: number[] = []
  let next = 0
  const end = performance.now() + seconds * 1000
  const work = async (requestOf: (n: number) => Sent, took: number[], everyMs: number) => {
    const send = await opened(url)
    while (performance.now() < end) {
      const request = requestOf(next++)
      const sent = performance.now()
      const answer = await send(request)
      took.push(performance.now() - sent)
      if (answer.slice(9, 12) !== '200') throw new Error(`${request.path}: ${answer}`)
      if (everyMs > 0) await pause(everyMs)
    }
    send.close()
  }
  const readers = Array.from({ length: CONNECTIONS }, () => work(requestOf, times, 0))
  await Promise.all([...readers, work(() => get('/healthz'), health, HEALTH_EVERY_MS)])
  return { times, health }
}

/** Fills all slots. Returns the ids of the patients. */
async function fill(url: string): Promise<readonly string[]> {
  const ids: string[] = []
  let next = 0
  const work = async () => {
    const send = await opened(url)
    while (next < DOCTORS * SLOTS * CAPACITY) {
      const n = next++
      const patient = { name: nameOf(n), phone: phoneOf(n), age: 20 + (n % 60) }
      const start = hour(Math.floor(n / DOCTORS) % SLOTS)
      const body = { doctorId: `dr-${n % DOCTORS}`, date: DATE, start, source: 'online', patient }
      const answer = await send(post('/api/v1/tokens', JSON.stringify(body)))
      if (answer.slice(9, 12) !== '201') throw new Error(answer)
      ids.push(/"patientId":"([^"]+)"/.exec(answer)?.[1] ?? '')
    }
    send.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return ids
}
