import { parseArgs } from 'node:util'
import { agrees, CASES, type Row, rowsOf } from './cases'
import { HEADING, textOf } from './table'

const USAGE = 'npm run queueing -- [--patients 300000] [--seed 1954], at least 50000 patients'

const { values } = parseArgs({ options: { patients: { type: 'string' }, seed: { type: 'string' } } })
const patients = Number(values.patients ?? 300_000)
const seed = Number(values.seed ?? 1954)

if (!(patients >= 50_000) || !Number.isSafeInteger(seed)) {
  console.error(USAGE)
  process.exit(2)
}

/** Holds the engine to queueing theory, and prints each number beside the exact one. */
async function main(): Promise<void> {
  console.log('Mean waits before the visit, in mean visit lengths, each class by arrival')
  console.log(HEADING)
  const rows: Row[] = []
  for (const [index, one] of CASES.entries())
    for (const row of await rowsOf(one, patients, seed + index)) {
      console.log(textOf(row))
      rows.push(row)
    }
  const wrong = rows.filter((row) => !agrees(row)).length
  console.log(
    `${rows.length} numbers, ${wrong} neither within 2 % nor three standard errors; ${patients} patients a case, three times as many at load 0.9, seed ${seed}`,
  )
  process.exitCode = wrong === 0 ? 0 : 1
}

await main()
