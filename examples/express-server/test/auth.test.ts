import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { networkInterfaces } from 'node:os'
import type { Request } from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FailedKeys } from '../src/security/failed-keys'
import { gate } from '../src/security/gate'
import { keysOf, readKeys } from '../src/security/keys'
import { isLoopback } from '../src/security/loopback'
import { readSettings } from '../src/settings'
import type { Client } from './client'
import { DATE, openDay, type Started, start } from './start'

const SECRETS = {
  display: 'display-secret-0123456789abcdef',
  doctor: 'doctor-secret-0123456789abcdef',
  desk: 'desk-secret-0123456789abcdef',
  admin: 'admin-secret-0123456789abcdef',
}
const KEYS = Object.entries(SECRETS).map(([role, secret]) => `key-${role}=${role}:${secret}`)
const keys = readKeys(KEYS.join(' '))

let server: Started
const clients = {} as Record<keyof typeof SECRETS, Client>
const elsewhere = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address

beforeAll(async () => {
  server = await start({ keys: keysOf(() => keys), host: '0.0.0.0', patientIndex: 'own' })
  for (const [role, secret] of Object.entries(SECRETS)) clients[role as 'desk'] = await server.client(secret)
  await openDay(clients.admin)
  const patient = { name: 'Leela Nair', phone: '9900112233', age: 34, gender: 'female' }
  for (const start of ['09:00', '10:00']) {
    const body = { doctorId: 'dr-rao', date: DATE, start, source: 'online', patient, note: 'Leela Nair called' }
    const { body: done } = await clients.desk.call('book', { body })
    await clients.desk.call('checkIn', { params: { tokenId: done.token.id }, body: {} })
  }
})
afterAll(() => server.stop())

/** Path parameters that fit every operation. */
const anyRequest = {
  params: {
    doctorId: 'dr-rao',
    sessionId: `dr-rao.${DATE}`,
    slotId: `dr-rao.${DATE}.0900`,
    tokenId: `dr-rao.${DATE}.t1`,
    patientId: 'p-1',
  },
}

describe('without a key', () => {
  it('every path but health, readiness and the patient’s page answers 401, from this machine and from another address', async () => {
    const paths = [
      '/',
      '/docs',
      '/docs/swagger-ui.css',
      '/nothing',
      '/metrics',
      '/desk',
      '/doctor',
      '/wall',
      '/front-desk/desk.html',
    ]
    for (const { path } of clients.admin.operations.values())
      if (!['/healthz', '/readyz', '/api/v1/my-tokens/{link}'].includes(path)) paths.push(path.replace(/\{\w+\}/g, 'x'))
    const hosts = ['127.0.0.1', ...(elsewhere === undefined ? [] : [elsewhere])]
    for (const host of hosts)
      for (const path of new Set(paths))
        for (const method of ['GET', 'POST']) {
          const response = await fetch(`http://${host}:${server.port}${path}`, { method })
          expect(response.status, `${method} ${host}${path}`).toBe(401)
          expect(response.headers.get('www-authenticate')).toMatch(/^Basic .*, Bearer /)
          expect(Object.keys((await response.json()) as object).sort()).toEqual([
            'code',
            'detail',
            'instance',
            'requestId',
            'status',
            'title',
            'type',
          ])
        }
  })

  it('a wrong key is refused, and a right one is accepted as a password too', async () => {
    const ask = async (Authorization: string) =>
      (await fetch(`${server.url}/api/v1/doctors`, { headers: { Authorization } })).status
    const basic = (secret: string) => `Basic ${Buffer.from(`anybody:${secret}`).toString('base64')}`
    for (const wrong of [
      'x',
      'Bearer',
      'Bearer x',
      `Bearer ${SECRETS.desk}x`,
      `Bearer key-desk`,
      basic('x'),
      `Token ${SECRETS.desk}`,
    ])
      expect(await ask(wrong), wrong).toBe(401)
    expect(await ask(`Bearer ${SECRETS.desk}`)).toBe(200)
    expect(await ask(basic(SECRETS.desk))).toBe(200)
  })

  it('an app without keys serves only its own machine, under its own name', () => {
    const pass = (remoteAddress: string, headers: object) => {
      const request = { socket: { remoteAddress }, headers, method: 'GET' } as unknown as Request
      let passed = false
      try {
        gate(undefined, new FailedKeys(30), pino({ level: 'silent' }))(request, { locals: {} } as never, () => {
          passed = true
        })
      } catch {}
      return passed
    }
    expect(pass('127.0.0.1', { host: 'localhost:3000' })).toBe(true)
    expect(pass('::1', { host: '[::1]:3000' })).toBe(true)
    expect(pass('::ffff:127.0.0.1', { host: '127.0.0.1' })).toBe(true)
    expect(pass('10.0.0.7', { host: 'localhost:3000' })).toBe(false)
    expect(pass('127.0.0.1', { host: 'rebound.example:3000' })).toBe(false)
    expect(pass('127.0.0.1', {})).toBe(false)
  })

  it('the server refuses to run without keys on other addresses', () => {
    for (const HOST of ['0.0.0.0', '::', 'example.org'])
      expect(() => readSettings({ HOST, KEYS: 'none' })).toThrow(`HOST is '${HOST}' and KEYS is 'none'`)
    expect(() => readSettings({ KEYS: 'none', API_KEYS: KEYS[0] })).toThrow("KEYS is 'none', and API_KEYS")
    expect(readSettings({ KEYS: 'none' }).keys).toEqual({ kind: 'none' })
    expect(readSettings({ HOST: '0.0.0.0', API_KEYS: KEYS[0] }).keys.kind).toBe('given')
    expect(readSettings({}).keys).toEqual({ kind: 'own', file: 'opd-admin.key' })
    expect(readSettings({ SQLITE_FILE: '/data/opd.db' }).keys).toEqual({ kind: 'own', file: '/data/opd-admin.key' })
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'example.org', ''].some(isLoopback)).toBe(false)
  })

  it('keys that are short, without a known role or named twice are refused and not shown', () => {
    const wrong = ['a=desk:short-secret', `a=boss:${SECRETS.desk}`, `a=metrics@dr-rao:${SECRETS.desk}`, SECRETS.desk]
    for (const bad of [...wrong, `${KEYS[0]} ${KEYS[0]}`, `a=desk:sha256:${'0'.repeat(63)}`]) {
      expect(() => readKeys(bad)).toThrow(RangeError)
      expect(() => readKeys(bad)).not.toThrow(/secret-|short-/)
    }
  })
})

describe('with a display key', () => {
  it('every write is refused', async () => {
    for (const [operationId, { method }] of clients.display.operations) {
      if (method === 'GET') continue
      const { status, body } = await clients.display.call(operationId, { ...anyRequest, body: {} })
      expect([status, body.code], operationId).toEqual([403, 'role-missing'])
    }
  })

  it('no name, phone, note or patient’s id is seen', async () => {
    const { tokens } = (await clients.desk.call('getSession', anyRequest)).body
    const [{ patientId }] = tokens
    const answered: string[] = []
    for (const [operationId, { method }] of clients.display.operations) {
      if (method !== 'GET' || operationId === 'streamEvents') continue
      const query = operationId === 'searchFhirSlots' ? { schedule: 'Schedule/dr-rao', start: DATE } : {}
      const response = await clients.display.send(operationId, { ...anyRequest, query })
      const text = await response.text()
      if (response.ok) answered.push(operationId)
      for (const secret of ['Leela', 'Nair', '9900112233', patientId]) expect(text, operationId).not.toContain(secret)
    }
    const allowed = [
      'getBoard',
      'getCaller',
      'getDoctor',
      'getFhirCapabilities',
      'getLiveness',
      'getOpenApi',
      'getReadiness',
      'listDoctors',
      'listSessions',
      'searchFhirSlots',
    ]
    expect(answered.sort()).toEqual(allowed)

    const stream = await clients.display.send('streamEvents', { query: { after: '0' } })
    let text = ''
    for await (const part of stream.body!) {
      text += Buffer.from(part).toString()
      if (text.split('token.checked-in').length > 4) break
    }
    expect(text).toContain('"number":"001"')
    for (const secret of ['Leela', 'Nair', '9900112233', patientId, 'key-desk', 'patientId', 'note'])
      expect(text).not.toContain(secret)
  })
})

describe('browsers', () => {
  it('a page of another site can neither write nor read', async () => {
    const headers = { Origin: 'https://elsewhere.example', Authorization: `Bearer ${SECRETS.admin}` }
    const write = await fetch(`${server.url}/api/v1/sessions/dr-rao.${DATE}/close`, { method: 'POST', headers })
    expect(write.status).toBe(403)
    const read = await fetch(`${server.url}/api/v1/doctors`, { headers })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${server.url}/api/v1/tokens`, { method: 'OPTIONS', headers })
    expect(preflight.headers.get('access-control-allow-methods')).toBeNull()
    const own = await fetch(`${server.url}/api/v1/sessions/dr-rao.${DATE}/sweep`, {
      method: 'POST',
      headers: { ...headers, Origin: server.url },
    })
    expect(own.status).toBe(200)
    // A proxy that changes Host, as nginx does by default.
    const behindProxy = { ...headers, Origin: 'https://opd.hospital.example' }
    const sweep = async (site: string) => {
      const url = `${server.url}/api/v1/sessions/dr-rao.${DATE}/sweep`
      const asked = request(url, { method: 'POST', headers: { ...behindProxy, 'Sec-Fetch-Site': site } }).end()
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    }
    expect(await sweep('same-origin')).toBe(200)
    for (const site of ['cross-site', 'same-site', 'none']) expect(await sweep(site), site).toBe(403)
  })

  it('answers have security headers, and none that describes the server', async () => {
    const { headers } = await clients.desk.call('findPatients', { query: { ids: 'p-1' } })
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  it('large bodies and bodies that are not JSON are refused', async () => {
    const long = await clients.desk.call('book', { body: { note: 'x'.repeat(200_000) } })
    expect([long.status, long.body.code]).toEqual([413, 'body-too-large'])
    const form = await clients.desk.call('book', { body: 'a=b', headers: { 'Content-Type': 'text/plain' } })
    expect([form.status, form.body.code]).toEqual([415, 'not-json'])
    const half = await clients.desk.call('book', { body: '{"half":' })
    expect([half.status, half.body.code]).toEqual([400, 'malformed-request'])
  })
})
