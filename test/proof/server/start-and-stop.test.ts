import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import { EXAMPLE, launch } from '../../../examples/express-server/test/instance'
import { until } from '../../../examples/express-server/test/until'
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
  return until(() => {
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
    await until(async () => ((await ask(`${url}/healthz`)).status === 0 ? true : undefined))
  } finally {
    try {
      process.kill(-npm.pid!, 'SIGKILL')
    } catch {
      // The whole group has ended.
    }
  }
})

it('while it drains, the server answers every request, says that it is not ready, and closes the connections', async () => {
  // Long enough for each client's next request on a busy machine.
  const server = launch({ SQLITE_FILE: file('drain.db'), DRAIN_SECONDS: '10' })
  const url = await server.serving()
  await openSessions(url, ['dr-drain'])
  const statuses: number[] = []
  let answered = 0
  const client = async (from: number) => {
    for (let n = from; ; n++) {
      const { status, headers } = await book(url, 'dr-drain', n)
      statuses.push(status)
      answered++
      if (headers.get('connection') === 'close' || status !== 201) return
    }
  }
  const clients = Array.from({ length: 32 }, (_, n) => client(n * 10_000))
  await until(() => (answered > 200 ? true : undefined))
  const ended = server.end('SIGTERM')
  const ready = await until(async () => {
    const answer = await ask(`${url}/readyz`)
    return answer.status === 503 ? answer : undefined
  })
  expect([ready.body.code, (await ask(`${url}/healthz`)).status]).toEqual(['shutting-down', 200])
  await Promise.all(clients)
  expect(new Set(statuses)).toEqual(new Set([201]))
  expect(await ended).toBe(0)
})

it('a client with an open stream does not delay the stop', async () => {
  const server = launch({ STORE: 'memory' })
  const url = await server.serving()
  const stream = await fetch(`${url}/api/v1/events`)
  const text = stream.text()
  const began = performance.now()
  expect(await server.end('SIGTERM')).toBe(0)
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(await text).toContain('retry:')
})
