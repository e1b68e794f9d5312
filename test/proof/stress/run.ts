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
import { historyOf, tracesOf } from './collect'
import { SABOTAGES, sabotaged } from './sabotage'
import { STORES } from './stores/store-under-stress'
import { type Options, Supervisor } from './supervisor'

const USAGE = `npm run stress -- --store ${Object.keys(STORES).join('|')} [--commands 20000] [--seed N] [--workers 8] [--sabotage ${Object.keys(SABOTAGES).join('|')}]
For hours by hand: --seconds N instead of --commands.`

/** Number of violations of a rule that are printed. */
const SHOWN = 5

/** How long an idle process may take to end before it says what keeps it. */
const IDLE_MS = 10_000

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    commands: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    sabotage: { type: 'string' },
  },
})
const options: Options = {
  store: values.store ?? '',
  commands: Number(values.commands ?? 20_000),
  seconds: values.seconds === undefined ? undefined : Number(values.seconds),
  seed: Number(values.seed ?? randomInt(2 ** 31)),
  workers: Number(values.workers ?? 8),
}
const { store, commands, seconds, seed, workers } = options
const isKnown = STORES[store] !== undefined && (values.sabotage === undefined || values.sabotage in SABOTAGES)
const isPositive = [commands, seconds ?? 1, workers].every((figure) => figure > 0)
if (!isKnown || !isPositive || !Number.isSafeInteger(seed)) {
  console.error(USAGE)
  process.exit(2)
}
process.exitCode = values.sabotage === undefined ? await stress() : sabotaged(values.sabotage, options)
// Nothing is open any more. If something is, the run says what, and does not keep those who wait for it.
setTimeout(() => {
  console.log(`the run does not end by itself: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, IDLE_MS).unref()

async function stress(): Promise<number> {
  const kind = STORES[store]!
  const losesCommits = kind.losesCommits === true
  const folder = mkdtempSync(join(tmpdir(), 'opd-stress-'))
  await bundle(folder)
  const running = await kind.start(folder)
  const supervisor = new Supervisor(options, running, folder)
  const possible = supervisor.faults.filter(({ unavailable }) => unavailable === undefined)
  const run = await supervisor.run(async (soFar) => {
    // A server that restarts cannot be read now. The run goes on, and this is asked again.
    const traces = await tracesOf(soFar, running).catch(() => undefined)
    return traces !== undefined && missing(accountOf(soFar, traces), commands, possible, losesCommits).length === 0
  })
  // At once, because a store that hangs cannot be read afterwards.
  for (const what of run.broken) console.error(what)
  const traces = await tracesOf(run, running)
  const history = await historyOf(run, traces, await kind.open(running.quietAddress))
  await running.stop()
  const all = check(history)
  const violations = losesCommits ? unexplained(all) : all
  const account = accountOf(run, traces)
  const asked = seconds === undefined ? commands : run.commands
  const tooLittle = missing(account, asked, supervisor.faults, losesCommits)
  report(violations)
  const amount = seconds === undefined ? `--commands ${commands}` : `--seconds ${seconds}`
  const again = `--store ${store} ${amount} --workers ${workers} --seed ${seed}`
  const figures = Object.entries(account).map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
  console.log(`${again}: ${figures.join(', ')}`)
  for (const { name, unavailable } of supervisor.faults)
    if (unavailable !== undefined) console.log(`no ${name}: ${unavailable}`)
  console.log(`not ok: ${codesOf(traces.executions)}`)
  for (const what of tooLittle) console.log(`proves too little: ${what}`)
  if (losesCommits) console.log(lossOf(account, traces))
  console.log(verdict(all))
  if (violations.length === 0 && tooLittle.length === 0) {
    rmSync(folder, { recursive: true })
    return 0
  }
  console.log(`FAILED: npm run stress -- ${again}\nThe store and the journals are in ${folder}`)
  return 1
}

/** Returns the first few violations of each rule. */
function report(violations: readonly Violation[]): void {
  for (const [rule, those] of byId(violations.map(({ rule, message }) => ({ id: rule, message })))) {
    for (const { message } of those.slice(0, SHOWN)) console.log(`${rule}: ${message}`)
    if (those.length > SHOWN) console.log(`${rule}: and ${those.length - SHOWN} more`)
  }
}
