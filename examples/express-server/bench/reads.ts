import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { memoryStore, OpdScheduler } from 'opd-scheduler'
import { createApp } from '../src/create-app'
import { patientsIn } from '../src/patients/patients'
import { sqliteTable } from '../src/patients/sqlite-table'

// How long /healthz takes while ten screens poll the board each second, and ten others a queue: 60 doctors with 143 tokens each.
const DOCTORS = 60
const TOKENS = 143
const SCREENS = 10
const SECONDS = 25
const WARM_SECONDS = 5
const timeZone = 'Asia/Kolkata'

if (process.send === undefined) await measure()
else await serve()

async function serve(): Promise<void> {
  const store = memoryStore()
  const scheduler = new OpdScheduler({ timeZone, store })
  const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now())
  for (let n = 0; n < DOCTORS; n++) {
    const doctorId = `dr-${n}`
    await scheduler.registerDoctor({ id: doctorId, name: doctorId })
    const slots = Array.from({ length: 11 }, (_, hour) => ({
      start: `${String(hour + 12).padStart(2, '0')}:00`,
      end: hour === 11 ? '00:00' : `${String(hour + 13).padStart(2, '0')}:00`,
      capacity: 13,
    }))
    const early = slots.map((slot) => ({ ...slot, nextDay: true }))
    await scheduler.openSession({ doctorId, date, slots: early })
    for (let p = 0; p < TOKENS; p++) {
      const patientId = `p-${n}-${p}`
      await scheduler.book({ doctorId, date, source: 'online', patientId })
    }
  }
  const patients = patientsIn(sqliteTable())
  const app = createApp({ scheduler, patients, head: () => store.head(), clock: Date.now, timeZone })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.send?.({ port: (server.address() as AddressInfo).port, date })
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url))
  const [{ port, date }] = (await once(child, 'message')) as [{ port: number; date: string }]
  const url = `http://127.0.0.1:${port}`
  const took: Record<string, number[]> = { healthz: [], board: [], queue: [] }
  const ask = async (name: string, path: string) => {
    const began = performance.now()
    const response = await fetch(url + path)
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    if (began > warmUntil) took[name]!.push(performance.now() - began)
  }
  const until = performance.now() + SECONDS * 1000
  const warmUntil = performance.now() + WARM_SECONDS * 1000
  const poll = async (name: string, path: string, everyMs: number) => {
    await pause(Math.random() * everyMs)
    while (performance.now() < until) await Promise.all([ask(name, path), pause(everyMs)])
  }
  const screens = Array.from({ length: SCREENS }, (_, n) => [
    poll('board', '/api/v1/board', 1000),
    poll('queue', `/api/v1/sessions/dr-${n}.${date}/queue`, 1000),
  ])
  await Promise.all([poll('healthz', '/healthz', 10), ...screens.flat()])
  child.kill()
  for (const [name, all] of Object.entries(took)) {
    all.sort((a, b) => a - b)
    const at = (share: number) => `${all[Math.floor((all.length - 1) * share)]!.toFixed(1)} ms`
    console.log(`${name}: ${all.length} answers, p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`)
  }
}
