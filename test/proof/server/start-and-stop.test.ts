import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { EXAMPLE, launch } from '../../../examples/express-server/test/instance'
import { until } from '../../support/until'
import { ask, book, openSessions } from './hospital'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'opd-start-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string) => join(folder, name)

describe('a server that cannot start exits with 1 and one line', () => {
  it('its port is taken, and then it starts nothing else', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const server = launch({ PORT: String(port), SQLITE_FILE: file('taken.db'), SAMPLE: 'on' })
    expect(await server.end()).toBe(1)
    expect(server.complaint()).toBe(
      `The port ${port} of 127.0.0.1 is taken by another program. Stop that one, or set PORT.\n`,
    )
    expect([server.log(), existsSync(file('taken.db'))]).toEqual([[], false])
    other.close()
  })

  it('a setting is wrong', async () => {
    const server = launch({ TIME_ZONE: 'Asia/Kolkatta' })
    expect(await server.end()).toBe(1)
    expect(server.complaint()).toBe("TIME_ZONE is 'Asia/Kolkatta'; give an IANA time zone, such as Asia/Kolkata.\n")
  })

  it('its file was made by a later version, or is no database', async () => {
    const later = new Database(file('later.db'))
    const first = launch({ SQLITE_FILE: file('later.db') })
    await first.serving()
    await first.end('SIGTERM')
    later.exec('PRAGMA user_version = 1000')
    later.close()
    writeFileSync(file('text.db'), 'This is a text, and no database. '.repeat(100))
    for (const [name, reason] of [
      ['later.db', /later version/],
      ['text.db', /not a database/],
    ] as const) {
      const server = launch({ SQLITE_FILE: file(name) })
      expect(await server.end()).toBe(1)
      expect(server.complaint()).toMatch(reason)
      expect(server.complaint().trim().split('\n')).toHaveLength(1)
    }
  })
})

/** Waits for the program's address. */
async function addressOf(npm: ChildProcess): Promise<string> {
  let out = ''
  npm.stdout!.on('data', (part) => {
    out += part
  })
  return until('the address', () => {
    if (npm.exitCode !== null) throw new Error(out)
    return /(http:\/\/\S+) \(/.exec(out)?.[1]
  })
}

it.each([
  ['npm start', EXAMPLE],
  ['npm run serve', ROOT],
])('SIGTERM to %s stops the server', async (command, cwd) => {
  if (cwd === EXAMPLE) execFileSync('npm', ['run', 'build'], { cwd })
  const [program = '', ...words] = command.split(' ')
  const env = { ...process.env, PORT: '0', KEYS: 'none', STORE: 'memory', DRAIN_SECONDS: '0' }
  const npm = spawn(program, words, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await addressOf(npm)
    expect((await ask(`${url}/healthz`)).status).toBe(200)
    // To npm alone, as systemd's KillMode=mixed and Docker do, not to its group as Ctrl-C does.
    process.kill(npm.pid!, 'SIGTERM')
    await until(
      'the server to end',
      async () => (await ask(`${url}/healthz`)).status,
      (status) => status === 0,
    )
  } finally {
    try {
      process.kill(-npm.pid!, 'SIGKILL')
    } catch {
      // The whole group has ended.
    }
  }
})

it('while it drains, the server answers every request, says that it is not ready, and closes the connections', async () => {
  // It drains until it is told that this is enough.
  const server = launch({ SQLITE_FILE: file('drain.db'), DRAIN_SECONDS: '600' })
  onTestFinished(() => void server.child.kill('SIGKILL'))
  const url = await server.serving()
  await openSessions(url, ['dr-drain'])
  const statuses: number[] = []
  let answered = 0
  let isDraining = false
  const client = async (from: number) => {
    for (let n = from; ; n++) {
      const wasDraining = isDraining
      const { status, headers } = await book(url, 'dr-drain', n)
      statuses.push(status)
      answered++
      const isLast = headers.get('connection') === 'close'
      if (isLast || status !== 201) return
      expect(wasDraining, 'an answer that leaves the connection open').toBe(false)
    }
  }
  const clients = Array.from({ length: 32 }, (_, n) => client(n * 10_000))
  await until(
    'some bookings',
    () => answered,
    (count) => count > 200,
  )
  server.child.kill('SIGTERM')
  await until(
    'the server to drain',
    async () => (await ask(`${url}/readyz`)).status,
    (status) => status === 503,
  )
  isDraining = true
  const { body } = await ask(`${url}/readyz`)
  expect([body.code, (await ask(`${url}/healthz`)).status]).toEqual(['shutting-down', 200])
  await Promise.all(clients)
  expect(new Set(statuses)).toEqual(new Set([201]))
  server.child.kill('SIGINT')
  // Not when the drain would be over.
  await until('the end of the drain', server.hasEnded)
  expect(await server.end()).toBe(0)
  expect(server.complaint()).toBe('')
})

it('a client with an open stream does not delay the stop: the stream is ended, and not cut off after the patience', async () => {
  const server = launch({ STORE: 'memory' })
  const url = await server.serving()
  const stream = await fetch(`${url}/api/v1/events`)
  const text = stream.text()
  expect(await server.end('SIGTERM')).toBe(0)
  expect(await text).toContain('retry:')
})
