import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Instance, launch } from '../../../examples/express-server/test/instance'
import { type Server, startServer } from '../../postgres/server'
import { until } from '../../support/until'
import { type Answer, ask, book, Load, launchSweeping, openSessions, sweepsPass } from './hospital'

let database: Server
const servers: Instance[] = []
let urls: string[]

/** What no answer may show. */
const INNER = /\d+\.\d+\.\d+\.\d+|ECONN|:\d{4}|\/tmp|postgres:/

beforeAll(async () => {
  database = await startServer()
  servers.push(...[1, 2].map(() => launchSweeping({ DATABASE_URL: database.url })))
  urls = await Promise.all(servers.map((server) => server.serving()))
})
afterAll(async () => {
  for (const server of servers) await server.end('SIGTERM')
  await database.stop()
})

/** Waits until the server's readiness is this status, or it has ended. */
const ready = (url: string, status: number) =>
  until(
    `${url}/readyz to answer ${status}`,
    async () => {
      const { status: found } = await ask(`${url}/readyz`)
      if (found === 0) throw new Error('The server has ended.')
      return found
    },
    (found) => found === status,
  )

it('PostgreSQL goes away under load: the processes live, and no acknowledged booking is lost', async () => {
  await openSessions(urls[0]!, ['dr-away'])
  const loads = urls.map((url, index) => new Load(() => url, 'dr-away', { from: index * 1_000_000 }))
  await Promise.all(loads.map((load) => load.goesOn(50)))
  const before = loads.map(({ acknowledged }) => acknowledged.size)

  await database.halt()
  await Promise.all(urls.map((url) => ready(url, 503)))
  for (let n = 0; n < 3; n++) {
    await Promise.all(servers.map((server) => sweepsPass(server, 1)))
    for (const url of urls) expect((await ask(`${url}/healthz`)).status).toBe(200)
  }
  for (const load of loads)
    await until(
      'refusals',
      () => load.count(503),
      (count) => count > 50,
    )
  expect(servers.map(({ hasEnded }) => hasEnded())).toEqual([false, false])

  await database.resume()
  await Promise.all(urls.map((url) => ready(url, 200)))
  // They go on by themselves.
  await Promise.all(loads.map((load) => load.goesOn(50)))
  await Promise.all(loads.map((load) => load.end()))

  for (const [index, load] of loads.entries()) {
    expect(load.acknowledged.size).toBeGreaterThan(before[index]! + 50)
    // One mapping for both tables: neither a broken connection nor a 500.
    expect([...load.statuses.keys()].sort()).toEqual([201, 503])
    for (const text of load.bodies) expect(text).not.toMatch(INNER)
    expect(await load.lost()).toEqual([])
  }
  const warnings = servers.flatMap((server) => server.log()).filter(({ msg }) => msg === 'not ready')
  expect(warnings.map(({ code }) => code)).toContain('store-failed')
})

it('while a database hangs, requests are answered with 503 and others at once, and the servers go on when it does', async () => {
  await openSessions(urls[0]!, ['dr-hang'])
  const load = new Load(() => urls[0]!, 'dr-hang', { from: 3_000_000 })
  await load.goesOn(20)
  const thaw = database.freeze()
  try {
    await Promise.all(urls.map((url) => ready(url, 503)))
    const order: number[] = []
    const noted = async (asked: Promise<Answer>) => {
      const answer = await asked
      order.push(answer.status)
      return answer
    }
    const asked = [
      noted(book(urls[1]!, 'dr-hang', 4_000_000)),
      noted(ask(`${urls[1]}/api/v1/doctors`)),
      noted(ask(`${urls[1]}/api/v1/patients?ids=p-1`)),
    ]
    await noted(ask(`${urls[1]}/healthz`))
    // The server gives up by itself: the database still hangs.
    for (const { headers } of await Promise.all(asked)) expect(headers.get('retry-after')).toBe('1')
    expect(order).toEqual([200, 503, 503, 503])
    // The first may have failed before.
    await Promise.all(servers.map((server) => sweepsPass(server, 2)))
    for (const url of urls) expect((await ask(`${url}/healthz`)).status).toBe(200)
  } finally {
    thaw()
  }
  await load.goesOn(20)
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
  await until(
    'three attempts',
    () => patient.log().filter(({ msg }) => msg === 'the storage is away').length,
    (count) => count > 2,
  )
  expect(await codes()).toEqual(away)
  await doomed.address()
  expect(await doomed.end('SIGTERM')).toBe(0)

  await database.resume()
  expect(await patient.serving()).toBe(url)
  expect((await ask(`${url}/readyz`)).status).toBe(200)
  expect(await patient.end('SIGTERM')).toBe(0)
})
