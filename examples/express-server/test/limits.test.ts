import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { FailedKeys } from '../src/security/failed-keys'
import { keysOf, readKeys } from '../src/security/keys'
import { readSettings } from '../src/settings'
import { Client, type Json } from './client'
import { DATE, openDay, start } from './start'
import { until } from './until'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const secretOf = (name: string) => `${name}-secret-0123456789abcdef`
const KEYS = readKeys(['desk', 'display', 'admin'].map((role) => `${role}=${role}:${secretOf(role)}`).join(' '))

/** Starts a server with keys, and collects the lines of its log. */
async function started(options: Parameters<typeof start>[0] = {}) {
  const lines: Json[] = []
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) })
  const server = await start({ keys: keysOf(() => KEYS), log, ...options })
  stops.push(server.stop)
  const clientOf = (role: string) => server.client(secretOf(role))
  return {
    server,
    lines,
    desk: await clientOf('desk'),
    display: await clientOf('display'),
    admin: await clientOf('admin'),
  }
}

/** Sends a request as a proxy does, with the address of its client. */
async function from(client: string, url: string, secret: string): Promise<number | undefined> {
  const headers = { 'X-Forwarded-For': client, Authorization: `Bearer ${secret}` }
  const [answer] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode
}

/** Seconds that are left of a minute. */
const OF_A_MINUTE = /^([1-9]|[1-5]\d|60)$/

describe('limits', () => {
  it('of reads and of writes are a minute’s, for each key', async () => {
    const { desk, display } = await started({ readsPerMinute: 3, writesPerMinute: 2 })
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push((await display.call('listDoctors')).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    const { headers, body } = await display.call('getBoard')
    expect(body.code).toBe('too-many-reads')
    expect(headers.get('retry-after')).toMatch(OF_A_MINUTE)
    expect((await display.call('getLiveness')).status).toBe(200)

    const callNext = () => desk.call('callNext', { params: { sessionId: `dr-rao.${DATE}` }, body: {} })
    for (const status of [404, 404, 429]) expect((await callNext()).status).toBe(status)
    expect((await callNext()).body.code).toBe('too-many-writes')
    expect((await desk.call('listDoctors')).status).toBe(200)
  })

  it('of wrong keys refuse more wrong keys and never a right one, and are logged once with the address', async () => {
    const { server, lines, desk } = await started({ failedKeysPerMinute: 5 })
    const guess = async (secret: string) => (await Client.of(server.url, secret)).call('listDoctors')
    for (let n = 0; n < 5; n++) expect((await guess(`${n}-${secretOf('guess')}`)).status).toBe(401)
    const { status, headers, body } = await guess(secretOf('another'))
    expect([status, body.code]).toEqual([429, 'too-many-failed-keys'])
    expect(headers.get('retry-after')).toMatch(OF_A_MINUTE)
    expect((await desk.call('listDoctors')).status).toBe(200)
    expect((await guess(secretOf('yet-another'))).status).toBe(429)
    const said = lines.filter(({ msg }) => /wrong key/.test(msg)).map(({ msg, address }) => [msg, address])
    expect(said).toEqual([
      ['wrong key', '127.0.0.1'],
      ['too many wrong keys', '127.0.0.1'],
    ])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it('of one wrong key that is repeated do not refuse other wrong keys, whose first attempt may be a mistake', async () => {
    const { server, desk } = await started({ failedKeysPerMinute: 5 })
    const screen = await Client.of(server.url, secretOf('removed'))
    const statuses: number[] = []
    for (let n = 0; n < 8; n++) statuses.push((await screen.call('listDoctors')).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    expect((await (await Client.of(server.url, secretOf('mistyped'))).call('listDoctors')).status).toBe(401)
    expect((await desk.call('listDoctors')).status).toBe(200)
  })

  it('of wrong keys end after a minute, and remember only so many addresses', () => {
    let now = 0
    const failed = new FailedKeys(2, () => now)
    for (const secret of ['a', 'b']) failed.add('10.0.0.1', secret)
    expect(failed.waitOf('10.0.0.1', 'c')).toBe(60)
    expect(failed.waitOf('10.0.0.2', 'c')).toBeUndefined()
    for (let n = 0; n < 10_050; n++) failed.add(`address ${n}`, 'a')
    expect(Reflect.get(failed, 'windows').size).toBeLessThanOrEqual(10_000)
    for (const secret of ['a', 'b']) failed.add('10.0.0.1', secret)
    now = 60_001
    expect(failed.waitOf('10.0.0.1', 'a')).toBeUndefined()
  })

  it('of streams are for each key, so one key cannot take all', async () => {
    const { desk, display } = await started({ streamsPerKey: 2 })
    const open = [await display.send('streamEvents', {}), await display.send('streamEvents', {})]
    const third = await display.call('streamEvents')
    expect([third.status, third.body.code]).toEqual([503, 'too-many-streams'])
    const other = await desk.send('streamEvents', {})
    expect(other.status).toBe(200)
    for (const stream of [...open, other]) await stream.body?.cancel()
    await until('a place for another stream', async () => {
      const again = await display.send('streamEvents', {})
      await again.body?.cancel()
      return again.ok
    })
  })

  it('HEAD of the event stream ends at once and takes no stream', async () => {
    const { display } = await started({ streamsPerKey: 1 })
    for (let n = 0; n < 3; n++) {
      const head = await display.send('streamEvents', {}, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
      expect(head.headers.get('content-type')).toContain('text/event-stream')
    }
  })

  it('a stream ends when its key is removed', async () => {
    let keys = KEYS
    const { display } = await started({ keys: keysOf(() => keys), heartbeatMs: 10 })
    const stream = await display.send('streamEvents', {})
    keys = KEYS.filter(({ name }) => name !== 'display')
    await expect(stream.text()).rejects.toThrow()
  })
})

describe('behind a proxy', () => {
  it('the address is the proxy’s, unless TRUST_PROXY names the proxy', async () => {
    const guesses = async (trustProxy: number | readonly string[]) => {
      const { server } = await started({ trustProxy, failedKeysPerMinute: 1 })
      const url = `${server.url}/api/v1/doctors`
      return [await from('10.0.0.7', url, secretOf('guess')), await from('10.0.0.8', url, secretOf('guess-2'))]
    }
    expect(await guesses(0)).toEqual([401, 429])
    expect(await guesses(1)).toEqual([401, 401])
    expect(await guesses(['127.0.0.1'])).toEqual([401, 401])
    expect(await guesses(['10.9.9.9'])).toEqual([401, 429])
  })

  it('TRUST_PROXY is a number of proxies or their addresses', () => {
    expect(readSettings({}).trustProxy).toBe(0)
    expect(readSettings({ TRUST_PROXY: '2' }).trustProxy).toBe(2)
    expect(readSettings({ TRUST_PROXY: '10.0.0.5, fd00::/8' }).trustProxy).toEqual(['10.0.0.5', 'fd00::/8'])
    for (const TRUST_PROXY of ['true', 'nginx', '10.0.0.5/33', '10', ' '])
      expect(() => readSettings({ TRUST_PROXY })).toThrow(`TRUST_PROXY is '${TRUST_PROXY}'; give the number`)
  })
})

it('every request that showed or changed a person’s data is logged with who, whom, and from where', async () => {
  const { server, lines, desk, display, admin } = await started({ trustProxy: 1, patientIndex: 'own' })
  await openDay(admin)
  const patient = { name: 'Leela Nair', phone: '9900112233' }
  const booked = await desk.call('book', { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patient } })
  const { id: tokenId, patientId } = booked.body.token
  await desk.call('getPatient', { params: { patientId } })
  await desk.call('searchPatients', { body: { phone: patient.phone } })
  await desk.call('getSession', { params: { sessionId: `dr-rao.${DATE}` } })
  await display.call('getPatient', { params: { patientId } })
  await display.call('getBoard')
  await desk.call('listDoctors')
  await from('10.0.0.7', `${server.url}/api/v1/tokens/${tokenId}`, secretOf('desk'))
  const stream = await desk.send('streamEvents', { query: { after: '0' } })
  for await (const part of stream.body!) if (Buffer.from(part).toString().includes('token.confirmed')) break
  const streamed = await until('the audit of the stream', () =>
    lines.find(({ operation }) => operation === 'streamEvents'),
  )
  expect(streamed).toMatchObject({ audit: true, key: 'desk', role: 'desk', address: '127.0.0.1', positions: [1, 3] })

  const audit = lines.filter((line) => line.audit && line.operation !== 'streamEvents')
  const who = { key: 'desk', role: 'desk' }
  expect(audit).toMatchObject([
    { ...who, operation: 'book', status: 201, address: '127.0.0.1', patients: [patientId], tokens: [tokenId] },
    { ...who, operation: 'getPatient', status: 200, patients: [patientId], tokens: [] },
    { ...who, operation: 'searchPatients', patients: [patientId], tokens: [] },
    { ...who, operation: 'getSession', patients: [patientId], tokens: [tokenId] },
    { ...who, operation: 'getToken', address: '10.0.0.7', patients: [patientId], tokens: [tokenId] },
  ])
  for (const secret of ['Leela', 'Nair', patient.phone]) expect(JSON.stringify(lines)).not.toContain(secret)
})

it('a problem that names patients is in the audit, and a key bound to a doctor is not shown them', async () => {
  const all =
    readKeys(`admin=admin:${secretOf('admin')} desk=desk:${secretOf('desk')} display=display:${secretOf('display')}
    rao=doctor@dr-rao:${secretOf('rao')}`)
  const { server, lines, desk, admin } = await started({ keys: keysOf(() => all), patientIndex: 'own' })
  await openDay(admin)
  const wanted = { name: 'Leela Nair', phone: '9900112233', hospitalNumber: 'H-1' }
  const { id } = (await desk.call('admitPatient', { body: wanted })).body
  const body = {
    doctorId: 'dr-rao',
    date: DATE,
    patient: { name: 'Om Iyer', phone: '9900112244', hospitalNumber: 'H-1' },
  }
  const shown = await desk.call('bookEmergency', { body })
  expect([shown.body.code, shown.body.details]).toEqual(['hospital-number-taken', { patientIds: [id] }])
  const hidden = await (await server.client(secretOf('rao'))).call('bookEmergency', { body })
  expect([hidden.body.code, hidden.body.details]).toEqual(['hospital-number-taken', undefined])
  const audit = lines.filter(({ code }) => code === 'hospital-number-taken')
  expect(audit).toMatchObject([
    { audit: true, key: 'desk', patients: [id] },
    { audit: true, key: 'rao', patients: [id] },
  ])
})
