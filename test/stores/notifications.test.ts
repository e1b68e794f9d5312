import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpdScheduler, waitlistWithEmergencyBump } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, expect, it } from 'vitest'
import { until } from '../support/until'
import { DOCTOR, Folder } from './clinic-file'
import { documentedProgram } from './documented-program'
import { OtherProcess } from './other-process'

const folder = new Folder()
afterAll(() => folder.remove())

const BUMPS = 60
const KILLS = 8

/** Sends one message for each key, as providers do, and reports every request before it is answered. */
class Provider {
  readonly sent = new Map<string, string>()
  suppressed = 0
  private isPrompt = false
  private readonly requests: (() => void)[] = []
  private wake = (): void => {}
  private readonly server = createServer((request, response) => void this.take(request, response))

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Waits for the next request; its message counts as sent. Call the returned function to answer it. */
  async next(): Promise<() => void> {
    while (this.requests.length === 0)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    return this.requests.shift()!
  }

  /** Answers every request at once from now on. */
  answerAll(): void {
    this.isPrompt = true
    for (const answer of this.requests.splice(0)) answer()
  }

  /** Forgets unanswered requests, whose processes are dead. */
  forget(): void {
    this.requests.length = 0
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    try {
      for await (const piece of request) body += String(piece)
    } catch {
      return // The process that asked was killed during the request.
    }
    const key = String(request.headers['idempotency-key'])
    if (this.sent.has(key)) this.suppressed++
    else this.sent.set(key, (JSON.parse(body) as { patientId: string }).patientId)
    if (this.isPrompt) response.end()
    else this.requests.push(() => response.end())
    this.wake()
  }
}

it('the notifier of docs/events.md notifies every bumped patient once, however often it is killed', async () => {
  const file = folder.file()
  const store = sqliteStore(file)
  const clock = () => Date.parse('2026-01-30T06:00+05:30')
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, rules: waitlistWithEmergencyBump(), clock })
  await opd.registerDoctor({ id: DOCTOR, name: 'Dr. Rao' })
  const date = '2026-01-30'
  await opd.openSession({ doctorId: DOCTOR, date, slots: [{ start: '09:00', end: '17:00', capacity: BUMPS }] })
  const book = (source: string, patientId: string) => opd.book({ doctorId: DOCTOR, date, source, patientId })
  for (let i = 0; i < BUMPS; i++) await book('online', `p${i}`)
  let booked = 0
  const bumpOne = async () => {
    if (booked < BUMPS) await book('emergency', `e${booked++}`)
  }

  const program = documentedProgram('docs/events.md', 'notifier', 'One message for each bumped patient')
  const provider = new Provider()
  const environment = { OPD_FILE: file, SMS_URL: await provider.open() }
  let notifier = new OtherProcess<never>(program, environment)
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      await bumpOne()
      // Zero to four messages are answered; each answer leads to the next bump.
      for (let i = Math.floor(Math.random() * 5); i > 0; i--) {
        const answer = await provider.next()
        await bumpOne()
        answer()
      }
      const answer = await provider.next()
      // Half of the processes die with the message sent and not answered, the others later.
      if (kill % 2 === 1) answer()
      await notifier.kill()
      provider.forget()
      notifier = new OtherProcess<never>(program, environment)
    }
    while (booked < BUMPS) await bumpOne()
    provider.answerAll()
    const head = await store.head()
    await until(
      `the checkpoint ${head}`,
      () => store.checkpoint('sms'),
      (reached) => reached === head,
    )
    await notifier.stop()
  } finally {
    await notifier.kill()
    provider.close()
    rmSync(program)
  }
  const log = await store.read(0, 10_000)
  const bumps = log.flatMap(({ event }) => (event.type === 'token.bumped' ? [event] : []))
  expect(bumps).toHaveLength(BUMPS)
  expect(Object.fromEntries(provider.sent)).toEqual(
    Object.fromEntries(bumps.map(({ eventId, patientId }) => [eventId, patientId])),
  )
  expect(new Set(provider.sent.values()).size).toBe(BUMPS)
  // Every other process was killed before it learned that its message was sent.
  expect(provider.suppressed).toBeGreaterThanOrEqual(KILLS / 2)
  await opd.close()
})
