import pg from 'pg'
import { startServer } from '../../test/postgres/server'
import type { Ratio } from '../ratios'
import { median } from './median'
import { inspect } from './postgres/checks'
import { CLASSIC_TABLES } from './postgres/classic'
import { Crew, IN_FLIGHT, type Measured, type Timing } from './postgres/crew'
import { SCHEMA, type Trial } from './postgres/design'
import { GOALS, MANY, nameOf, type Round } from './postgres/goals'
import { RAW_TABLE, rawLoop } from './postgres/raw-loop'

const PROCESSES = [1, 4] as const
const DOCTORS = [1, MANY] as const
const ROWS: readonly Pick<Trial, 'design' | 'processes' | 'isRouted'>[] = [
  ...PROCESSES.flatMap((processes) =>
    (['slot lock', 'doctor lock', 'opd'] as const).map((design) => ({ design, processes, isRouted: false })),
  ),
  { design: 'opd', processes: 4, isRouted: true },
]

const DROP = `DROP SCHEMA IF EXISTS ${SCHEMA}, opd_bench_classic, opd_bench_raw CASCADE`

/** Each of four processes makes only a quarter of the bookings, so it takes longer until all its code is compiled. */
const WARM_UP_ROUNDS = 3

/** Least number of bookings in a round for a meaningful figure. */
const ENOUGH = 100

/** Measures bookings a second on PostgreSQL, beside the two usual designs. */
export async function benchPostgres(isQuick: boolean, noted: Ratio[]): Promise<boolean> {
  const given = process.env.TEST_POSTGRES_URL
  const server = given ? undefined : await startServer()
  const url = given || server!.url
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const crew = new Crew(url, server?.dataDir, Math.max(...PROCESSES))
  try {
    await pool.query(DROP)
    await pool.query(CLASSIC_TABLES)
    await pool.query(RAW_TABLE)
    return await measure(pool, crew, isQuick, noted)
  } finally {
    crew.end()
    await pool.query(DROP)
    await pool.end()
    await server?.stop()
  }
}

async function measure(pool: pg.Pool, crew: Crew, isQuick: boolean, noted: Ratio[]): Promise<boolean> {
  const rounds = isQuick ? 3 : 5
  const timing: Timing = isQuick ? { warmUpMs: 150, runMs: 500 } : { warmUpMs: 300, runMs: 1_000 }
  const figures: Round[] = []
  const raw: number[] = []
  const problems = new Set<string>()
  let runs = 0
  const client = await pool.connect()
  // The first rounds do not count: they include compilation.
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const measured = new Map<string, Measured>()
    const rawRows = [await rawLoop(client, timing.runMs / 2)]
    for (const doctors of DOCTORS) {
      for (const row of ROWS) {
        const trial: Trial = { ...row, doctors }
        const name = nameOf(trial)
        const result = await crew.measure(trial, ++runs, timing)
        measured.set(name, result)
        const { overbooked, lost, gaps, bumps } = await inspect(trial, runs, pool, result.acknowledged)
        if (overbooked + lost + gaps > 0)
          problems.add(`${name}: ${overbooked} slots overbooked, ${lost} bookings lost, ${gaps} gaps`)
        if (round < 0) continue
        if (result.counted < ENOUGH) problems.add(`${name}: only ${result.counted} bookings in a round`)
        if (trial.design === 'opd' && doctors === 1 && bumps === 0) problems.add(`${name}: no booking was bumped`)
        if (trial.design !== 'slot lock' && result.refused > 0) problems.add(`${name}: ${result.refused} refused`)
      }
      // Once more half-way, so that a server that becomes slower or faster meanwhile does not distort the ratio.
      rawRows.push(await rawLoop(client, timing.runMs / 2))
    }
    if (round < 0) continue
    figures.push(measured)
    raw.push(median(rawRows))
  }
  client.release()
  const { rows } = await pool.query<{ version: string; fsync: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync`,
  )
  console.log(
    `\nPostgreSQL ${rows[0]!.version}, fsync ${rows[0]!.fsync}; ${IN_FLIGHT} in flight; medians of ${rounds} rounds`,
  )
  printFigures(figures, raw)
  printProfile(figures)
  const isMet = printGoals(figures, raw, noted)
  console.log(problems.size === 0 ? 'in every round: 0 overbooked, 0 lost, 0 gaps' : [...problems].join('\n'))
  return isMet && problems.size === 0
}

function printFigures(figures: readonly Round[], raw: readonly number[]): void {
  console.log(`raw insert loop, 100 rows a commit: ${Math.round(median(raw))} rows/s`)
  console.log(`${'bookings/s (p99 in ms)'.padEnd(48)}${'hot doctor'.padStart(18)}${`${MANY} doctors`.padStart(18)}`)
  for (const row of ROWS) {
    const cells = DOCTORS.map((doctors) => {
      const all = figures.map((round) => round.get(nameOf({ ...row, doctors }))!)
      const p99 = median(all.map((each) => each.p99))
      return `${Math.round(median(all.map(({ perSecond }) => perSecond)))} (${p99.toFixed(p99 < 10 ? 1 : 0)})`
    })
    console.log(`${titleOf(row).padEnd(48)}${cells.map((cell) => cell.padStart(18)).join('')}`)
  }
}

/** Prints the processor time of each booking. Two cores together have 2,000,000 microseconds a second. */
function printProfile(figures: readonly Round[]): void {
  console.log(
    `\n${'processor µs a booking: processes + server'.padEnd(48)}${'hot doctor'.padStart(18)}${`${MANY} doctors`.padStart(18)}`,
  )
  for (const row of ROWS) {
    const cells = DOCTORS.map((doctors) => {
      const all = figures.map((round) => round.get(nameOf({ ...row, doctors }))!)
      const server = all.flatMap((each) => each.server ?? [])
      const ours = Math.round(median(all.map((each) => each.processes)))
      return `${ours} + ${server.length === 0 ? '?' : Math.round(median(server))}`
    })
    console.log(`${titleOf(row).padEnd(48)}${cells.map((cell) => cell.padStart(18)).join('')}`)
  }
}

function titleOf({ design, processes, isRouted }: (typeof ROWS)[number]): string {
  const name = { opd: 'opd-scheduler', 'slot lock': 'slot lock', 'doctor lock': 'doctor lock + bump' }[design]
  return `${processes === 1 ? '1 process' : `${processes} processes${isRouted ? ', routed by doctor' : ''}`}: ${name}`
}

function printGoals(figures: readonly Round[], raw: readonly number[], noted: Ratio[]): boolean {
  console.log(`\n${'goals'.padEnd(80)}measured      goal`)
  let isMet = true
  for (const { what, of, least, most } of GOALS) {
    const ratio = median(figures.map((round, index) => of(round, raw[index]!)))
    const isGood = least === undefined ? ratio <= most! : ratio >= least
    isMet &&= isGood
    noted.push({ name: what, measured: ratio, least, most })
    const goal = least === undefined ? `≤ ${most}` : `≥ ${least}`
    console.log(`${what.padEnd(80)}${ratio.toFixed(2).padStart(8)}${goal.padStart(10)}${isGood ? '' : '   missed'}`)
  }
  return isMet
}
