import { listed } from '../../findings/finding'
import { glossary } from '../../page/glossary'
import { document, escaped, madeBy } from '../../page/html'
import { wordsOfRules } from '../../page/preset-words'
import { plural } from '../../report/columns'
import type { WrittenLab } from '../files'
import { type Lab, requestsAt } from '../lab'
import { differencesIn } from './differences'
import { findingsOf } from './findings'
import { looksOf } from './looks'
import type { Scene } from './scene'
import { sections } from './sections'
import { settingWords } from './setting-words'
import { LAB_STYLE } from './style'
import { LAB_TERMS } from './terms'

/** The content of the page. */
export interface LabSubject {
  readonly lab: Lab
  readonly figures: WrittenLab
  /** The arguments that give the same figures again. */
  readonly arguments: readonly string[]
}

/** Renders the page of a laboratory. */
export function labPage({ lab, figures, arguments: given }: LabSubject): string {
  const looks = looksOf(lab)
  const home = looks.find(({ rules }) => rules === lab.baseline)!
  const scene: Scene = { lab, figures, looks, home, others: looks.filter((look) => look !== home) }
  const title = titleOf(scene)
  const head = `<header><h1>${escaped(title)}</h1>\n<p class="lead">${escaped(subtitleOf(scene))}</p></header>`
  const main = [findingsSection(scene), rulesSection(scene), ...sections(scene)].join('\n')
  const end = footer(scene, given)
  return document({
    title,
    style: LAB_STYLE,
    header: head,
    main: `${main}\n${glossary(LAB_TERMS, head + main + end)}`,
    footer: end,
    data: { arguments: given, lab: figures },
  })
}

function titleOf({ figures: { clinic, rules }, looks, home, others }: Scene): string {
  const isSweep = others.length > 0 && others.every(({ sweep }) => sweep !== undefined && sweep === others[0]!.sweep)
  const names = isSweep ? `${home.rules} with ${listed(others.map(({ short }) => short))}` : listed(rules)
  const what = looks.length > 1 ? `Rules compared: ${names}` : `The rules ${names}, simulated`
  return clinic === undefined ? what : `${clinic}. ${what}`
}

function subtitleOf({ lab, figures: { days, doctors, rules, surge, tables } }: Scene): string {
  const [first, ...more] = tables
  const seats = `${plural(doctors, 'doctor')} with ${plural(requestsAt(lab, 1), 'seat')} a day`
  const asked =
    more.length === 0
      ? `${plural(first!.requests, 'booking request')} a day (load ${first!.load})`
      : `${tables.length} loads from ${first!.load} to ${more[more.length - 1]!.load} booking requests for each seat`
  const accident = surge === 0 ? '' : `, and ${surge === 1 ? 'one emergency' : `${surge} emergencies`} from an accident`
  const same =
    rules.length > 1
      ? `, each with the same patients under ${rules.length === 2 ? 'both' : `all ${rules.length}`} sets of rules`
      : ''
  return `${plural(days, 'simulated day')}${more.length === 0 ? '' : ' at each load'}${same}: ${seats}, ${asked}${accident}. For the person who chooses a hospital’s rules.`
}

function findingsSection({ figures, others, lab }: Scene): string {
  const items = findingsOf(figures).map(({ topic, text }) => `<li><b>${escaped(topic)}</b> ${withCode(text)}</li>`)
  const only = '<p>Only one set of rules was simulated, so nothing is compared.</p>'
  return [
    '<section id="findings">',
    '<h2>What this shows</h2>',
    others.length === 0
      ? only
      : `<ul class="findings">${items.join('\n')}</ul>\n<p class="chance">${escaped(chanceOf(figures, lab))}</p>`,
    '</section>',
  ].join('\n')
}

/** Says once how many differences chance alone would mark, and for whom the figures hold. */
function chanceOf(figures: WrittenLab, { clinic }: Lab): string {
  const all = differencesIn(figures).filter(({ half }) => half > 0)
  const real = all.filter(({ isReal }) => isReal).length
  const byChance = all.length / 20
  return [
    `Only differences whose 95 % interval excludes 0 are stated; the interval stands in brackets.`,
    `Of the ${all.length} differences on this page ${real} are such. If the rules were all alike, chance alone would still give about ${Math.round(byChance)}, so trust the large ones, and those that several figures repeat.`,
    clinic === undefined
      ? 'The patients are simulated, not those of your hospital: it may differ.'
      : `The patients are simulated after the clinic’s description; yours may differ.`,
  ].join(' ')
}

function rulesSection({ lab, looks, figures: { baseline } }: Scene): string {
  const items = lab.variants.map(({ label, preset, setting, seats }, index) => {
    const { sign, colour } = looks[index]!
    const words =
      setting !== undefined
        ? `As ${preset}, with ${setting.value}: ${settingWords(setting.path)}.`
        : seats !== undefined
          ? `As ${preset}, with ${plural(seats, 'seat')} in each slot.`
          : wordsOfRules(preset)
    const isHome = label === baseline
    return `<li><span class="sign" style="color:${colour}" aria-hidden="true">${sign}</span><b>${escaped(label)}</b>${isHome && looks.length > 1 ? ' (baseline)' : ''} <span>${escaped(words)}</span></li>`
  })
  const reading =
    looks.length > 1
      ? '<p>In the drawings a mark is a mean and its line the 95 % interval. A filled mark is a measurable difference, a hollow one may be chance.</p>'
      : '<p>In the drawings a mark is a mean and its line the 95 % interval.</p>'
  return `<section id="rules">\n<h2>The rules</h2>\n<ul class="rules">${items.join('\n')}</ul>\n${reading}\n</section>`
}

function footer({ figures: { seed, days } }: Scene, given: readonly string[]): string {
  return `<footer>${madeBy(given)}<p>Seeds ${seed} to ${(seed + days - 1) >>> 0}, one for each day.</p></footer>`
}

/** Sets the names between backticks as code. */
function withCode(text: string): string {
  return escaped(text).replace(/`([^`]*)`/g, '<code>$1</code>')
}
