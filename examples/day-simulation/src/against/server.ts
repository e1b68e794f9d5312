import { setTimeout as sleep } from 'node:timers/promises'
import { REFUSALS, type RefusalCode } from 'opd-scheduler'
import type { ShownAnswer, ShownSession } from '../report/shown'
import { UsageError } from '../usage-error'
import type { ServerRequest } from './request-of'

/** A busy server is asked again for this long. */
const PATIENCE_MS = 90_000
/** A server that does not answer is given up after this. */
const TIMEOUT_MS = 30_000

interface Body {
  readonly status?: unknown
  readonly code?: string
  readonly detail?: string
}

/** A running server, asked over HTTP. Whatever is not an answer of the scheduler ends the program. */
export class Server {
  constructor(
    readonly url: string,
    private readonly key: string | undefined,
  ) {}

  /** Sends a command. A command repeated under the same key is done once. */
  async send(request: ServerRequest, idempotencyKey: string): Promise<ShownAnswer> {
    const body = await this.ask(request, { 'Idempotency-Key': idempotencyKey })
    return isRefusal(body)
      ? { status: 'rejected', code: body.code, message: body.detail ?? '' }
      : (body as unknown as ShownAnswer)
  }

  /** Reads something, or undefined if it does not exist. */
  async read<T>(path: string): Promise<T | undefined> {
    const body = await this.ask({ method: 'GET', path }, {})
    return isRefusal(body) ? undefined : (body as T)
  }

  session(sessionId: string): Promise<ShownSession | undefined> {
    return this.read<ShownSession>(`sessions/${sessionId}`)
  }

  private async ask(request: ServerRequest, headers: Readonly<Record<string, string>>): Promise<Body> {
    for (const until = Date.now() + PATIENCE_MS; ; ) {
      const response = await this.fetch(request, headers)
      const text = await response.text()
      const isBusy = response.status === 429 || response.status === 503
      const wait = waitOf(response.headers.get('retry-after'))
      if (isBusy && Date.now() + wait < until) {
        await sleep(wait)
        continue
      }
      const body = bodyOf(text)
      if (body === undefined) throw new UsageError(`${this.url} does not speak the API of the example's server.`)
      if (response.ok || isRefusal(body)) return body
      throw this.failure(response.status, body, request)
    }
  }

  private async fetch({ method, path, body }: ServerRequest, headers: Readonly<Record<string, string>>) {
    try {
      return await fetch(`${this.url}/api/v1/${path}`, {
        method,
        headers: {
          ...(this.key === undefined ? {} : { Authorization: `Bearer ${this.key}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // The key must not follow to another server.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
    } catch (thrown) {
      const { cause = thrown } = thrown as Error
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new UsageError(`${this.url} cannot be reached: ${why}. Start the server, and give the command again.`)
    }
  }

  private failure(status: number, { code = '', detail = '' }: Body, { method, path }: ServerRequest): UsageError {
    if (status === 401)
      return new UsageError(`${this.url} refuses the key: ${detail} Give an admin key in OPD_KEY, or with --key.`)
    return new UsageError(`${this.url} answered ${status} ${code} to ${method} /api/v1/${path}: ${detail}`)
  }
}

/** Milliseconds of a Retry-After header; a second if there is none, or if it is a date. */
function waitOf(header: string | null): number {
  const seconds = Number(header ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.max(100, seconds * 1000) : 1000
}

function bodyOf(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : undefined
  } catch {
    return undefined
  }
}

function isRefusal(body: Body): body is Body & { readonly code: RefusalCode } {
  return body.code !== undefined && Object.hasOwn(REFUSALS, body.code)
}
