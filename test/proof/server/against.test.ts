import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { presets } from 'opd-scheduler'
import { afterEach, describe, expect, it } from 'vitest'
import type { PresetName } from '../../../examples/day-simulation/src/options/preset-name'
import { keysOf, readKeys } from '../../../examples/express-server/src/security/keys'
import { type Options, type Started, start } from '../../../examples/express-server/test/start'
import { DATA, type Finished, runSimulation, withFile } from '../../simulation/run-simulation'

const servers: Started[] = []

/** Starts the example's server, with the clock of this machine. */
async function serve(rules: PresetName, options: Options = {}): Promise<Started> {
  const server = await start({ patientIndex: 'own', rules: presets[rules](), now: Date.now(), ...options })
  servers.push(server)
  return server
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

function send(file: string, url: string, ...args: readonly string[]): Promise<Finished> {
  return runSimulation(['--input', file, '--against', url, ...args])
}

/** Calls `use` with the address of a proxy that breaks every connection after some requests that write. */
async function withBreaking<T>(target: string, writes: number, use: (url: string) => Promise<T>): Promise<T> {
  let left = writes
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = 'GET', url, headers } = request
    if (method !== 'GET' && left-- <= 0) return void request.socket.destroy()
    const passed = ['authorization', 'content-type', 'idempotency-key'].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, String(headers[name])] as [string, string]],
    )
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }
    const answer = await fetch(`${target}${url}`, { method, headers: passed, ...body })
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(await answer.text())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  try {
    return await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
  } finally {
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  }
}

const DAYS: readonly (readonly [file: string, rules: PresetName, account: string])[] = [
  ['bump-and-cascade', 'bumpAndCascade', '27 commands, 2 refused'],
  ['waitlist-with-emergency-bump', 'waitlistWithEmergencyBump', '32 commands, 0 refused'],
  ['waitlist-of-a-full-slot', 'waitlistWithEmergencyBump', '10 commands, 0 refused'],
  ['swap-to-overflow', 'swapToOverflow', '12 commands, 0 refused'],
  ['emergency-bypass', 'emergencyBypass', '17 commands, 2 refused'],
  ['emergency-overflow', 'emergencyOverflow', '101 commands, 0 refused'],
  ['accident-day', 'standard', '82 commands, 1 refused'],
]

describe('a file against a running server', () => {
  it.each(DAYS)('%s differs in nothing from the library, under %s', async (file, rules, account) => {
    const { url } = await serve(rules)
    const { code, out, err } = await send(`${file}.jsonl`, url)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`  sent         ${account}\n`)
    expect(out).toMatch(/\nserver and library agree\n$/)
    expect(out).toContain('Step by step')
  })

  it('ends as the README says', async () => {
    const readme = readFileSync(join(DATA, '../README.md'), 'utf8')
    const [, end = ''] = /```text\n( {2}sent [\s\S]*?)```/.exec(readme) ?? []
    const { url } = await serve('swapToOverflow')
    expect(end).not.toBe('')
    expect((await send('swap-to-overflow.jsonl', url)).out.endsWith(end)).toBe(true)
  })

  it('shows the account that the server gives, with the no-shows of the clock as commands', async () => {
    const { url, scheduler } = await serve('emergencyOverflow')
    const { out } = await send('emergency-overflow.jsonl', url, '--date', '2126-02-04')
    expect(out).toContain(`${url}, Monday 4 February 2126`)
    expect(out).toContain('026E Gopal Menon gets a seat at 12:00, after waiting')
    expect(out).toContain("  no-shows     7 by the file's clock, sent as commands\n")
    expect(out).toMatch(/waiting for 12:00 +1 +017 +Eapen Shah/)
    expect(await scheduler.stats({ from: '2126-02-04', to: '2126-02-04' })).toMatchObject({
      tokens: 50,
      byStatus: { confirmed: 10, waitlisted: 4, completed: 23, 'no-show': 8, cancelled: 5 },
    })
  })

  it('says what the clock of the file does and a server cannot', async () => {
    const [facility = '', ...lines] = readFileSync(join(DATA, 'swap-to-overflow.jsonl'), 'utf8').trimEnd().split('\n')
    const held = lines.map((line) => line.replace('"source":"paid"', '"source":"paid","holdMinutes":1'))
    const end = '{"at":"2026-02-02T12:00:00+05:30","op":"sweepSession","sessionId":"dr-reddy.2026-02-02"}'
    const { url } = await serve('swapToOverflow')
    await withFile('in.jsonl', [facility, ...held, end].join('\n'), async (path) => {
      const { code, out } = await send(path, url)
      expect(code).toBe(0)
      expect(out.replace(/\s+/g, ' ')).toContain(
        " left out the end of 1 hold or offer and the end of 1 session, by the file's clock compared",
      )
    })
  })

  it('can be repeated after a break, and after its end', async () => {
    const { url, scheduler } = await serve('emergencyBypass')
    const broken = await withBreaking(url, 13, (proxy) => send('emergency-bypass.jsonl', proxy))
    expect(broken.code).toBe(1)
    expect(broken.err).toMatch(
      /^http:\/\/127.0.0.1:\d+ cannot be reached: .*\. Start the server, and give the command again\.\n$/,
    )
    expect((await scheduler.stats()).tokens).toBe(6)
    for (const time of ['after a break', 'after the end']) {
      const { code, out, err } = await send('emergency-bypass.jsonl', url)
      expect({ time, code, err }).toEqual({ time, code: 0, err: '' })
      expect(out.replace(/\s+/g, ' ')).toContain('sent 17 commands, again under their keys, so done once')
      expect(out).toMatch(/\nserver and library agree\n$/)
      expect((await scheduler.stats()).tokens).toBe(7)
    }
  })

  it('says under which rules the server answers, if it has others', async () => {
    const { url } = await serve('bumpAndCascade')
    const { code, out } = await send('emergency-bypass.jsonl', url)
    expect(code).toBe(1)
    expect(out).toMatch(/\n\d+ differences between server and library\n/)
    expect(out).toContain('  book t-08: the server answers confirmed, the library refused slot-full\n')
    expect(out).toMatch(
      /\nThe server answers as under bumpAndCascade\. Start it with RULES=emergencyBypass, and give another day with --date\.\n$/,
    )
  })

  it('changes no doctor, and adds to no session of others', async () => {
    const { url, scheduler } = await serve('swapToOverflow')
    await scheduler.registerDoctor({ id: 'dr-reddy', name: 'Dr. R. Reddy', minutesPerVisit: 20 })
    const refused = await send('swap-to-overflow.jsonl', url)
    expect(refused.code).toBe(1)
    expect(refused.err).toBe(
      "The server's doctor 'dr-reddy' is Dr. R. Reddy (20 minutes a visit); in the file it is Dr. Reddy (Orthopaedics, 20 minutes a visit). Nothing was changed. Use another server.\n",
    )
    expect(await scheduler.doctors()).toMatchObject([{ name: 'Dr. R. Reddy', specialization: null }])

    await scheduler.registerDoctor({
      id: 'dr-smith',
      name: 'Dr. Smith',
      specialization: 'General medicine',
      minutesPerVisit: 10,
    })
    const date = '2126-02-04'
    await scheduler.openSession({ doctorId: 'dr-smith', date, slots: [{ start: '09:00', end: '10:00', capacity: 5 }] })
    await scheduler.book({ doctorId: 'dr-smith', date, source: 'online', patientId: 'p-1' })
    const others = await send('emergency-bypass.jsonl', url, '--date', date)
    expect(others.err).toBe(
      'The session dr-smith.2126-02-04 has 1 token already that this file did not book. Give another day with --date, such as 2126-02-11.\n',
    )
    expect((await scheduler.stats()).tokens).toBe(1)

    await scheduler.openSession({
      doctorId: 'dr-smith',
      date: '2126-03-04',
      slots: [{ start: '14:00', end: '15:00', capacity: 5 }],
    })
    const other = await send('emergency-bypass.jsonl', url, '--date', '2126-03-04')
    expect(other.err).toMatch(/^The server refuses a session of the file: .* Give another day with --date\.\n$/)
  })

  it('finds a server in another time zone', async () => {
    const { url } = await serve('swapToOverflow', { timeZone: 'Europe/Berlin' })
    const { code, err } = await send('swap-to-overflow.jsonl', url, '--date', '2126-02-04')
    expect(code).toBe(1)
    expect(err).toBe(
      "The server's first slot begins at 2126-02-04T08:00:00.000Z, that of the file at 2126-02-04T03:30:00.000Z. Start the server with TIME_ZONE=Asia/Kolkata.\n",
    )
  })

  it('needs a key if the server does, and never prints it', async () => {
    const secret = 'a-secret-of-twenty-characters'
    const keys = readKeys(`adm=admin:${secret}`)
    const { url } = await serve('swapToOverflow', { keys: keysOf(() => keys) })
    const wrong = `${secret}-wrong`
    const [without, bad, good] = [
      await send('swap-to-overflow.jsonl', url),
      await send('swap-to-overflow.jsonl', url, '--key', wrong),
      await send('swap-to-overflow.jsonl', url, '--key', secret),
    ]
    for (const { code, err } of [without, bad]) {
      expect(code).toBe(1)
      expect(err).toMatch(/refuses the key: .* Give an admin key in OPD_KEY, or with --key\.\n$/)
    }
    expect(good.code).toBe(0)
    for (const { out, err } of [without, bad, good]) expect(out + err).not.toContain(secret)
  })

  it('waits for a server that has had enough writes', async () => {
    const { url } = await serve('swapToOverflow')
    let refusals = 2
    const busy = createServer(async (request, response) => {
      if (refusals-- > 0) return void response.writeHead(429, { 'Retry-After': '0' }).end('{"code":"too-many-writes"}')
      response.writeHead(307, { Location: `${url}${request.url}` }).end()
    })
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    const { err } = await send('swap-to-overflow.jsonl', `http://127.0.0.1:${(busy.address() as AddressInfo).port}`)
    busy.closeAllConnections()
    await new Promise((resolve) => busy.close(resolve))
    expect(refusals).toBeLessThan(0)
    // It asked again, and does not follow to another server with its key.
    expect(err).toMatch(/cannot be reached: .*redirect/)
  })

  it.each([
    ['not JSON', 200, 'hello', /does not speak the API of the example's server\.\n$/],
    [
      'a failure',
      500,
      '{"code":"internal-error","detail":"No."}',
      /answered 500 internal-error to GET \/api\/v1\/doctors\/dr-kapoor: No\.\n$/,
    ],
  ])('stops at an answer that is %s', async (_, status, text, message) => {
    const other = createServer((_, response) => void response.writeHead(status).end(text))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { code, err } = await send(
      'swap-to-overflow.jsonl',
      `http://127.0.0.1:${(other.address() as AddressInfo).port}/`,
    )
    await new Promise((resolve) => other.close(resolve))
    expect(code).toBe(1)
    expect(err).toMatch(message)
  })

  it('must be on a day to come', async () => {
    const { code, err } = await send('swap-to-overflow.jsonl', 'http://127.0.0.1:1', '--date', '2026-01-29')
    expect(code).toBe(1)
    expect(err).toMatch(
      /^--date is '2026-01-29'\. Give tomorrow, \d{4}-\d\d-\d\d, or a later day: all is booked before it\.\n$/,
    )
  })
})
