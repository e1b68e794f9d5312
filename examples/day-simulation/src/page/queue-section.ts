import { inOrder } from '../report/classes'
import { plural } from '../report/columns'
import { figures, type Table, table } from './html'
import { beside, captionOf, FULL, legend, prefix, section } from './layout'
import type { PageRun, Scene } from './page-run'
import { fillOf } from './palette'
import { queueChart, reachOfQueues } from './queue-chart'
import { isDetailed, type QueueRow, queueRows, tableRows } from './queue-rows'

/** Waiting patients, calls and consultations over the day. */
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
        return queueChart(own, reach, width, captionOf(scene, run, `longest queue: ${text.join(', ')}`))
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
      ? [['┃', 'color:var(--faint)', isOne ? 'call' : 'calls (higher: more)'] as const]
      : []),
    ...(rows.some(({ skips }) => skips.length > 0) ? [['×', 'color:var(--hatch)', 'unanswered call'] as const] : []),
    ...(isOne
      ? sources.map((source): Key => ['■', `color:${fillOf(source)}`, `with the doctor: ${source}`])
      : sources.length === 0
        ? []
        : [['■', 'color:var(--seen)', 'consultations begun (darker: more)'] as const]),
    ['■', 'color:var(--band-key)', 'time of the slots'],
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
    caption: `${before}waiting room and consulting room`,
    head: [
      '',
      'checked in',
      'longest queue',
      'calls',
      'unanswered calls',
      'left unseen',
      'consultations',
      'minutes a consultation',
    ],
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
  const lead = 'The area counts patients who have checked in and wait. Below it are the calls, then the consultations.'
  if (runs.length > 1) {
    const peaks = runs.map((run) => `${peakOf(all.get(run)!)?.peak.count ?? 0} under ${run.rules}`)
    return [`Longest queue: ${peaks.join(', ')}.`, lead]
  }
  const worst = peakOf(rows)
  const { called, skipped } = runs[0]!.summary.room
  const most =
    worst === undefined
      ? 'Nobody had to wait.'
      : `The queue was longest at ${timeText(worst.peak.at)}: ${plural(worst.peak.count, 'patient')} (${worst.name}).`
  if (called === 0)
    return [most, 'Nobody was called, so patients count as waiting from check-in until the visit begins.']
  const calls = skipped === 0 ? 'Every call was answered.' : `${skipped} of ${called} calls were unanswered.`
  return [most, calls, lead]
}
