import { Agent, request } from 'node:http'

export interface Load {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly milliseconds: Readonly<Record<'p50' | 'p95' | 'p99', number>>
  /** Ids of the tokens that were confirmed. */
  readonly confirmed: readonly string[]
}

const DOCTORS = 20
const SLOTS = 8
const CAPACITY = 400
// Beyond today, whenever that is.
const DATE = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)

/** Opens a day for twenty doctors. */
export async function openDay(url: string): Promise<void> {
  const put = async (path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetch(url + path, { method: 'PUT', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  }
  const slots = Array.from({ length: SLOTS }, (_, n) => ({ start: hour(n), end: hour(n + 1), capacity: CAPACITY }))
  for (let doctor = 0; doctor < DOCTORS; doctor++) {
    await put(`/api/doctors/dr-${doctor}`, { name: `Dr. ${doctor}` })
    await put(`/api/sessions/dr-${doctor}.${DATE}`, { slots })
  }
}

/** Books over so many connections, each with one request at a time, for so long. */
export async function load(url: string, connections: number, seconds: number, name: string): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const confirmed: string[] = []
  const began = performance.now()
  const end = began + seconds * 1000
  let next = 0
  const work = async () => {
    while (performance.now() < end) {
      const n = next++
      const body = {
        doctorId: `dr-${n % DOCTORS}`,
        date: DATE,
        start: hour(n % SLOTS),
        source: 'online',
        patientId: `${name}-${n}`,
      }
      const sent = performance.now()
      const { status, text } = await post(agent, `${url}/api/tokens`, JSON.stringify(body))
      times.push(performance.now() - sent)
      if (status === 201 && text.startsWith('{"status":"confirmed"'))
        confirmed.push(/"id":"([^"]+)"/.exec(text)?.[1] ?? '')
      else if (status !== 201 && status !== 409) throw new Error(`${status} ${text}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const took = performance.now() - began
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return {
    requests: times.length,
    requestsPerSecond: times.length / (took / 1000),
    milliseconds: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    confirmed,
  }
}

/** What is wrong with the sessions after the load: nothing, or sentences. */
export async function audit(url: string, confirmed: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  const seated = new Set<string>()
  for (let doctor = 0; doctor < DOCTORS; doctor++) {
    const session = (await (await fetch(`${url}/api/sessions/dr-${doctor}.${DATE}`)).json()) as Session
    for (const { id, used, ceiling } of session.slots) if (used > ceiling) wrong.push(`${id} has ${used} of ${ceiling}`)
    for (const { id, slotId } of session.tokens) if (slotId !== null) seated.add(id)
  }
  for (const id of confirmed) if (!seated.has(id)) wrong.push(`${id} was confirmed and has no seat`)
  return wrong
}

interface Session {
  readonly slots: readonly { readonly id: string; readonly used: number; readonly ceiling: number }[]
  readonly tokens: readonly { readonly id: string; readonly slotId: string | null }[]
}

function hour(n: number): string {
  return `${String(9 + n).padStart(2, '0')}:00`
}

function post(agent: Agent, url: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sending.on('error', reject)
    sending.end(body)
  })
}
