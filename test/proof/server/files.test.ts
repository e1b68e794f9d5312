import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, expect, it } from 'vitest'
import { launch } from '../../../examples/express-server/test/instance'
import { until } from '../../support/until'
import { ask, book, DATE, Load, launchSweeping, openSessions, sweepsPass } from './hospital'
import { smallDisk } from './small-disk'

const folder = mkdtempSync(join(tmpdir(), 'opd-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The server, with a clock that SIGUSR2 moves beyond the end of a hold. */
const MOVABLE = ['--import', 'tsx', '--import', new URL('movable-clock.ts', import.meta.url).href, 'src/main.ts']

/** Waits until the one hold that can expire is seen as expired. */
const holdExpires = (url: string) =>
  until('the hold to expire', async () => {
    const { body } = await ask(`${url}/api/v1/tokens?status=expired`)
    return body.tokens?.length === 1
  })

const hold = async (url: string, doctorId: string) => {
  const body = { doctorId, date: DATE, source: 'online', patient: { name: `Held by ${doctorId}` }, holdMinutes: 1 }
  expect((await ask(`${url}/api/v1/tokens`, 'POST', body)).body.status).toBe('held')
}

it.concurrent('a full disk: nothing acknowledged is lost, the server says that it is not ready, and goes on when there is room', async () => {
  const disk = await smallDisk(24)
  const ballast = join(disk.folder, 'ballast')
  writeFileSync(ballast, Buffer.alloc(20_000_000))
  const server = launchSweeping({ SQLITE_FILE: join(disk.folder, 'opd.db') }, MOVABLE)
  try {
    const url = await server.serving()
    await openSessions(url, ['dr-full'])
    await hold(url, 'dr-full')
    const load = new Load(() => url, 'dr-full', { clients: 4 })
    const refusals = (more: number) => {
      const before = load.count(503)
      return until(
        `${more} refusals`,
        () => load.count(503),
        (count) => count >= before + more,
      )
    }
    const readiness = (status: number) =>
      until(
        `readiness ${status}`,
        async () => (await ask(`${url}/readyz`)).status,
        (found) => found === status,
      )
    await refusals(20)
    await readiness(503)
    // The hold is over, which would have to be written.
    server.child.kill('SIGUSR2')
    await sweepsPass(server, 3)
    await refusals(20)
    expect(server.hasEnded()).toBe(false)
    expect((await ask(`${url}/readyz`)).body.code).toBe('store-failed')
    expect((await ask(`${url}/api/v1/board?date=${DATE}`)).body.doctors[0].status).toBe('open')
    const full = load.acknowledged.size
    expect(full).toBeGreaterThan(10)

    rmSync(ballast)
    await load.goesOn(20)
    await readiness(200)
    await holdExpires(url)
    await load.end()
    expect([...load.statuses.keys()].sort()).toEqual([201, 503])
    for (const text of load.bodies) {
      expect(text).not.toContain('opd.db')
      expect(text).not.toContain(disk.folder)
    }
    expect(await load.lost()).toEqual([])
    const causes = server.log().flatMap(({ msg, cause }) => (msg === 'not ready' ? [String(cause)] : []))
    expect(causes.join()).toContain('full')
    expect(await server.end('SIGTERM')).toBe(0)
  } finally {
    await server.end('SIGKILL')
    await disk.remove()
  }
})

it.concurrent('one damaged stream harms one doctor only, also with the sample on', async () => {
  const file = join(folder, 'damaged.db')
  const first = launch({ SQLITE_FILE: file })
  const before = await first.serving()
  await openSessions(before, ['dr-damaged', 'dr-whole'])
  for (const [n, doctorId] of ['dr-damaged', 'dr-whole'].entries()) {
    expect((await book(before, doctorId, n)).status).toBe(201)
    await hold(before, doctorId)
  }
  expect(await first.end('SIGTERM')).toBe(0)
  const database = new Database(file)
  const damage =
    "UPDATE log SET event = '{damaged' WHERE version = 2 AND stream = (SELECT id FROM streams WHERE name = ?)"
  expect(database.prepare(damage).run(`dr-damaged.${DATE}`).changes).toBe(1)
  database.close()

  const server = launchSweeping({ SQLITE_FILE: file, SAMPLE: 'on' }, MOVABLE)
  try {
    const url = await server.serving()
    const statuses = async () => {
      const { body } = await ask(`${url}/api/v1/board?date=${DATE}`)
      return Object.fromEntries(
        body.doctors.map((row: { doctor: { id: string }; status: string }) => [row.doctor.id, row.status]),
      )
    }
    const one = { 'dr-damaged': 'unavailable', 'dr-whole': 'open', 'dr-rao': 'open' }
    expect(await statuses()).toMatchObject(one)
    for (const path of [
      '/readyz',
      '/api/v1/doctors',
      '/api/v1/sessions',
      '/api/v1/statistics',
      '/api/v1/tokens?status=held',
    ])
      expect([path, (await ask(url + path)).status]).toEqual([path, 200])
    expect((await book(url, 'dr-whole', 2)).status).toBe(201)
    const refused = await book(url, 'dr-damaged', 3)
    expect([refused.status, refused.body.code]).toEqual([500, 'store-corrupt'])

    // The sweep expires the other doctor's hold, and none that follows ends the process.
    server.child.kill('SIGUSR2')
    await holdExpires(url)
    await sweepsPass(server, 2)
    expect([server.hasEnded(), (await ask(`${url}/readyz`)).status]).toEqual([false, 200])
    expect(await statuses()).toMatchObject(one)
    const named = server.log().flatMap(({ msg, stream }) => (msg === 'damaged and left out' ? [stream] : []))
    expect(named).toEqual([`dr-damaged.${DATE}`])
    expect(await server.end('SIGTERM')).toBe(0)
  } finally {
    await server.end('SIGKILL')
  }
})
