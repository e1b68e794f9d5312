import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Reached } from '../../support/reached'
import { SUITES, type Suite } from './suites'

/** Results of the rounds of one suite. */
interface Account {
  readonly suite: Suite
  readonly reached: Reached
  rounds: number
  elapsedMs: number
}

const USAGE = 'npm run verify -- [--rounds 1 | --minutes 5] [--seed N] [--suite TEXT]'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    suite: { type: 'string' },
  },
})
/** Rounds of each suite. Without them, the time decides, and each has one at least. */
const wanted = values.rounds === undefined ? undefined : Number(values.rounds)
const minutes = Number(values.minutes ?? 5)
const first = Number(values.seed ?? randomInt(2 ** 31))
const chosen = SUITES.filter((suite) => suite.name.includes(values.suite ?? ''))
if (!((wanted ?? minutes) > 0) || !Number.isSafeInteger(first) || chosen.length === 0) {
  console.error(`${USAGE}\nSuites: ${SUITES.map((suite) => suite.name).join('; ')}`)
  process.exit(2)
}

const accounts: Account[] = chosen.map((suite) => ({ suite, reached: new Reached(), rounds: 0, elapsedMs: 0 }))
const end = Date.now() + minutes * 60_000
const failed = await rounds()
report()
const missing = accounts.flatMap(({ suite, reached }) =>
  reached.missing(suite.situations).map((what) => `${suite.name}: ${what}`),
)
if (missing.length > 0) console.log(`\nnever reached: ${missing.join('; ')}`)
console.log(failed || missing.length > 0 ? '\nFAILED' : '\nverified')
process.exitCode = failed || missing.length > 0 ? 1 : 0

/** Runs one suite after the other, the one that had least first, until each had enough. */
async function rounds(): Promise<boolean> {
  const had = ({ rounds: done, elapsedMs }: Account): number => (wanted === undefined ? elapsedMs : done)
  const isEnough = ({ rounds: done }: Account): boolean =>
    wanted === undefined ? done > 0 && Date.now() >= end : done >= wanted
  let number = 0
  while (!accounts.every(isEnough)) {
    const account = accounts.reduce((least, each) => (had(each) < had(least) ? each : least))
    const seed = (first + number++ * 7919) % 2 ** 31
    const started = Date.now()
    try {
      await account.suite.round(seed, account.reached.note)
    } catch (thrown) {
      console.error(thrown)
      console.error(`\n${account.suite.name} failed: npm run verify -- --suite '${account.suite.name}' --seed ${seed}`)
      return true
    }
    account.rounds++
    account.elapsedMs += Date.now() - started
    const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`
    console.log(`${account.suite.name.padEnd(36)} seed ${String(seed).padStart(10)}  ${seconds}`)
  }
  return false
}

function report(): void {
  const figure = (count: number): string => count.toLocaleString('en').padStart(11)
  console.log(`\n${''.padEnd(36)}     rounds       days   commands     states    seconds`)
  for (const { suite, reached, rounds: done, elapsedMs } of accounts) {
    const counts = [done, ...['days', 'commands', 'states'].map((what) => reached.count(what)), elapsedMs / 1000]
    console.log(`${suite.name.padEnd(36)}${counts.map((count) => figure(Math.round(count))).join('')}`)
  }
  for (const { suite, reached } of accounts) {
    const met = suite.situations.map((what) => `${what} ${reached.count(what).toLocaleString('en')}`)
    console.log(`\n${suite.name} met: ${met.join(', ')}`)
  }
}
