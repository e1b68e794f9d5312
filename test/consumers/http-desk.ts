import { spawn } from 'node:child_process'
import type { Project } from './project'
import { type Answer, type Desk, DOCTOR, expectEqual, messageOf, morning } from './project/scenario'

/** HTTP status that belongs to each status of a token in the scenario. */
const STATUSES: Readonly<Record<string, number>> = { confirmed: 201, cancelled: 200, rejected: 409 }

function deskAt(url: string): Desk {
  const post = async (path: string, body?: object): Promise<Answer> => {
    const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${url}${path}`, { method: 'POST', ...init })
    const answer = (await response.json()) as Answer
    const expected = path === '/sessions' ? 201 : STATUSES[answer.status]
    if (response.status !== expected)
      throw new Error(`POST ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    openDay: (date, hours) => {
      const slots = hours.map((hour) => ({ start: `${hour}:00`, end: `${hour}:50`, capacity: 1 }))
      return post('/sessions', { doctor: DOCTOR, date, slots })
    },
    book: (booking) => post('/tokens', { doctorId: DOCTOR.id, ...booking }),
    cancel: (tokenId) => post(`/tokens/${tokenId}/cancel`),
  }
}

/** Tomorrow in the clinic, because the service has a real clock. */
const tomorrow = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(Date.now() + 24 * 60 * 60_000)

async function statusOf(url: string, path: string, body: object): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${url}${path}`, init)
  const { code } = (await response.json()) as Answer
  return `${response.status} ${code}`
}

/** Starts a program that serves HTTP, runs the scenario against it, and stops it by a signal. */
export async function useService(project: Project, main: string): Promise<void> {
  const env = { ...process.env, PORT: '0', NO_COLOR: '1' }
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
    const wrong = { doctorId: DOCTOR.id, date, start: '9', source: 'paid', patientId: 'dev' }
    expectEqual('a wrong time', await statusOf(url, '/tokens', wrong), '422 invalid-input')
    const unknown = { ...wrong, doctorId: 'dr-no', start: '09:00' }
    expectEqual('an unknown doctor', await statusOf(url, '/tokens', unknown), '404 doctor-not-found')
    if (!messageOf(date).test(out)) throw new Error('The handler of the event told asha nothing')
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
