import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Instance, launch } from '../../../examples/express-server/test/instance'
import { until } from '../../../examples/express-server/test/until'
import { type Server, startServer } from '../../postgres/server'
import { ask, book, Load, openSessions } from './hospital'

let database: Server
const servers: Instance[] = []
let urls: string[]

/** What no answer may show. */
const INNER = /\d+\.\d+\.\d+\.\d+|ECONN|:\d{4}|\/tmp|postgres:/

beforeAll(async () => {
  database = await startServer()
  servers.push(...[1, 2].map(() => launch({ DATABASE_URL: database.url })))
  urls = await Promise.all(servers.map((server) => server.serving()))
})
afterAll(async () => {
  for (const server of servers) await server.end('SIGTERM')
  await database.stop()
})

/** Waits until the server's readiness is this status, or it has ended. */
const ready = (url: string, status: number) =>
  until(async () => {
    const { status: found } = await ask(`${url}/readyz`)
    if (found === 0) throw new Error('The server has ended.')
    return found === status ? true : undefined
  })

it('a minute without PostgreSQL under load: the processes live, and no acknowledged booking is lost', async () => {
  await openSessions(urls[0]!, ['dr-minute'])
  const loads = urls.map((url, index) => new Load(() => url, 'dr-minute', { from: index * 1_000_000 }))
  await until(() => (loads.every(({ acknowledged }) => acknowledged.size > 50) ? true : undefined))
  const before = loads.map(({ acknowledged }) => acknowledged.size)

  await database.halt()
  const began = performance.now()
  await Promise.all(urls.map((url) => ready(url, 503)))
  expect(performance.now() - began).toBeLessThan(10_000)
  while (performance.now() - began < 60_000) {
    for (const url of urls) {
      const { status, ms } = await ask(`${url}/healthz`)
      expect([status, ms < 2_000]).toEqual([200, true])
    }
    await pause(1_000)
  }
  expect(servers.map(({ hasEnded }) => hasEnded())).toEqual([false, false])
  const during = loads.map(({ acknowledged }) => acknowledged.size)

  await database.resume()
  await Promise.all(urls.map((url) => ready(url, 200)))
  // They go on by themselves.
  await until(() => (loads.every(({ acknowledged }, n) => acknowledged.size > during[n]! + 50) ? true : undefined))
  await Promise.all(loads.map((load) => load.end()))

  for (const [index, load] of loads.entries()) {
    expect(load.acknowledged.size).toBeGreaterThan(before[index]! + 50)
    expect(load.count(503)).toBeGreaterThan(10)
    // One mapping for both tables: neither a broken connection nor a 500.
    expect([...load.statuses.keys()].sort()).toEqual([201, 503])
    for (const text of load.bodies) expect(text).not.toMatch(INNER)
    expect(await load.lost()).toEqual([])
  }
  const warnings = servers.flatMap((server) => server.log()).filter(({ msg }) => msg === 'not ready')
  expect(warnings.map(({ code }) => code)).toContain('store-failed')
})

it('a database that hangs is answered with 503 within about ten seconds, and the servers go on when it does', async () => {
  await openSessions(urls[0]!, ['dr-hang'])
  const load = new Load(() => urls[0]!, 'dr-hang', { from: 3_000_000 })
  await until(() => (load.acknowledged.size > 20 ? true : undefined))
  const thaw = database.freeze()
  try {
    await Promise.all(urls.map((url) => ready(url, 503)))
    const answers = await Promise.all([
      book(urls[1]!, 'dr-hang', 4_000_000),
      ask(`${urls[1]}/api/v1/doctors`),
      ask(`${urls[1]}/api/v1/patients?ids=p-1`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    for (const { ms, headers } of answers) {
      expect(ms).toBeLessThan(13_000)
      expect(headers.get('retry-after')).toBe('1')
    }
    // Longer than a sweep takes to give up.
    await pause(15_000)
    for (const url of urls) expect((await ask(`${url}/healthz`)).status).toBe(200)
  } finally {
    thaw()
  }
  const count = load.acknowledged.size
  await until(() => (load.acknowledged.size > count + 20 ? true : undefined))
  await Promise.all(urls.map((url) => ready(url, 200)))
  await load.end()
  expect([...load.statuses.keys()].sort()).toEqual([201, 503])
  expect(await load.lost()).toEqual([])
})

it('a server that starts while the database is away says so, tries again, and stops when it is told to', async () => {
  await database.halt()
  const [patient, doomed] = [1, 2].map(() => launch({ DATABASE_URL: database.url })) as [Instance, Instance]
  const url = await patient.address()
  const codes = async () =>
    (await Promise.all(['/healthz', '/readyz', '/api/v1/board'].map((path) => ask(`${url}${path}`)))).map(
      ({ status, body }) => [status, body.code ?? body.status],
    )
  const away = [
    [200, 'alive'],
    [503, 'starting'],
    [503, 'starting'],
  ]
  expect(await codes()).toEqual(away)
  await until(() => (patient.log().filter(({ msg }) => msg === 'the storage is away').length > 2 ? true : undefined))
  expect(await codes()).toEqual(away)
  await doomed.address()
  expect(await doomed.end('SIGTERM')).toBe(0)

  await database.resume()
  expect(await patient.serving()).toBe(url)
  expect((await ask(`${url}/readyz`)).status).toBe(200)
  expect(await patient.end('SIGTERM')).toBe(0)
})
