import { memoryStore, OpdScheduler } from 'opd-scheduler'
import type { Commit, Store } from 'opd-scheduler/store'
import { bytesInUse } from './heap'

const DOCTORS = 20
const SLOTS = 10
const SEATS = 10
const IN_FLIGHT = 64
const FIRST_DAY = Date.parse('2026-01-30T06:00+05:30')
const DAY_MS = 86_400_000
const MB = 2 ** 20

/**
 * Carries out so many commands, clinic day after clinic day, in one scheduler, and says what is in use after every tenth of them. The
 * store forgets the days before yesterday, so that only what the scheduler keeps can grow.
 */
export async function* flatHeap(commands: number): AsyncGenerator<string> {
  let now = FIRST_DAY
  const store = forgetfulStore()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => now, store, sessionsInMemory: 2 * DOCTORS })
  const doctors = Array.from({ length: DOCTORS }, (_, n) => `dr-${n}`)
  for (const id of doctors) await opd.registerDoctor({ id, name: id })
  const slots = Array.from({ length: SLOTS }, (_, n) => {
    const hour = (n + 9).toString().padStart(2, '0')
    return { start: `${hour}:00`, end: `${hour}:50`, capacity: SEATS }
  })
  let done = 0
  let reported = 0
  while (done < commands) {
    const date = new Date(now).toISOString().slice(0, 10)
    for (const doctorId of doctors) await opd.openSession({ doctorId, date, slots })
    // Books, and cancels one in three: every seat is taken and some patients wait.
    await inFlight(DOCTORS * SLOTS * SEATS * 1.5, async (n) => {
      const patientId = `p-${done}-${n}`
      const booked = await opd.book({ doctorId: doctors[n % DOCTORS]!, date, source: 'online', patientId })
      if (n % 3 === 0 && 'token' in booked) await opd.cancel({ tokenId: booked.token.id })
    })
    done += DOCTORS + DOCTORS * SLOTS * SEATS * 2
    now += DAY_MS
    store.forgetBefore(new Date(now - DAY_MS).toISOString().slice(0, 10))
    if (done - reported < commands / 10 && done < commands) continue
    reported = done
    yield `${done.toLocaleString('en')} commands: ${(bytesInUse() / MB).toFixed(1)} MB in use`
  }
  await opd.close()
}

/** A memory store for each day, and one for the doctors. */
function forgetfulStore(): Store & { forgetBefore(date: string): void } {
  const days = new Map<string, Store>()
  const doctors = memoryStore()
  const storeOf = (stream: string): Store => {
    if (!stream.includes('.')) return doctors
    const date = stream.slice(-'YYYY-MM-DD'.length)
    const known = days.get(date) ?? memoryStore()
    days.set(date, known)
    return known
  }
  const append = async (commits: readonly Commit[]) => {
    // No command here is about two days.
    const stores = commits.map(({ writes }) => storeOf(writes[0]!.stream))
    const outcomes = await Promise.all(commits.map((commit, n) => stores[n]!.append([commit])))
    return outcomes.map(([outcome]) => outcome!)
  }
  return {
    ...doctors,
    append,
    load: (stream, afterVersion) => storeOf(stream).load(stream, afterVersion),
    forgetBefore: (date) => {
      for (const day of days.keys()) if (day < date) days.delete(day)
    },
  }
}

async function inFlight(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
}
