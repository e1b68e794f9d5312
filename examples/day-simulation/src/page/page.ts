import type { FinishedRun } from '../report/comparison'
import type { Summary } from '../report/summary'
import { WallClock } from '../run/wall-clock'
import { accountSection, storiesSection } from './account-section'
import { coursesOf } from './course'
import { dataScript, escaped } from './html'
import { outcomeSection } from './outcome-section'
import type { PageRun, Scene } from './page-run'
import { PATTERNS } from './palette'
import { queueCoursesOf } from './queue-course'
import { queueSection } from './queue-section'
import { seatsSection } from './seats-section'
import { STYLE } from './style'
import { timelineSection } from './timeline-section'
import { troubleSection } from './trouble-section'
import { waitsSection } from './waits-section'

/** The content of the page. */
export interface Subject {
  readonly title: string
  readonly subtitle: string
  readonly timeZone: string
  /** The arguments that reproduce these runs. */
  readonly arguments: readonly string[]
  readonly runs: readonly FinishedRun[]
}

/** What `--json` prints without the elapsed time, so that the page is the same on every run. */
export type PageSummary = Omit<Summary, 'elapsedMs'>

/** Renders a self-contained HTML page: no scripts, no fonts, no images. */
export async function pageOf({ title, subtitle, timeZone, arguments: given, runs }: Subject): Promise<string> {
  const pageRuns: PageRun[] = []
  for (const run of runs) {
    const doctors = new Map((await run.outcome.desk.opd.doctors()).map(({ id, name }) => [id, name]))
    const { outcome, summary } = run
    const [courses, queues] = [await coursesOf(outcome), await queueCoursesOf(outcome)]
    pageRuns.push({ ...run, rules: summary.rules, courses, queues, doctors })
  }
  const scene: Scene = { runs: pageRuns, clock: new WallClock(timeZone) }
  const waitsAndOutcome = [waitsSection(scene), outcomeSection(scene)]
  const isComparison = runs.length > 1
  const summaries = runs.map(({ summary: { elapsedMs: _, ...summary } }): PageSummary => summary)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    // Makes browsers enforce it: the page fetches nothing and runs nothing.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    `<body${isComparison ? ' class="compared"' : ''}>`,
    PATTERNS,
    `<header><h1>${escaped(title)}</h1>\n<p class="subtitle">${escaped(subtitle)}</p></header>`,
    '<main>',
    accountSection(scene),
    troubleSection(scene),
    seatsSection(scene),
    timelineSection(scene),
    queueSection(scene),
    isComparison ? waitsAndOutcome.join('\n') : `<div class="pair">${waitsAndOutcome.join('\n')}</div>`,
    await storiesSection(scene),
    '</main>',
    footer(given, summaries),
    dataScript('data', { arguments: given, runs: summaries }),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function footer(given: readonly string[], summaries: readonly PageSummary[]): string {
  const command = ['npm run simulate', ...(given.length > 0 ? ['--', ...given] : [])].join(' ')
  const digests = summaries.map(({ rules, digest }) => `<li>${escaped(rules)}: <code>${digest}</code></li>`)
  return [
    `<footer><p>Made by <code>${escaped(command)}</code>. The same command gives the same page, byte for byte.</p>`,
    `<p>Digest of the log (SHA-256):</p><ul>${digests.join('')}</ul></footer>`,
  ].join('\n')
}
