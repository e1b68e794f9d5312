import { memoryStore, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

const DOCTORS = 100
const DAYS = 100
const IN_MEMORY = 2_000
/** Sessions that commands use. */
const IN_USE = 900
const NOW = Date.parse('2026-01-30T06:00+05:30')
const DAY_MS = 86_400_000

/** Walks over all of 10,000 sessions while commands use some of them, with a fifth of them in memory, and counts reads of the store. */
export async function walks(): Promise<string[]> {
  const memory = memoryStore()
  let reads = 0
  const count =
    <Given extends unknown[], Answer>(read: (...given: Given) => Answer) =>
    (...given: Given): Answer => {
      reads++
      return read(...given)
    }
  const store: Store = { ...memory, load: count(memory.load) }
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => NOW, store, sessionsInMemory: IN_MEMORY })
  const dates = Array.from({ length: DAYS }, (_, day) => new Date(NOW + day * DAY_MS).toISOString().slice(0, 10))
  const slots = [{ start: '09:00', end: '12:00', capacity: 40 }]
  for (let doctor = 0; doctor < DOCTORS; doctor++) {
    await opd.registerDoctor({ id: `dr-${doctor}`, name: `Doctor ${doctor}` })
    for (const date of dates) await opd.openSession({ doctorId: `dr-${doctor}`, date, slots })
  }
  let patient = 0
  const useAll = async (): Promise<number> => {
    const before = reads
    for (let n = 0; n < IN_USE; n++) {
      const date = dates[Math.floor(n / DOCTORS)]!
      const { status } = await opd.book({
        doctorId: `dr-${n % DOCTORS}`,
        date,
        source: 'online',
        patientId: `p-${patient++}`,
      })
      if (status !== 'confirmed') throw new Error(`a booking is ${status}`)
    }
    return reads - before
  }
  const lines = [`commands in ${IN_USE} sessions, before any walk: ${await useAll()} reads`]
  for (const walk of [1, 2, 3]) {
    const before = reads
    const start = process.cpuUsage()
    let seen = 0
    for (let after: string | undefined; ; ) {
      const page = await opd.sessions({ limit: 500, ...(after === undefined ? undefined : { after }) })
      seen += page.length
      after = page.at(-1)?.id
      if (page.length < 500) break
    }
    const { user, system } = process.cpuUsage(start)
    const figures = `${seen.toLocaleString('en')} sessions, ${(reads - before).toLocaleString('en')} reads, ${((user + system) / seen).toFixed(0)} µs each`
    lines.push(`walk ${walk}: ${figures}; then commands in ${IN_USE} sessions: ${await useAll()} reads`)
  }
  await opd.close()
  return lines
}
