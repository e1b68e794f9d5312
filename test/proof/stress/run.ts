import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { accountOf, codesOf, lossOf, missing, unexplained, verdict } from './account'
import { bundle } from './bundle'
import { check } from './checker/check'
import { byId } from './checker/commits'
import type { Violation } from './checker/history'
import { collect } from './collect'
import { SABOTAGES, sabotaged } from './sabotage'
import { STORES } from './stores/store-under-stress'
import { type Options, Supervisor } from './supervisor'

const USAGE = `npm run stress -- --store ${Object.keys(STORES).join('|')} [--seconds 60] [--seed N] [--workers 8] [--sabotage ${Object.keys(SABOTAGES).join('|')}]`

/** Number of violations of a rule that are printed. */
const SHOWN = 5

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    sabotage: { type: 'string' },
  },
})
const options: Options = {
  store: values.store ?? '',
  seconds: Number(values.seconds ?? 60),
  seed: Number(values.seed ?? randomInt(2 ** 31)),
  workers: Number(values.workers ?? 8),
}
const isKnown = STORES[options.store] !== undefined && (values.sabotage === undefined || values.sabotage in SABOTAGES)
if (!isKnown || !(options.seconds > 0) || !Number.isSafeInteger(options.seed) || !(options.workers > 0)) {
  console.error(USAGE)
  process.exit(2)
}
process.exitCode = values.sabotage === undefined ? await stress() : sabotaged(values.sabotage, options)

async function stress(): Promise<number> {
  const kind = STORES[options.store]!
  const folder = mkdtempSync(join(tmpdir(), 'opd-stress-'))
  await bundle(folder)
  const running = await kind.start(folder)
  const run = await new Supervisor(options, running, folder).run()
  const collected = await collect(run, kind, running)
  await running.stop()
  const all = check(collected.history)
  const violations = kind.losesCommits ? unexplained(all) : all
  const account = accountOf(run, collected)
  const tooLittle = missing(account, options.seconds, running.faults)
  const rewinds = collected.notes.filter(({ note }) => note === 'rewound').length
  if (kind.losesCommits && all.every(({ rule }) => rule !== 'lost')) tooLittle.push('0 lost')
  if (kind.losesCommits && rewinds === 0) tooLittle.push('no subscriber noticed a loss')
  report(violations)
  const { store, seconds, seed, workers } = options
  const figures = Object.entries(account).map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
  console.log(`${store}, ${workers} workers, ${seconds} s, seed ${seed}: ${figures.join(', ')}`)
  for (const { name, unavailable } of running.faults)
    if (unavailable !== undefined) console.log(`no ${name}: ${unavailable}`)
  console.log(`not ok: ${codesOf(collected.history.executions)}`)
  for (const what of tooLittle) console.log(`proves too little: ${what}`)
  if (kind.losesCommits) console.log(lossOf(collected.history, all, rewinds))
  console.log(verdict(all))
  if (violations.length === 0 && tooLittle.length === 0) {
    rmSync(folder, { recursive: true })
    return 0
  }
  console.log(
    `FAILED: npm run stress -- --store ${store} --seconds ${seconds} --workers ${workers} --seed ${seed}\nThe store and the journals are in ${folder}`,
  )
  return 1
}

/** Returns the first few violations of each rule. */
function report(violations: readonly Violation[]): void {
  for (const [rule, those] of byId(violations.map(({ rule, message }) => ({ id: rule, message })))) {
    for (const { message } of those.slice(0, SHOWN)) console.log(`${rule}: ${message}`)
    if (those.length > SHOWN) console.log(`${rule}: and ${those.length - SHOWN} more`)
  }
}
