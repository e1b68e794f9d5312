import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServer } from '../../../test/postgres/server'
import { launch } from './instance'
import { audit, load, openDay } from './load'
import { partsOf } from './profile'

const CONNECTIONS = 32
/** Five times 600 bookings a second. */
const GOAL = 3000

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' }, profile: { type: 'boolean' } } })
const folder = mkdtempSync(join(tmpdir(), 'opd-bench-'))

/** Bookings a second of the least that Express can do, in the same minute on the same machine. */
async function bare(): Promise<number> {
  const instance = await launch('bench/bare.ts', {})
  await load(instance.url, CONNECTIONS, 2, 'warm-up')
  const { requestsPerSecond } = await load(instance.url, CONNECTIONS, Number(values.seconds), 'p')
  await instance.stop()
  return requestsPerSecond
}

async function bench(name: string, storage: Record<string, string>): Promise<boolean> {
  const profileTo = values.profile ? join(folder, name) : undefined
  const launched = performance.now()
  const instance = await launch('src/main.ts', storage, profileTo)
  await openDay(instance.url)
  await load(instance.url, CONNECTIONS, 2, 'warm-up')
  const untilLoad = performance.now() - launched
  const before = await processorSeconds(instance.url)
  const done = await load(instance.url, CONNECTIONS, Number(values.seconds), 'p')
  const used = (await processorSeconds(instance.url)) - before
  const wrong = await audit(instance.url, done.confirmed)
  await instance.stop()

  const { requestsPerSecond, requests, milliseconds, confirmed } = done
  const times = Object.entries(milliseconds).map(([share, time]) => `${share} ${time.toFixed(1)} ms`)
  console.log(
    `${name}: ${Math.round(requestsPerSecond)} bookings/s, ${times.join(', ')}; ${confirmed.length} confirmed`,
  )
  console.log(`  ${((1e6 * used) / requests).toFixed(0)} µs of processor time a booking`)
  const verdict =
    wrong.length === 0 ? ['no slot above its ceiling, everybody confirmed has a seat'] : wrong.slice(0, 10)
  for (const sentence of verdict) console.log(`  ${sentence}`)
  if (profileTo !== undefined)
    for (const [part, share] of partsOf(profileTo, untilLoad).slice(0, 12))
      console.log(`  ${share.toFixed(1).padStart(5)} %  ${part}`)
  if (requestsPerSecond < GOAL) console.log(`  below the goal of ${GOAL}/s; --profile shows where the time goes`)
  return wrong.length === 0
}

async function processorSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
}

const given = process.env.DATABASE_URL
const server = given === undefined ? await startServer() : undefined
try {
  console.log(`Bare Express: ${Math.round(await bare())} requests/s, with ${CONNECTIONS} connections`)
  const isSqliteRight = await bench('SQLite', { STORE: 'sqlite', SQLITE_FILE: join(folder, 'bench.db') })
  const isPostgresRight = await bench('PostgreSQL', { STORE: 'postgres', DATABASE_URL: given ?? server!.url })
  process.exitCode = isSqliteRight && isPostgresRight ? 0 : 1
} finally {
  await server?.stop()
  rmSync(folder, { recursive: true })
}
