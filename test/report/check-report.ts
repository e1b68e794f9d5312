import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Browser } from 'playwright-core'
import type { WrittenLab } from '../../examples/day-simulation/src/lab/files'
import type { RunFacts } from '../../examples/day-simulation/src/report/summary'
import { startChromium } from '../../examples/express-server/test/chromium'
import { IN_FULL } from '../support/amount'
import { differences, otherFigures, wrongFindings } from './compare'
import { factsOf } from './page-facts'
import { VIEWS, type View } from './views'

/** All views, or in short a telephone, the dark and paper. */
const views = IN_FULL ? VIEWS : VIEWS.filter(({ name }) => ['phone', 'dark', 'print'].includes(name))

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where the user typed the command. */
const FOLDER = process.env.INIT_CWD ?? process.cwd()

/** So many defects of one kind are told. */
const MOST_TOLD = 5

/** The data of a page: the runs of a day, or the figures of the laboratory. */
interface Embedded {
  readonly arguments: readonly string[]
  readonly runs?: readonly RunFacts[]
  readonly lab?: WrittenLab
}

/** Opens a page in one view. Returns the defects found. */
async function checkView(
  browser: Browser,
  path: string,
  { name, options, media, smallest }: View,
  folder: string,
): Promise<string[]> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const found: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => found.push(`script: ${error.message}`))
  page.on('requestfailed', (request) => found.push(`failed request: ${request.url()}`))
  const url = pathToFileURL(path).href
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) found.push(`request for ${request.url()}`)
  })
  await page.goto(url)
  await page.emulateMedia({ media })

  const facts = await factsOf(page)
  if (facts.drawings < 5) found.push(`only ${facts.drawings} drawings of at least 5`)
  if (facts.unnamed > 0) found.push(`${facts.unnamed} drawings without a label`)
  if (facts.scripts > 0) found.push(`${facts.scripts} scripts`)
  if (facts.excess > 0) found.push(`${facts.excess} pixels wider than the window`)
  const small = facts.texts.filter(({ pixels }) => pixels < smallest)
  for (const { where, text, pixels } of small.slice(0, MOST_TOLD))
    found.push(`letters of ${pixels.toFixed(1)} pixels, smaller than ${smallest}: ${where} "${text}"`)
  for (const each of facts.overlaps.slice(0, MOST_TOLD)) found.push(`labels overlap: ${each}`)
  const { runs = [], lab } = await embeddedIn(page)
  if (runs.length === 0 && lab === undefined) found.push('no run in its data')
  for (const summary of runs) found.push(...differences(summary, facts))
  found.push(...wrongFindings(runs, facts.findings))

  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
  if (media === 'print') await page.pdf({ path: join(folder, 'print.pdf'), format: 'A4', preferCSSPageSize: true })
  await context.close()
  return found.map((each) => `${name}: ${each}`)
}

async function embeddedIn(page: { textContent(selector: string): Promise<string | null> }): Promise<Embedded> {
  return JSON.parse((await page.textContent('script#data')) ?? '{}') as Embedded
}

/** Runs the simulation with these arguments. Returns its output. */
function simulate(args: readonly string[], folder: string): string {
  return execFileSync(process.execPath, ['--import', 'tsx', 'examples/day-simulation/src/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: folder },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
}

/** Runs the simulation or the laboratory again. Returns the figures that are no longer the same. */
function differencesNow({ arguments: given, runs = [], lab }: Embedded): string[] {
  if (lab !== undefined) {
    const again = JSON.parse(simulate([...given, '--json', '-'], FOLDER)) as WrittenLab
    return isDeepStrictEqual(again, lab) ? [] : ['a new run of the laboratory gives other figures']
  }
  const again = JSON.parse(simulate([...given, '--json'], FOLDER)) as RunFacts | RunFacts[]
  return otherFigures(runs, Array.isArray(again) ? again : [again])
}

function folderOf(path: string): string {
  return join(dirname(path), `${basename(path).replace(/\.html?$/, '')}-screenshots`)
}

async function check(browser: Browser, path: string): Promise<string[]> {
  const folder = folderOf(path)
  mkdirSync(folder, { recursive: true })
  const found: string[] = []
  for (const view of views) found.push(...(await checkView(browser, path, view, folder)))
  const page = await browser.newPage()
  await page.goto(pathToFileURL(path).href)
  const embedded = await embeddedIn(page)
  found.push(...differencesNow(embedded))
  const presets = (embedded.lab?.rules ?? embedded.runs?.map(({ rules }) => rules) ?? []).join(', ')
  const verdict = found.length === 0 ? 'holds' : 'does not hold'
  console.log(`${basename(path)} ${verdict}: ${views.length} views of ${presets}`)
  return found
}

async function checkAll(paths: readonly string[]): Promise<void> {
  const browser = await startChromium()
  try {
    for (const path of paths) {
      const found = await check(browser, path)
      for (const each of found) console.error(`  ${each}`)
      if (found.length > 0) process.exitCode = 1
    }
  } finally {
    await browser.close()
  }
}

const [given, ...others] = process.argv.slice(2)
const path = given === undefined ? undefined : resolve(FOLDER, given)
if (others.length > 0 || (path !== undefined && !existsSync(path))) {
  console.error(
    others.length > 0
      ? `check:report takes one file, not ${others.length + 1}, as in npm run check:report day.html`
      : `There is no file ${path}. Write it with npm run simulate -- --report ${given}`,
  )
  process.exitCode = 1
} else if (path !== undefined) {
  await checkAll([path])
  console.log(`Screenshots are in ${folderOf(path)}`)
} else {
  // Without a file it writes its own pages, for CI.
  const folder = mkdtempSync(join(tmpdir(), 'opd-report-'))
  try {
    simulate(['--report', 'day.html'], folder)
    simulate(['--compare', 'waitlistWithEmergencyBump,standard', '--load', '1.5', '--report', 'compared.html'], folder)
    const few = ['--days', '6', '--doctors', '1', '--rules', 'standard,bumpByClass']
    simulate(['lab', ...few, '--load', '1.6', '--report', 'lab.html'], folder)
    const written = ['day', 'compared', 'lab']
    if (IN_FULL) {
      simulate(['lab', ...few, '--load', '0.8..1.6/0.4', '--report', 'loads.html'], folder)
      written.push('loads')
    }
    await checkAll(written.map((name) => join(folder, `${name}.html`)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
