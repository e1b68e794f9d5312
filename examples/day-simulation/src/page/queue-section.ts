import { inOrder } from '../report/classes'
import { figures, type Table, table } from './html'
import { beside, captionOf, FULL, legend, prefix, section } from './layout'
import type { PageRun, Scene } from './page-run'
import { fillOf } from './palette'
import { queueChart, reachOfQueues } from './queue-chart'
import { isDetailed, type QueueRow, queueRows, tableRows } from './queue-rows'

/** Who waited when, who was called, and who was inside. */
export function queueSection(scene: Scene): string {
  const all = new Map(scene.runs.map((run) => [run, queueRows(run.queues, run.doctors)]))
  const rows = [...all.values()].flat()
  const reach = reachOfQueues(rows)
  return section({
    id: 'queue',
    heading: 'The queue over the day',
    sentences: said(scene, all),
    body: [
      legend(keysOf(scene, rows)),
      beside(scene, FULL, (run, width) => {
        const own = all.get(run)!
        const text = own.map(({ name, peak }) => `${name} ${peak.count}`)
        return queueChart(own, reach, width, captionOf(scene, run, `most who waited at once: ${text.join(', ')}`))
      }),
      figures(
        scene.runs.map((run) =>
          table(tableOf(tableRows(run.queues, run.doctors), all.get(run)!, prefix(scene, run), run.rules)),
        ),
      ),
    ].join('\n'),
  })
}

type Key = readonly [sign: string, style: string, meaning: string]

function keysOf({ runs }: Scene, rows: readonly QueueRow[]): Key[] {
  if (rows.every(({ levels, consultations }) => levels.length + consultations.length === 0)) return []
  const isOne = runs.every(({ queues }) => isDetailed(queues))
  const sources = inOrder(rows.flatMap(({ consultations }) => consultations.map(({ source }) => source)))
  return [
    ['■', 'color:var(--booked)', 'checked in and waiting'],
    ...(rows.some(({ calls }) => calls.length > 0)
      ? [['┃', 'color:var(--faint)', isOne ? 'called' : 'the higher, the more were called'] as const]
      : []),
    ...(rows.some(({ skips }) => skips.length > 0) ? [['×', 'color:var(--hatch)', 'called in vain'] as const] : []),
    ...(isOne
      ? sources.map((source): Key => ['■', `color:${fillOf(source)}`, `${source} inside`])
      : sources.length === 0
        ? []
        : [['■', 'color:var(--seen)', 'the darker, the more went in'] as const]),
    ['■', 'color:var(--band-key)', 'while slots take place'],
  ]
}

function minutesInside(rows: readonly QueueRow[]): number {
  const times = rows.flatMap(({ consultations }) => consultations.map(({ from, to }) => (to - from) / 60_000))
  const all = times.reduce((a, b) => a + b, 0)
  return times.length === 0 ? 0 : Math.round((all / times.length) * 10) / 10
}

function tableOf(rows: readonly QueueRow[], drawn: readonly QueueRow[], before: string, rules: string): Table {
  const cells = (of: readonly QueueRow[]): (string | number)[] => {
    const sum = (figure: (row: QueueRow) => number): number => of.reduce((all, row) => all + figure(row), 0)
    return [
      sum(({ checkedIn }) => checkedIn),
      Math.max(0, ...of.map(({ peak }) => peak.count)),
      sum(({ calls }) => calls.length),
      sum(({ skips }) => skips.length),
      sum(({ leftUnseen }) => leftUnseen),
      sum(({ consultations }) => consultations.length),
      minutesInside(of),
    ]
  }
  return {
    name: 'queue',
    rules,
    caption: `${before}waiting and consulting rooms`,
    head: ['', 'checked in', 'most at once', 'called', 'in vain', 'left unseen', 'went in', 'minutes inside'],
    rows: rows.map((row) => [row.name, ...cells([row])]),
    total: ['all', ...cells(drawn)],
  }
}

function timeText(at: number): string {
  const minutes = Math.floor(at / 60_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`
}

function peakOf(rows: readonly QueueRow[]): QueueRow | undefined {
  return rows.reduce<QueueRow | undefined>(
    (most, row) => (row.peak.count > (most?.peak.count ?? 0) ? row : most),
    undefined,
  )
}

function said({ runs }: Scene, all: ReadonlyMap<PageRun, readonly QueueRow[]>): string[] {
  const rows = [...all.values()].flat()
  if (rows.every(({ checkedIn, consultations }) => checkedIn + consultations.length === 0))
    return ['Nobody checked in, so there was no queue.']
  const lead = 'The area counts who has checked in and waits; below it are the calls, and who is with the doctor.'
  if (runs.length > 1) {
    const peaks = runs.map((run) => `${peakOf(all.get(run)!)?.peak.count ?? 0} under ${run.rules}`)
    return [`So many waited at once at the worst moment: ${peaks.join(', ')}.`, lead]
  }
  const worst = peakOf(rows)
  const { called, skipped } = runs[0]!.summary.room
  const most =
    worst === undefined
      ? 'Nobody had to wait.'
      : `Most waited at ${timeText(worst.peak.at)}, ${worst.peak.count} at once (${worst.name}).`
  if (called === 0) return [most, 'Nobody was called: who has checked in counts as waiting until the visit begins.']
  const vain = skipped === 0 ? 'Everybody came when called.' : `${skipped} of ${called} calls were in vain.`
  return [most, vain, lead]
}
