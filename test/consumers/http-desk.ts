import { spawn } from 'node:child_process'
import type { Project } from './project'
import { type Answer, type Desk, DOCTOR, expectEqual, messageOf, morning } from './project/scenario'

/** HTTP status that belongs to each status of a token in the scenario. */
const STATUSES: Readonly<Record<string, number>> = { confirmed: 201, waitlisted: 201, cancelled: 200, rejected: 409 }

const DESK_KEY = 'a key of the desk'

interface Request {
  readonly body?: object
  /** The `Idempotency-Key`. */
  readonly key?: string
  readonly deskKey?: string
}

async function post(url: string, request: Request): Promise<{ readonly status: number; readonly answer: Answer }> {
  const { body, key, deskKey = DESK_KEY } = request
  const headers = {
    authorization: `Bearer ${deskKey}`,
    ...(body && { 'content-type': 'application/json' }),
    ...(key && { 'idempotency-key': key }),
  }
  const response = await fetch(url, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) })
  return { status: response.status, answer: (await response.json()) as Answer }
}

function deskAt(url: string): Desk {
  /** A command with a key is sent twice, as after a lost answer. The second answer counts. */
  const command = async (path: string, body?: object, key?: string): Promise<Answer> => {
    const request = { ...(body && { body }), ...(key && { key }) }
    if (key !== undefined) await post(url + path, request)
    const { status, answer } = await post(url + path, request)
    const expected = path === '/sessions' ? 201 : STATUSES[answer.status]
    if (status !== expected) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(answer)}`)
    return answer
  }
  let booked = 0
  return {
    openDay: (date, hours) => {
      const slots = hours.map((hour) => ({ start: `${hour}:00`, end: `${hour}:50`, capacity: 1 }))
      return command('/sessions', { doctor: DOCTOR, date, slots })
    },
    book: (booking) => command('/tokens', { doctorId: DOCTOR.id, ...booking }, `book-${++booked}`),
    cancel: (tokenId) => command(`/tokens/${tokenId}/cancel`, undefined, `cancel-${tokenId}`),
  }
}

/** Tomorrow in the clinic, because the service has a real clock. */
const tomorrow = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(Date.now() + 24 * 60 * 60_000)

async function expectRefusals(url: string, date: string): Promise<void> {
  const refused = async (request: Request) => {
    const { status, answer } = await post(`${url}/tokens`, request)
    return `${status} ${answer.code}`
  }
  const wrong = { doctorId: DOCTOR.id, date, start: '9', source: 'paid', patientId: 'dev' }
  expectEqual('a wrong time', await refused({ body: wrong }), '422 invalid-input')
  const unknown = { ...wrong, doctorId: 'dr-no', start: '09:00' }
  expectEqual('an unknown doctor', await refused({ body: unknown }), '404 doctor-not-found')
  expectEqual('no body', await refused({}), '422 invalid-input')
  const stranger = await post(`${url}/tokens`, { body: unknown, deskKey: 'another key' })
  expectEqual('a request without a login', stranger.status, 401)
}

/** Breaks the file of a running service. The client must not see what the store says about that. */
async function expectDiscretion(url: string, project: Project, file: string): Promise<void> {
  const code = `new (require('libsql'))(${JSON.stringify(file)}).exec('DROP TABLE log')`
  await project.run(process.execPath, '--input-type=commonjs', '--eval', code)
  const { status, answer } = await post(`${url}/sessions`, { body: { doctor: { id: 'dr-sen', name: 'Dr. Sen' } } })
  const message = 'The server cannot do this now. Repeat it with the same Idempotency-Key.'
  expectEqual('a store that fails', [status, answer], [503, { code: 'store-failed', message }])
}

/** Starts a program that serves HTTP, runs the scenario against it, and stops it by a signal. */
export async function useService(project: Project, main: string): Promise<void> {
  const file = project.at('opd.db')
  const env = { ...process.env, PORT: '0', NO_COLOR: '1', OPD_FILE: file, DESK_KEY }
  const child = spawn(process.execPath, [main], { cwd: project.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(String(code ?? signal)))
  })
  let out = ''
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const listen = (part: unknown): void => {
        out += part
        const found = /listening on (http:[^\s"]+)/.exec(out)
        if (found) resolve(found[1]!)
      }
      child.stdout.on('data', listen)
      child.stderr.on('data', listen)
      ended.then((how) => reject(new Error(`${main} ended with ${how} before it listened`)), reject)
    })
    const date = tomorrow()
    await morning(deskAt(url), date)
    await expectRefusals(url, date)
    if (!messageOf(date).test(out)) throw new Error('The handler of the event told asha nothing')
    await expectDiscretion(url, project, file)
    child.kill('SIGTERM')
    const how = await ended
    // Nest gives itself the signal again, after its hooks.
    if (how !== '0' && how !== 'SIGTERM') throw new Error(`${main} ended with ${how}`)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${main} printed:\n${out}`, { cause: error })
  } finally {
    child.kill('SIGKILL')
  }
}
