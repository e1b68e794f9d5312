import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServer } from '../../../test/postgres/server'
import { EXAMPLE, launch } from './instance'
import { audit, type For, type Load, load, openDay } from './load'
import { type Spent, spent, splitOf } from './processor'
import { partsOf } from './profile'

const CONNECTIONS = 32
/** Five times 600 bookings a second. */
const GOAL = 3000
const WARM_UP_SECONDS = 2
const TITLES: Readonly<Record<For, string>> = { ids: 'by patientId', people: 'with a new patient' }

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' }, profile: { type: 'boolean' } } })
const SECONDS = Number(values.seconds)
const home = mkdtempSync(join(tmpdir(), 'opd-bench-'))
const bundle = join(EXAMPLE, 'dist/main.js')

/** Puts load on a warm server. Returns the result and the split of CPU time. */
async function measured(
  url: string,
  pid: number,
  whom: For,
  database?: number,
): Promise<{ done: Load; split: string[] }> {
  await load(url, CONNECTIONS, WARM_UP_SECONDS, 'warm-up', whom)
  const before: Spent = spent(pid, database)
  const done = await load(url, CONNECTIONS, SECONDS, 'p', whom)
  return { done, split: splitOf(before, spent(pid, database), done.requests, SECONDS) }
}

/** Measures bare Express on the same machine, for comparison. */
async function bare(): Promise<void> {
  const instance = await launch(['--import', 'tsx', 'bench/bare.ts'], {}, home, false)
  const { done, split } = await measured(instance.url, instance.pid, 'ids')
  await instance.stop()
  say(`Bare Express: ${Math.round(done.requestsPerSecond)} requests/s, with ${CONNECTIONS} connections`, split)
}

async function bench(name: string, storage: Record<string, string>, whom: For, database?: number): Promise<boolean> {
  const folder = mkdtempSync(join(home, 'server-'))
  const environment = { ...storage, PATIENTS: whom === 'ids' ? 'external' : 'own' }
  const launched = performance.now()
  const instance = await launch([bundle], environment, folder, values.profile ?? false)
  await openDay(instance.url)
  const from = (performance.now() - launched) / 1000 + WARM_UP_SECONDS
  const { done, split } = await measured(instance.url, instance.pid, whom, database)
  const wrong = await audit(instance.url, done.confirmed, whom)
  await instance.stop()

  const { requestsPerSecond, milliseconds, confirmed } = done
  const times = Object.entries(milliseconds).map(([share, time]) => `${share} ${time.toFixed(1)} ms`)
  const verdict =
    wrong.length === 0 ? ['no slot is above its ceiling, and every confirmed token has a seat'] : wrong.slice(0, 10)
  const profile = values.profile ? partsOf(folder, bundle, from, from + SECONDS) : []
  say(
    `${name}: ${Math.round(requestsPerSecond)} bookings/s, ${times.join(', ')}; ${confirmed.length} confirmed`,
    verdict,
    split,
    requestsPerSecond < GOAL ? [`below the goal of ${GOAL}/s`] : [],
    profile.map(([part, share]) => `${share.toFixed(1).padStart(5)} %  ${part}`),
  )
  return wrong.length === 0
}

function say(title: string, ...groups: readonly (readonly string[])[]): void {
  console.log([title, ...groups.flat().map((line) => `  ${line}`)].join('\n'))
}

// Measures the built server, as it is deployed.
execFileSync('npm', ['run', 'build'], { cwd: EXAMPLE, stdio: ['ignore', 'ignore', 'inherit'] })
const given = process.env.DATABASE_URL
const server = given === undefined ? await startServer() : undefined
const postmaster = server && Number(readFileSync(join(server.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
try {
  await bare()
  const verdicts: boolean[] = []
  for (const whom of ['ids', 'people'] as const) {
    const sqlite = { STORE: 'sqlite', SQLITE_FILE: join(home, `${whom}.db`) }
    verdicts.push(await bench(`SQLite, ${TITLES[whom]}`, sqlite, whom))
    const postgres = { STORE: 'postgres', DATABASE_URL: given ?? server!.url }
    verdicts.push(await bench(`PostgreSQL, ${TITLES[whom]}`, postgres, whom, postmaster))
  }
  process.exitCode = verdicts.every((isRight) => isRight) ? 0 : 1
} finally {
  await server?.stop()
  rmSync(home, { recursive: true })
}
