import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, it } from 'vitest'
import { serve } from '../src/serve'
import { readSettings } from '../src/settings'
import type { Json } from './client'
import { MORNING } from './start'

const folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
afterAll(() => rmSync(folder, { recursive: true }))

const settings = readSettings({ KEYS: 'none', PORT: '0', SQLITE_FILE: join(folder, 'opd.db') })
const silent = pino({ level: 'silent' })

it('an accepted request is answered and stored even if the server is told to stop meanwhile', async () => {
  const first = await serve(settings, silent, () => MORNING)
  const { port } = new URL(first.address)
  const body = JSON.stringify({
    doctorId: 'dr-rao',
    source: 'online',
    patient: { name: 'Leela Nair', phone: '99001 12233' },
  })
  const socket = connect(Number(port), '127.0.0.1')
  let text = ''
  socket.on('data', (part) => {
    text += part
  })
  const head = [
    'POST /api/v1/tokens HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Expect: 100-continue',
    'Connection: close',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')
  expect(text).toContain('100 Continue')

  const stopped = first.stop()
  // Node closes at once if the client ends its side before the answer.
  socket.write(body)
  await once(socket, 'close')
  expect(text).toContain('201 Created')
  await stopped
  await expect(fetch(`${first.address}/healthz`)).rejects.toThrow()

  const second = await serve(settings, silent, () => MORNING)
  const read = async (path: string) => (await (await fetch(`${second.address}${path}`)).json()) as Json
  const { token, patient } = await read('/api/v1/tokens/dr-rao.2026-01-30.t1')
  expect([token.status, patient.name]).toEqual(['confirmed', 'Leela Nair'])
  expect((await read('/api/v1/sessions')).sessions).toHaveLength(3 * 7)
  await second.stop()
})

it('rules are read for all doctors, and for single ones', () => {
  expect(readSettings({ RULES: 'publicHospital' }).rules).toHaveProperty('name', 'publicHospital')
  const { rules } = readSettings({ RULES: 'standard,dr-rao:publicHospital,dr-shah:emergencyBypass' })
  expect(rules).toMatchObject({
    default: { name: 'standard' },
    doctors: { 'dr-rao': { name: 'publicHospital' }, 'dr-shah': { name: 'emergencyBypass' } },
  })
})

it('wrong settings are refused with a message that names them', () => {
  expect(() => readSettings({ PORT: 'x' })).toThrow("PORT is 'x'; give a whole number from 0 to 65535.")
  expect(() => readSettings({ WRITES_PER_MINUTE: '0' })).toThrow("is '0'; give a whole number from 1 up.")
  expect(() => readSettings({ RULES: 'standart' })).toThrow(
    /^RULES is 'standart'; choose one of standard, publicHospital, privateClinic, .*, emergencyOverflow\.$/,
  )
  for (const RULES of ['standard,dr-rao', 'standard,dr-rao:standart', 'standard,:standard', 'dr-rao:standard'])
    expect(() => readSettings({ RULES }), RULES).toThrow(`RULES is '${RULES}'; choose one of standard, `)
  expect(() => readSettings({ STORE: 'postgres' })).toThrow("STORE is 'postgres' and DATABASE_URL is not set")
  const misspelt = () => readSettings({ DATABASE_URL: 'postgers://opd:password@db.example/opd' })
  expect(misspelt).toThrow('begins with postgres://')
  expect(misspelt).not.toThrow('password')
  const secret = `whsec_${Buffer.from('a-shared-secret-of-the-two-of-us').toString('base64')}`
  const webhook = (url: string, name = 'billing') => `${name}=${secret}:${url}`
  const wrong = ['https://hospital.example/', webhook('ftp://hospital.example/')]
  for (const WEBHOOKS of wrong) {
    expect(() => readSettings({ WEBHOOKS })).toThrow('Webhook 1 of WEBHOOKS')
    expect(() => readSettings({ WEBHOOKS })).not.toThrow(secret)
  }
  expect(() => readSettings({ WEBHOOKS: webhook('http://hospital.example/') })).toThrow('https:')
  const two = [webhook('https://hospital.example/a'), webhook('http://127.0.0.1:9/b', 'sms')].join(' ')
  expect(readSettings({ WEBHOOKS: two }).webhooks).toEqual([
    { name: 'billing', secret, url: 'https://hospital.example/a' },
    { name: 'sms', secret, url: 'http://127.0.0.1:9/b' },
  ])
  expect(() => readSettings({ WEBHOOKS: `${two} ${webhook('https://hospital.example/c')}` })).toThrow('twice')
  expect(readSettings({ DATABASE_URL: 'postgres://db.example/opd' }).storage.kind).toBe('postgres')
  expect(readSettings({}).storage).toEqual({ kind: 'sqlite', file: 'opd.db' })
})
