import type { FinishedRun } from '../report/comparison'
import type { RunFacts } from '../report/summary'
import { WallClock } from '../run/wall-clock'
import { accountSection, storiesSection } from './account-section'
import { coursesOf } from './course'
import { PATTERNS } from './fates'
import { findingsSection } from './findings-section'
import { glossary } from './glossary'
import { document, escaped, madeBy } from './html'
import { header, lead, type Origin } from './lead'
import { outcomeSection } from './outcome-section'
import type { PageRun, Scene } from './page-run'
import { queueCoursesOf } from './queue-course'
import { queueSection } from './queue-section'
import { rulesSection } from './rules-section'
import { seatsSection } from './seats-section'
import { STYLE } from './style'
import { DAY_TERMS } from './terms'
import { timelineSection } from './timeline-section'
import { troubleSection } from './trouble-section'
import { waitsSection } from './waits-section'

/** The content of the page. */
export interface Subject {
  /** Date, doctors and rules. */
  readonly title: string
  /** Requests and seed, or commands and zone. */
  readonly subtitle: string
  readonly origin: Origin
  readonly timeZone: string
  /** The arguments that reproduce these runs. */
  readonly arguments: readonly string[]
  readonly runs: readonly FinishedRun[]
}

/** Renders the page of a day, or of one day under several sets of rules. */
export async function pageOf(subject: Subject): Promise<string> {
  const { timeZone, arguments: given, runs } = subject
  const pageRuns: PageRun[] = []
  for (const run of runs) {
    const doctors = new Map((await run.outcome.desk.opd.doctors()).map(({ id, name }) => [id, name]))
    const { outcome, summary } = run
    const [courses, queues] = [await coursesOf(outcome), await queueCoursesOf(outcome)]
    pageRuns.push({ ...run, rules: summary.rules, courses, queues, doctors })
  }
  const scene: Scene = { runs: pageRuns, clock: new WallClock(timeZone) }
  const outcomeAndWaits = [outcomeSection(scene), waitsSection(scene)]
  const isComparison = runs.length > 1
  const summaries = runs.map(({ summary: { elapsedMs: _, ...summary } }): RunFacts => summary)
  const sections = [
    findingsSection(summaries),
    rulesSection(scene),
    accountSection(scene),
    troubleSection(scene),
    isComparison ? outcomeAndWaits.join('\n') : `<div class="pair">${outcomeAndWaits.join('\n')}</div>`,
    seatsSection(scene),
    timelineSection(scene),
    queueSection(scene),
    await storiesSection(scene),
  ].join('\n')
  return document({
    title: `${lead(pageRuns, subject.origin).heading}: ${subject.title}`,
    style: STYLE,
    bodyClass: isComparison ? 'compared' : undefined,
    header: `${PATTERNS}\n${header(pageRuns, subject.origin)}`,
    main: `${sections}\n${glossary(DAY_TERMS, sections)}`,
    footer: footer(subject, summaries),
    data: { arguments: given, runs: summaries },
  })
}

function footer({ title, subtitle, arguments: given }: Subject, summaries: readonly RunFacts[]): string {
  const digests = summaries.map(({ rules, digest }) => `<li>${escaped(rules)}: <code>${digest}</code></li>`)
  return [
    `<footer><p>${escaped(`${title}; ${subtitle}`)}.</p>`,
    madeBy(given),
    `<p>Digest of the log (SHA-256):</p><ul>${digests.join('')}</ul></footer>`,
  ].join('\n')
}
