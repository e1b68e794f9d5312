import { escaped } from '../../page/html'
import { differencesChart, valuesChart } from './dots-chart'
import { figureTable } from './figure-table'
import { differencesOverLoads, valuesOverLoads } from './loads-chart'
import { wordsOf } from './metric-words'
import { type AtLoad, byClass, classOf, type Scene } from './scene'

/** Metrics by class that stand side by side. */
const PAIRS = [
  {
    id: 'waits',
    heading: 'Waits, by class',
    metrics: ['mean wait from check-in to the doctor', 'wait that 9 in 10 do not exceed'],
  },
  {
    id: 'places',
    heading: 'The hour asked for, and a place on the day',
    metrics: ['seated in the hour asked for', 'had a place on the day at all'],
  },
]

/** All drawings: the whole day first, then the classes. */
export function sections(scene: Scene): string[] {
  const all = scene.figures.tables[0]!.figures
  const ofDay = all.filter((figure) => figure.class === null).map(({ metric }) => metric)
  const ofClass = [...new Set(all.filter((figure) => figure.class !== null).map(({ metric }) => metric))]
  const paired = PAIRS.map((pair) => ({ ...pair, metrics: pair.metrics.filter((metric) => ofClass.includes(metric)) }))
  const rest = ofClass.filter((metric) => !PAIRS.some(({ metrics }) => metrics.includes(metric)))
  const groups = [...paired, { id: 'more', heading: 'More, by class', metrics: rest }].filter(
    ({ metrics }) => metrics.length > 0,
  )
  const day = section(
    'day',
    'The whole day',
    [],
    false,
    scene,
    ofDay.map((metric) => metricFigure(scene, metric)),
  )
  if (scene.figures.tables.length === 1)
    return [
      day,
      ...groups.map(({ id, heading, metrics }) =>
        section(
          id,
          heading,
          metrics,
          true,
          scene,
          metrics.map((metric) => metricFigure(scene, metric)),
        ),
      ),
    ]
  return [
    day,
    ...ofClass.map((metric, index) =>
      section(
        `class-${index}`,
        `${wordsOf(metric).title}, by class`,
        [metric],
        true,
        scene,
        byClass(scene, metric).map((course) => courseFigure(scene, course)),
      ),
    ),
  ]
}

function section(
  id: string,
  heading: string,
  metrics: readonly string[],
  isBeside: boolean,
  scene: Scene,
  drawings: readonly string[],
): string {
  const meanings = metrics.map((metric) => `<p>${escaped(wordsOf(metric).meaning)}</p>`)
  return [
    `<section id="${id}">`,
    '<div class="charts">',
    `<div class="intro${isBeside ? ' beside' : ''}"><h2>${escaped(heading)}</h2>`,
    ...meanings,
    key(scene),
    '</div>',
    ...drawings,
    '</div></section>',
  ].join('\n')
}

/** The shapes of the sets of rules. */
function key({ looks, figures: { baseline } }: Scene): string {
  const items = looks.map(
    ({ sign, colour, rules }) =>
      `<li><span class="sign" style="color:${colour}" aria-hidden="true">${sign}</span>${escaped(rules)}${rules === baseline ? ' (baseline)' : ''}</li>`,
  )
  return `<ul class="key">${items.join('')}</ul>`
}

/** A metric: at one load a line for each class, at several the course over the loads. */
function metricFigure(scene: Scene, metric: string): string {
  const courses = byClass(scene, metric)
  const { title, meaning } = wordsOf(metric)
  const isOfDay = courses[0]![0]!.figure.class === null
  if (scene.figures.tables.length > 1) return courseFigure(scene, courses[0]!, title, meaning)
  const rows = courses.map(([first]) => first!)
  return figure(title, isOfDay ? meaning : '', rows, scene, valuesChart(scene, rows), () =>
    differencesChart(scene, rows),
  )
}

function courseFigure(
  scene: Scene,
  course: readonly AtLoad[],
  title = classOf(course[0]!.figure),
  meaning = '',
): string {
  return figure(title, meaning, course, scene, valuesOverLoads(scene, course), () =>
    differencesOverLoads(scene, course),
  )
}

function figure(
  title: string,
  meaning: string,
  rows: readonly AtLoad[],
  scene: Scene,
  values: string,
  differences: () => string,
): string {
  const { metric, unit } = rows[0]!.figure
  const { baseline, tables } = scene.figures
  const over = tables.length > 1 ? ', by load' : ''
  return [
    `<figure><figcaption>${escaped(title)}</figcaption>`,
    meaning === '' ? '' : `<p class="note">${escaped(meaning)}</p>`,
    `<p class="sub">${escaped(`${unit}, under ${baseline}${over}`)}</p>`,
    values,
    ...(scene.others.length === 0
      ? []
      : [`<p class="sub">${escaped(`difference to ${baseline}, ${differenceUnit(unit)}${over}`)}</p>`, differences()]),
    figureTable(scene, rows, metric),
    '</figure>',
  ].join('\n')
}

function differenceUnit(unit: string): string {
  return unit.startsWith('%') ? 'percentage points' : unit
}
