import type { Json } from '../../../examples/express-server/test/client'
import { type Instance, launch } from '../../../examples/express-server/test/instance'
import { until } from '../../support/until'

/** The day of the sessions: servers in processes of their own use the machine's clock. */
export const DATE = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

/** Sends a request. A connection that breaks is status 0. */
export async function ask(url: string, method = 'GET', body?: unknown, headers: object = {}): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, headers: response.headers, text, body: isJson && JSON.parse(text) }
  } catch (thrown) {
    return { status: 0, headers: new Headers(), text: String(thrown), body: undefined }
  }
}

/** Starts a server that sweeps every second, and says so in its log. */
export function launchSweeping(environment: Readonly<Record<string, string>>, program?: readonly string[]): Instance {
  return launch({ SWEEP_SECONDS: '1', LOG_LEVEL: 'debug', ...environment }, program)
}

/** Waits until so many more sweeps have ended, well or not. */
export async function sweepsPass(server: Instance, more: number): Promise<void> {
  const passed = () =>
    server.log().filter(({ msg }) => /^(swept|not swept.*|the sweep failed)$/.test(String(msg))).length
  const before = passed()
  await until(`${more} sweeps`, passed, (count) => count >= before + more)
}

/** Registers doctors and opens a session of each. */
export async function openSessions(url: string, doctorIds: readonly string[], capacity = 10_000): Promise<void> {
  for (const id of doctorIds) {
    await ask(`${url}/api/v1/doctors/${id}`, 'PUT', { name: id })
    const slots = [{ start: '09:00', end: '17:00', capacity }]
    const { status, text } = await ask(`${url}/api/v1/sessions/${id}.${DATE}`, 'PUT', { slots })
    if (status !== 200) throw new Error(text)
  }
}

/** Books for a new person. */
export function book(url: string, doctorId: string, n: number): Promise<Answer> {
  const patient = { name: `Patient ${n}`, phone: `+91 98${String(n).padStart(8, '0')}` }
  const body = { doctorId, date: DATE, source: 'online', patient }
  return ask(`${url}/api/v1/tokens`, 'POST', body, { 'Idempotency-Key': `booking-${n}` })
}

/** Bookings by some clients at once until they are told to stop. */
export class Load {
  readonly acknowledged = new Map<string, string>()
  readonly statuses = new Map<number, number>()
  readonly bodies = new Set<string>()
  private n: number
  private isOver = false
  private readonly clients: Promise<void>[]

  constructor(
    private readonly url: () => string,
    private readonly doctorId: string,
    { clients = 8, from = 0 } = {},
  ) {
    this.n = from
    this.clients = Array.from({ length: clients }, () => this.run())
  }

  count(status: number): number {
    return this.statuses.get(status) ?? 0
  }

  /** Waits until so many more bookings were acknowledged. */
  async goesOn(more: number): Promise<void> {
    const before = this.acknowledged.size
    await until(
      `${more} bookings more than ${before}`,
      () => this.acknowledged.size,
      (count) => count >= before + more,
    )
  }

  async end(): Promise<void> {
    this.isOver = true
    await Promise.all(this.clients)
  }

  /** Ids of acknowledged tokens that the server does not know, or knows under another person. */
  async lost(): Promise<string[]> {
    const { body } = await ask(`${this.url()}/api/v1/sessions/${this.doctorId}.${DATE}`)
    const stored = new Map<string, string>(
      body.tokens.map((token: { id: string; patientId: string }) => [token.id, token.patientId]),
    )
    return [...this.acknowledged].filter(([id, patientId]) => stored.get(id) !== patientId).map(([id]) => id)
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const { status, body, text } = await book(this.url(), this.doctorId, this.n++)
      this.statuses.set(status, this.count(status) + 1)
      if (status === 201) this.acknowledged.set(body.token.id, body.token.patientId)
      else this.bodies.add(text)
    }
  }
}
