import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServer } from '../../test/postgres/server'
import { type Ratio, writeRatios } from '../ratios'
import { median } from '../stores/median'
import { EXAMPLE, type Instance, launch } from './instance'
import { audit, type For, load, openDay } from './load'
import { type Spent, spent, splitOf } from './processor'
import { partsOf } from './profile'
import { measureReads } from './reads'

const CONNECTIONS = 32
/** Requests a second, in multiples of bare Express. */
const GOAL = 0.5
const WARM_UP_SECONDS = 2

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    ids: { type: 'boolean' },
    profile: { type: 'boolean' },
    reads: { type: 'boolean' },
    ratios: { type: 'string' },
  },
})
const [ROUNDS, SECONDS] = values.quick ? [3, 1] : [7, 2]
const noted: Ratio[] = []
const whom: For = values.ids ? 'ids' : 'people'
const home = mkdtempSync(join(tmpdir(), 'opd-bench-'))
const bundle = join(EXAMPLE, 'dist/main.js')

/** What one turn of load gave. */
interface Turn {
  readonly rate: number
  readonly p99: number
  /** Microseconds of processor time per request. */
  readonly server: number
  readonly database: number
}

interface Variant {
  readonly name: string
  readonly instance: Instance
  readonly folder: string
  /** Seconds since the launch when the warm-up ended. */
  readonly warmAfter: number
  readonly database: number | undefined
  readonly confirmed: string[]
  readonly turns: Turn[]
  last: string[]
}

async function open(
  name: string,
  program: readonly string[],
  storage?: Record<string, string>,
  database?: number,
): Promise<Variant> {
  const folder = mkdtempSync(join(home, 'server-'))
  const launched = performance.now()
  const environment = { ...storage, PATIENTS: whom === 'ids' ? 'external' : 'own' }
  const instance = await launch(program, environment, folder, (values.profile ?? false) && storage !== undefined)
  opened.push(instance)
  if (storage !== undefined) await openDay(instance.url)
  const { confirmed } = await load(instance.url, CONNECTIONS, WARM_UP_SECONDS, 'warm-up', whom)
  const warmAfter = (performance.now() - launched) / 1000
  return { name, instance, folder, warmAfter, database, confirmed: [...confirmed], turns: [], last: [] }
}

async function takeTurn(variant: Variant): Promise<void> {
  const { instance, database, turns, confirmed } = variant
  const before: Spent = spent(instance.pid, database)
  const done = await load(instance.url, CONNECTIONS, SECONDS, 'p', whom)
  const after = spent(instance.pid, database)
  const each = (part: 'server' | 'database') => (1e6 * (after[part] - before[part])) / done.requests
  turns.push({
    rate: done.requestsPerSecond,
    p99: done.milliseconds.p99,
    server: each('server'),
    database: each('database'),
  })
  for (const id of done.confirmed) confirmed.push(id)
  variant.last = splitOf(before, after, done.requests, SECONDS)
}

function report(variants: readonly Variant[]): boolean {
  const [bare, ...others] = variants as [Variant, ...Variant[]]
  const who = whom === 'ids' ? 'by patientId' : 'with a new patient by name and phone'
  console.log(`bookings ${who}; ${CONNECTIONS} connections; medians of ${ROUNDS} turns of ${SECONDS} s`)
  console.log('                a second  p99 ms  server µs  database µs  × bare (from, to)    goal')
  let isMet = true
  for (const { name, turns } of [bare, ...others]) {
    const at = (part: keyof Turn) => median(turns.map((turn) => turn[part]))
    // Each turn is compared with the turn of bare Express beside it, because the machine's speed changes during a run.
    const ratios = turns.map(({ rate }, round) => rate / bare.turns[round]!.rate)
    const ratio = median(ratios)
    const range = `${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)}, ${Math.max(...ratios).toFixed(2)})`
    const cells = [Math.round(at('rate')), at('p99').toFixed(0), Math.round(at('server')), Math.round(at('database'))]
    const widths = [8, 8, 11, 13]
    const line = cells.map((cell, index) => String(cell).padStart(widths[index]!)).join('')
    const goal = name === bare.name ? '' : `   ≥ ${GOAL}${ratio >= GOAL ? '' : '   missed'}`
    console.log(`${name.padEnd(16)}${line}${range.padStart(19)}${goal}`)
    if (name === bare.name) continue
    isMet &&= ratio >= GOAL
    noted.push({ name: `${name}, × bare Express`, measured: ratio, least: GOAL })
    noted.push({ name: `${name}, server µs a booking`, measured: at('server') })
  }
  for (const { name, last } of variants) console.log([`${name}, last turn`, ...last].join('\n  '))
  return isMet
}

// Measures the built server, as it is deployed.
execFileSync('npm', ['run', 'build'], { cwd: EXAMPLE, stdio: ['ignore', 'ignore', 'inherit'] })
const opened: Instance[] = []
const given = process.env.DATABASE_URL
const server = given === undefined ? await startServer() : undefined
try {
  const postmaster = server && Number(readFileSync(join(server.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  const sqlite = { STORE: 'sqlite', SQLITE_FILE: join(home, 'opd.db') }
  const postgres = { STORE: 'postgres', DATABASE_URL: given ?? server!.url }
  if (values.reads) await benchReads(sqlite, postgres, postmaster)
  else await benchBookings(sqlite, postgres, postmaster)
} finally {
  for (const instance of opened) await instance.stop()
  await server?.stop()
  rmSync(home, { recursive: true })
}

type Environment = Record<string, string>

async function benchReads(sqlite: Environment, postgres: Environment, postmaster: number | undefined): Promise<void> {
  const rows = [['SQLite', sqlite, undefined] as const, ['PostgreSQL', postgres, postmaster] as const]
  for (const [name, environment, database] of rows) {
    const instance = await launch([bundle], environment, mkdtempSync(join(home, 'server-')), false)
    opened.push(instance)
    await measureReads(name, instance, database)
  }
}

async function benchBookings(
  sqlite: Environment,
  postgres: Environment,
  postmaster: number | undefined,
): Promise<void> {
  const variants = [
    await open('bare Express', ['--import', 'tsx', 'bench/bare.ts']),
    await open('SQLite', [bundle], sqlite),
    await open('PostgreSQL', [bundle], postgres, postmaster),
  ]
  for (let round = 0; round < ROUNDS; round++) for (const variant of variants) await takeTurn(variant)
  const isMet = report(variants)
  writeRatios(values.ratios, noted)
  const wrong: string[] = []
  for (const { instance, confirmed } of variants.slice(1)) wrong.push(...(await audit(instance.url, confirmed, whom)))
  for (const instance of opened.splice(0)) await instance.stop()
  if (values.profile)
    for (const { name, folder, warmAfter } of variants.slice(1)) {
      console.log(`${name}: share of the main thread's processor time`)
      for (const [part, share] of partsOf(folder, bundle, warmAfter, Number.POSITIVE_INFINITY))
        console.log(`${share.toFixed(1).padStart(7)} %  ${part}`)
    }
  for (const defect of wrong.slice(0, 10)) console.log(defect)
  if (wrong.length === 0)
    console.log('no slot is above its ceiling, and every confirmed token has a seat and its patient')
  console.log(isMet ? 'goals met' : 'goals not met')
  process.exitCode = isMet && wrong.length === 0 ? 0 : 1
}
