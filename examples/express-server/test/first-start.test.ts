import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { openKeys } from '../src/security/open-keys'
import { serve } from '../src/serve'
import { readSettings } from '../src/settings'
import type { Json } from './client'
import { MORNING } from './start'
import { until } from './until'

const folder = mkdtempSync(join(tmpdir(), 'opd-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const silent = pino({ level: 'silent' })
const file = join(folder, 'opd-admin.key')

async function started(more: Record<string, string> = {}) {
  const environment = { PORT: '0', STORE: 'memory', ADMIN_KEY_FILE: file, ...more }
  const serving = await serve(readSettings(environment), silent, () => MORNING)
  stops.push(serving.stop)
  return serving
}

/** Forwards as nginx does by default: without X-Forwarded-For, and with the server's own Host. */
async function proxyTo(address: string): Promise<string> {
  const proxy = createServer((from, to) => {
    const { host: _, ...headers } = from.headers
    const options = { method: from.method ?? 'GET', headers: { ...headers, host: new URL(address).host } }
    from.pipe(
      request(address + from.url, options, (answer) => answer.pipe(to.writeHead(answer.statusCode!, answer.headers))),
    )
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  stops.push(async () => {
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  })
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

const statusOf = async (address: string, key?: string) => {
  const headers = key === undefined ? {} : { Authorization: `Basic ${Buffer.from(`:${key}`).toString('base64')}` }
  return (await fetch(`${address}/api/v1/doctors`, { headers })).status
}

describe('the first start without keys', () => {
  it('makes an admin key, prints it once, and stores it for its user alone', async () => {
    const first = await started()
    const key = readFileSync(file, 'utf8').trim()
    expect(key).toMatch(/^[\w-]{43}$/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(first.notice).toContain(`  ${key}\n`)
    expect(first.notice).toContain(`curl -u ":$(cat ${file})" ${first.address}/api/v1/doctors\n`)
    expect([await statusOf(first.address), await statusOf(first.address, key)]).toEqual([401, 200])

    const second = await started()
    expect(second.notice).toBe(`The admin key is in ${file}.\n`)
    expect([await statusOf(second.address), await statusOf(second.address, key)]).toEqual([401, 200])
  })

  it('lets nobody in through a proxy', async () => {
    const proxy = await proxyTo((await started()).address)
    expect(await statusOf(proxy)).toBe(401)
    expect((await fetch(`${proxy}/metrics`)).status).toBe(401)
    expect(await statusOf(proxy, readFileSync(file, 'utf8').trim())).toBe(200)
  })

  it('refuses a key that others can read, or that is none', async () => {
    chmodSync(file, 0o644)
    await expect(started()).rejects.toThrow(`Every user of this machine can read the keys in ${file}. Run: chmod 600`)
    chmodSync(file, 0o600)
    writeFileSync(file, '')
    await expect(started()).rejects.toThrow(`${file} does not hold a key. Delete it`)
    rmSync(file)
    const nowhere = join(folder, 'nowhere', 'opd-admin.key')
    await expect(started({ ADMIN_KEY_FILE: nowhere })).rejects.toThrow(`cannot be stored in ${nowhere}: ENOENT.`)
  })

  it('with KEYS=none warns that everybody is admin', async () => {
    const { address, notice } = await started({ KEYS: 'none' })
    expect(notice).toContain('Warning: KEYS=none. Everybody who reaches this port')
    expect(await statusOf(address)).toBe(200)
  })
})

it('the README’s first booking works with the key of the first start', async () => {
  const { address } = await started()
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, name, path, type, body] =
    /curl -u ":\$\(cat (\S+)\)" http:\/\/127\.0\.0\.1:3000(\S+) -H '(.*)' \\\n {2}-d '(.*)'/.exec(readme) ?? []
  expect([name, type]).toEqual(['opd-admin.key', 'Content-Type: application/json'])
  const Authorization = `Basic ${Buffer.from(`:${readFileSync(file, 'utf8').trim()}`).toString('base64')}`
  const headers = { Authorization, 'Content-Type': 'application/json' }
  expect((await fetch(address + path, { method: 'POST', headers, body: body! })).status).toBe(201)
})

describe('API_KEYS_FILE', () => {
  const keys = join(folder, 'keys')
  const secretOf = (name: string) => `${name}-secret-0123456789abcdef`
  const write = (...lines: string[]) => writeFileSync(keys, lines.join('\n'), { mode: 0o600 })

  it('has keys with comments and hashed secrets, and is read again when it changes', async () => {
    write('# The desk.', `desk=desk:${secretOf('desk')} # front`, '', `hall=display:sha256:${'0'.repeat(64)}`)
    const lines: Json[] = []
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) })
    const settings = readSettings({ API_KEYS_FILE: keys, API_KEYS: `boss=admin:${secretOf('boss')}` }).keys
    const open = openKeys(settings, log, 0).keys!
    const desk = open.find(secretOf('desk'))!
    expect(desk).toMatchObject({ name: 'desk', role: 'desk' })
    expect(open.find(secretOf('boss'))).toMatchObject({ role: 'admin' })
    expect(open.find(secretOf('rao'))).toBeUndefined()

    // sha256 of 'rao-secret-0123456789abcdef'
    const digest = 'e83893e3a4b372c079b56344c91f2352448fac33fd76aa28c12acdd5fd228142'
    write(`desk=desk:${secretOf('desk')}`, `rao=doctor@dr-rao:sha256:${digest}`)
    const rao = await until('the new key of Dr. Rao', () => open.find(secretOf('rao')))
    expect(rao).toMatchObject({ name: 'rao', role: 'doctor', doctorId: 'dr-rao' })
    expect([open.isValid(desk), open.isValid(rao)]).toEqual([true, true])

    write(`desk=desk:${secretOf('new')}`, 'broken')
    const failed = await until('the broken file to be refused', () => {
      open.find('')
      return lines.find(({ msg }) => msg === 'keys not read again')
    })
    expect(failed.reason).toBe(
      `Key 2 of ${keys} is not of the form name=role:secret or name=role@doctor:secret, with a role of display, doctor, desk, ` +
        'admin, metrics and a secret of 24 to 200 characters.',
    )
    expect([open.isValid(desk), open.isValid(rao)]).toEqual([true, true])

    write(`desk=desk:${secretOf('new')}`)
    await until('the new key of the desk', () => open.find(secretOf('new')))
    expect([open.isValid(desk), open.isValid(rao), open.find(secretOf('rao'))]).toEqual([false, false, undefined])
    expect(JSON.stringify(lines)).not.toContain('secret-')
  })

  it('is refused if others can read it, if it is missing or empty, and if it repeats a name of API_KEYS', () => {
    const opening = (API_KEYS = '') => openKeys(readSettings({ API_KEYS_FILE: keys, API_KEYS }).keys, silent)
    write(`desk=desk:${secretOf('desk')}`)
    expect(() => opening(`desk=desk:${secretOf('other')}`)).toThrow(`The name 'desk' is in API_KEYS and in ${keys}.`)
    chmodSync(keys, 0o604)
    expect(() => opening()).toThrow(`Every user of this machine can read the keys in ${keys}. Run: chmod 600 ${keys}`)
    chmodSync(keys, 0o600)
    write('# nothing')
    expect(() => opening()).toThrow(`${keys} holds no key.`)
    rmSync(keys)
    expect(() => opening()).toThrow(`API_KEYS_FILE is '${keys}', which cannot be read: ENOENT.`)
  })
})
