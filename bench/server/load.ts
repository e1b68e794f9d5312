import { opened, post } from './connection'

export type Percentiles = Readonly<Record<'p50' | 'p95' | 'p99', number>>

export interface Load {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly milliseconds: Percentiles
  /** Ids of the tokens that were confirmed. */
  readonly confirmed: readonly string[]
}

const DOCTORS = 20
export const SLOTS = 8
const CAPACITY = 400
// Three days ahead, so that no slot has begun.
export const DATE = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)

/** Opens a session for each doctor. */
export async function openDay(url: string, doctors = DOCTORS, capacity = CAPACITY): Promise<void> {
  const put = async (path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetch(url + path, { method: 'PUT', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  }
  const slots = Array.from({ length: SLOTS }, (_, n) => ({ start: hour(n), end: hour(n + 1), capacity }))
  for (let doctor = 0; doctor < doctors; doctor++) {
    await put(`/api/v1/doctors/dr-${doctor}`, { name: `Dr. ${doctor}` })
    await put(`/api/v1/sessions/dr-${doctor}.${DATE}`, { slots })
  }
}

/** The patients of the bookings: ids of the hospital's own index, or people whom each booking adds. */
export type For = 'ids' | 'people'

let next = 0

/** Books over several connections for some seconds, with one request at a time on each. */
export async function load(url: string, connections: number, seconds: number, name: string, whom: For): Promise<Load> {
  const times: number[] = []
  const confirmed: string[] = []
  const began = performance.now()
  const end = began + seconds * 1000
  const booking = () => {
    // Never the same twice, so that each booking with a person adds a row.
    const n = next++
    // All doctors at one hour, then all at the next, so that every slot is reached.
    const [doctor, start] = [`dr-${n % DOCTORS}`, hour(Math.floor(n / DOCTORS) % SLOTS)]
    const id = `"patientId":"${name}-${n}"`
    const person = `"patient":{"name":"${name} ${n}","phone":"98${String(n).padStart(8, '0')}","age":34,"gender":"female"}`
    return `{"doctorId":"${doctor}","date":"${DATE}","start":"${start}","source":"online",${whom === 'ids' ? id : person}}`
  }
  const work = async () => {
    const send = await opened(url)
    while (performance.now() < end) {
      const sent = performance.now()
      const answer = await send(post('/api/v1/tokens', booking()))
      times.push(performance.now() - sent)
      const status = answer.slice(9, 12)
      if (status === '201' && answer.includes('\r\n\r\n{"status":"confirmed"'))
        confirmed.push(/"id":"([^"]+)"/.exec(answer)?.[1] ?? '')
      else if (status !== '201' && status !== '409') throw new Error(answer)
    }
    send.close()
  }
  await Promise.all(Array.from({ length: connections }, work))
  const took = performance.now() - began
  return {
    requests: times.length,
    requestsPerSecond: times.length / (took / 1000),
    milliseconds: percentilesOf(times),
    confirmed,
  }
}

/** Sorts the times. */
export function percentilesOf(times: number[]): Percentiles {
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Checks the sessions after the load. Returns the defects found. */
export async function audit(url: string, confirmed: readonly string[], whom: For): Promise<string[]> {
  const wrong: string[] = []
  const seated = new Map<string, string>()
  for (let doctor = 0; doctor < DOCTORS; doctor++) {
    const session = (await (await fetch(`${url}/api/v1/sessions/dr-${doctor}.${DATE}`)).json()) as Session
    for (const { id, used, ceiling } of session.slots) if (used > ceiling) wrong.push(`${id} has ${used} of ${ceiling}`)
    for (const { id, slotId, patientId } of session.tokens) if (slotId !== null) seated.set(id, patientId)
  }
  for (const id of confirmed) if (!seated.has(id)) wrong.push(`${id} was confirmed and has no seat`)
  const people = whom === 'ids' ? [] : confirmed.flatMap((id) => seated.get(id) ?? [])
  while (people.length > 0) {
    const ids = people.splice(0, 100)
    const response = await fetch(`${url}/api/v1/patients?ids=${ids.join()}`)
    const { patients } = (await response.json()) as { readonly patients: readonly unknown[] }
    if (patients.length !== ids.length)
      wrong.push(`${ids.length - patients.length} of ${ids.length} patients are missing`)
  }
  return wrong
}

interface Session {
  readonly slots: readonly { readonly id: string; readonly used: number; readonly ceiling: number }[]
  readonly tokens: readonly { readonly id: string; readonly slotId: string | null; readonly patientId: string }[]
}

export function hour(n: number): string {
  return `${String(9 + n).padStart(2, '0')}:00`
}
