import { inOrder, letterOf } from '../report/classes'
import { percent, plural } from '../report/columns'
import { usageOf } from '../report/seats'
import { escaped, figures, type Table, table } from './html'
import { beside, captionOf, FULL, legend, PANEL, panels, prefix, section } from './layout'
import type { PageRun, Scene } from './page-run'
import { fillOf, inkOn } from './palette'
import { type Bar, doctorBars, doctorSeatsChart, reachOf, slotBars, slotSeatsChart, usedIn } from './seats-chart'

/** More sessions are shown as one bar for each doctor. */
const MOST_SESSIONS = 8

/** Seats used by slot and class. */
export function seatsSection(scene: Scene): string {
  const { runs } = scene
  const sources = inOrder(
    runs.flatMap(({ outcome }) => outcome.sessions.flatMap(({ tokens }) => tokens.map(({ source }) => source))),
  )
  const isDetailed = runs.every(({ outcome }) => outcome.sessions.length <= MOST_SESSIONS)
  const keys = sources.map((source) => {
    return [letterOf(source), `background:${fillOf(source)};color:${inkOn(source)}`, source] as const
  })
  return section({
    id: 'seats',
    heading: isDetailed ? 'Seats used, by slot and class' : 'Seats used, by doctor and class',
    sentences: [
      ...said(scene),
      `Each bar is a ${isDetailed ? 'slot' : 'doctor'} and shows the seats used. The line marks the seats there are; seats beyond it are overflow seats.`,
      ...away(scene),
    ],
    body: [
      legend(keys),
      isDetailed ? bySession(scene) : byDoctor(scene),
      figures(runs.map((run) => table(tableOf(barsOf(run, isDetailed), sources, prefix(scene, run), run.rules)))),
    ].join('\n'),
  })
}

/** Says what dashed bars mean, if there are any. */
function away({ runs }: Scene): string[] {
  const slots = runs.flatMap(({ outcome }) => outcome.sessions.flatMap((session) => session.slots))
  return slots.some(({ blocked }) => blocked) ? ['A dashed slot is one for which the doctor was away.'] : []
}

interface NamedBars {
  readonly name: string
  readonly bars: readonly Bar[]
}

function barsOf({ outcome: { sessions, ledger }, doctors }: PageRun, isDetailed: boolean): NamedBars[] {
  if (!isDetailed) return [{ name: '', bars: doctorBars(sessions, doctors, ledger) }]
  const hasDays = new Set(sessions.map(({ date }) => date)).size > 1
  return sessions.map((session) => {
    const doctor = doctors.get(session.doctorId) ?? session.doctorId
    return { name: hasDays ? `${doctor}, ${session.date}` : doctor, bars: slotBars(session, ledger) }
  })
}

function bySession(scene: Scene): string {
  const all = scene.runs.map((run) => barsOf(run, true))
  const reach = Math.max(1, ...all.flat().flatMap(({ bars }) => bars.map(reachOf)))
  const chart = (run: PageRun, { name, bars }: NamedBars): string =>
    slotSeatsChart(bars, reach, PANEL, captionOf(scene, run, `seats used by slot, ${name}: ${textOf(bars)}`))
  if (scene.runs.length === 1) return panels(all[0]!.map((named) => [named.name, chart(scene.runs[0]!, named)]))
  return all[0]!
    .map(({ name }, index) => {
      const drawings = scene.runs.flatMap((run, place) => {
        const named = all[place]![index]
        return named === undefined ? [] : [[run.rules, chart(run, named)] as const]
      })
      return `<h3>${escaped(name)}</h3>\n${panels(drawings)}`
    })
    .join('\n')
}

function byDoctor(scene: Scene): string {
  const reach = Math.max(1, ...scene.runs.flatMap((run) => barsOf(run, false)[0]!.bars.map(reachOf)))
  return beside(scene, FULL, (run, width) => {
    const { bars } = barsOf(run, false)[0]!
    return doctorSeatsChart(bars, reach, width, captionOf(scene, run, `seats used by doctor: ${textOf(bars)}`))
  })
}

function textOf(bars: readonly Bar[]): string {
  return bars.map((bar) => `${bar.place} ${usedIn(bar)} of ${bar.capacity}`).join(', ')
}

function said({ runs }: Scene): string[] {
  const shares = runs.map(({ rules, outcome: { sessions, ledger } }) => ({ rules, ...usageOf(sessions, ledger) }))
  const [first] = shares
  if (first === undefined || first.capacity === 0) return ['There were no seats.']
  if (shares.length > 1) {
    const sorted = [...shares].sort((a, b) => b.used - a.used)
    const [best, worst] = [sorted[0]!, sorted[sorted.length - 1]!]
    if (best.used === worst.used)
      return [`Under each preset ${best.used} of ${plural(best.capacity, 'seat')} were used.`]
    return [
      `The most seats were used under ${best.rules} (${best.used} of ${best.capacity}), the fewest under ${worst.rules} (${worst.used}).`,
    ]
  }
  const slots = runs[0]!.outcome.sessions.flatMap((session) =>
    slotBars(session, runs[0]!.outcome.ledger).map((bar) => ({ bar, doctor: runs[0]!.doctors.get(session.doctorId) })),
  )
  const open = slots.filter(({ bar }) => !bar.isBlocked && bar.capacity > 0)
  const full = open.filter(({ bar }) => usedIn(bar) >= bar.capacity).length
  const emptiest = (open.length > 0 ? open : slots).reduce((a, b) =>
    usedIn(b.bar) / b.bar.capacity < usedIn(a.bar) / a.bar.capacity ? b : a,
  )
  return [
    `${first.used} of ${plural(first.capacity, 'seat')} were used (${percent(first.used, first.capacity)}): their patients were seen, or still had them at the end.`,
    ...(full > 0 ? [`${full} of ${plural(open.length, 'slot')} were used to the last seat.`] : []),
    `The emptiest slot was ${emptiest.bar.place} with ${emptiest.doctor}: ${usedIn(emptiest.bar)} of ${emptiest.bar.capacity}.`,
  ]
}

function tableOf(groups: readonly NamedBars[], sources: readonly string[], before: string, rules: string): Table {
  const rows = groups.flatMap(({ name, bars }) =>
    bars.map((bar) => ({ name: [name, bar.place].filter(Boolean).join(' '), bar })),
  )
  const cells = (bars: readonly Bar[]): number[] => {
    const sum = (of: (bar: Bar) => number): number => bars.reduce((all, bar) => all + of(bar), 0)
    return [
      ...sources.map((source) => sum((bar) => bar.bySource.get(source) ?? 0)),
      sum(usedIn),
      sum(({ capacity }) => capacity),
    ]
  }
  return {
    name: 'seats',
    rules,
    caption: `${before}seats used`,
    head: ['slot', ...sources, 'used', 'capacity'],
    rows: rows.map(({ name, bar }) => [name, ...cells([bar])]),
    total: ['all', ...cells(rows.map(({ bar }) => bar))],
  }
}
