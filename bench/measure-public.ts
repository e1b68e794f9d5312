import { OpdScheduler } from 'opd-scheduler'
import PQueue from 'p-queue'
import { type Figure, Stopwatch } from './stopwatch'

/** The most that a booking may cost: in microseconds, or in multiples of the peer. */
interface Most {
  readonly microseconds?: number
  readonly overPeer?: number
}

/** The cost of a booking through the public API, and of a task through p-queue. */
export interface PublicReport {
  readonly name: string
  readonly inFlight: number
  readonly engine: Figure
  readonly peer: Figure
  /** The engine in multiples of the peer. */
  readonly ratio: number
  readonly most: Most
  readonly failures: readonly string[]
}

const DATE = '2026-01-30'
const NOW = Date.parse('2026-01-30T06:00+05:30')
/** A session has hundreds of tokens. */
const SLOTS = 20
const SEATS = 15
const PER_SESSION = SLOTS * SEATS

/** How many bookings a round makes, and how many of them wait for their answer at once. */
const LOADS: readonly { name: string; inFlight: number; bookings: number; most: Most }[] = [
  { name: '64 in flight', inFlight: 64, bookings: 12_000, most: { microseconds: 8 } },
  { name: '20,000 waiting', inFlight: 20_000, bookings: 20_000, most: { overPeer: 1 } },
]

/**
 * Measures bookings on a memory store beside p-queue, which runs one empty task after another. Nobody listens to events. Rounds of both
 * alternate; the first two only warm up.
 */
export async function measurePublic(rounds: number): Promise<PublicReport[]> {
  const reports: PublicReport[] = []
  for (const { name, inFlight, bookings, most } of LOADS) {
    const stopwatch = new Stopwatch(2)
    const failures: string[] = []
    for (let round = 0; round < rounds; round++) {
      const opd = await openedFor(bookings)
      let confirmed = 0
      const book = async (n: number): Promise<void> => {
        const doctorId = `dr-${Math.floor(n / PER_SESSION)}`
        const done = await opd.book({ doctorId, date: DATE, source: 'online', patientId: `p-${n}` })
        if (done.status === 'confirmed') confirmed++
      }
      await stopwatch.timeAsync('engine', bookings, () => keepInFlight(inFlight, bookings, book))
      if (confirmed !== bookings)
        failures.push(`${confirmed} of ${bookings} bookings through the public API are confirmed`)
      await opd.close()
      const queue = new PQueue({ concurrency: 1 })
      let ran = 0
      const task = async (): Promise<void> => {
        ran++
      }
      await stopwatch.timeAsync('peer', bookings, () => keepInFlight(inFlight, bookings, () => queue.add(task)))
      if (ran !== bookings) failures.push(`p-queue ran ${ran} of ${bookings} tasks`)
    }
    const [engine, peer] = [stopwatch.figure('engine'), stopwatch.figure('peer')]
    reports.push({ name, inFlight, engine, peer, ratio: engine.median / peer.median, most, failures })
  }
  return reports
}

async function openedFor(bookings: number): Promise<OpdScheduler> {
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => NOW })
  const two = (hour: number): string => String(hour).padStart(2, '0')
  const slots = Array.from({ length: SLOTS }, (_, n) => {
    const start = 8 * 60 + n * 30
    const time = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
    return { start: time(start), end: time(start + 30), capacity: SEATS }
  })
  for (let n = 0; n * PER_SESSION < bookings; n++) {
    await opd.registerDoctor({ id: `dr-${n}`, name: `Doctor ${n}` })
    await opd.openSession({ doctorId: `dr-${n}`, date: DATE, slots })
  }
  return opd
}

/** Runs the work for each number up to `count`, always so many at once. */
async function keepInFlight(most: number, count: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(most, count) }, lane))
}
