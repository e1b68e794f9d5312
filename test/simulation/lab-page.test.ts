import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { WrittenFigure, WrittenLab } from '../../examples/day-simulation/src/lab/files'
import { findingsOf } from '../../examples/day-simulation/src/lab/page/findings'
import { wordsOfRules } from '../../examples/day-simulation/src/page/preset-words'
import { dataOf } from './read-page'
import { runSimulation, withFile } from './run-simulation'

const ARGS = ['lab', '--days', '6', '--doctors', '1', '--load', '1.6', '--rules', 'bumpByClass,standard']

/** Runs the laboratory with `--report`, and reads the page. */
async function pageOf(...args: readonly string[]): Promise<{ readonly html: string; readonly json: WrittenLab }> {
  return withFile('lab.html', '', async (path) => {
    const { code, out, err } = await runSimulation([...args, '--json', '-', '--report', path])
    expect([code, err]).toEqual([0, expect.stringMatching(/clinic days in/)])
    return { html: readFileSync(path, 'utf8'), json: JSON.parse(out) }
  })
}

describe('the page of lab --report', () => {
  it('holds the figures of --json, draws each, and is the same on every run', async () => {
    const { html, json } = await pageOf(...ARGS)
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!
    expect(JSON.parse(data)).toEqual({ arguments: ARGS, lab: json })
    expect((await pageOf(...ARGS, '--workers', '2')).html).toBe(html)

    const drawn = (chart: string): string[] =>
      [...html.matchAll(new RegExp(`<svg[^>]*data-chart="${chart}".*?</svg>`, 'gs'))].flatMap(([svg]) =>
        [...svg.matchAll(/<\w+[^>]* data-mark="mean"[^>]*>/g)].map(([tag]) => {
          const { metric, class: source, mean } = dataOf(tag)
          return `${metric}, ${source}, ${mean}`
        }),
      )
    const told = (meanOf: (figure: WrittenFigure) => number | null): string[] =>
      json.tables[0]!.figures.flatMap((figure) => {
        const mean = meanOf(figure)
        return mean === null ? [] : [`${figure.metric}, ${figure.class ?? ''}, ${mean}`]
      })
    expect(drawn('values').sort()).toEqual(told(({ byRules }) => byRules.bumpByClass!.mean).sort())
    expect(drawn('differences').sort()).toEqual(told(({ byRules }) => byRules.standard!.difference!.mean).sort())
    expect(drawn('differences').length).toBeGreaterThan(20)
  })

  it('loads nothing, runs no script, and explains its words', async () => {
    const { html } = await pageOf('lab', '--days', '2', '--doctors', '1', '--load', '0.8', '--surge', '3')
    expect(html.match(/<script\b/g)).toHaveLength(1)
    expect(html).not.toMatch(/\b(?:src|href)=|@import|url\((?!#)|https?:|\son\w+=/)
    expect(html).toContain('and 3 emergencies from an accident')
    for (const rules of ['standard', 'publicHospital', 'emergencyOverflow']) expect(html).toContain(wordsOfRules(rules))
    expect(html).toMatch(/<dt>baseline<\/dt><dd>.{20,}<\/dd>/)
    for (const drawing of html.match(/<svg[^>]*role="img"[^>]*>/g)!) expect(drawing).toMatch(/ aria-label="[^"]{10,}"/)
  })
})

describe('the findings of the laboratory', () => {
  /** A laboratory in which one metric differs by these amounts. */
  const labWith = (metric: string, source: string | null, mean: number, half: number): WrittenLab => {
    const isReal = Math.abs(mean) > half
    const figure: WrittenFigure = {
      class: source,
      metric,
      unit: 'patients',
      better: 'less',
      byRules: {
        standard: { days: 9, mean: 5, plusMinus: 1, difference: null },
        other: {
          days: 9,
          mean: 5 + mean,
          plusMinus: 1,
          difference: { days: 9, mean, plusMinus: half, isReal, verdict: isReal ? 'worse' : '' },
        },
      },
    }
    const tables = [{ load: 1, requests: 70, figures: [figure] }]
    const rules = ['standard', 'other']
    return { clinic: undefined, days: 9, seed: 1, doctors: 1, surge: 0, baseline: 'standard', rules, tables }
  }
  const told = (lab: WrittenLab): Record<string, string> =>
    Object.fromEntries(findingsOf(lab).map(({ topic, text }) => [topic, text]))

  it('state a difference whose interval excludes 0, with the interval', () => {
    expect(told(labWith('moved for another', null, 3, 1))['People moved']).toBe(
      'Under `other` 3.0 more patients a day were moved for another than under `standard` (between 2.0 and 4.0).',
    )
    expect(told(labWith('moved for another', null, -3, 1))['People moved']).toContain('3.0 fewer patients')
  })

  it('state no other, and say how large it may have been', () => {
    const { 'People moved': moved, 'No measurable difference': none } = told(labWith('moved for another', null, 1, 3))
    expect(moved).toBeUndefined()
    expect(none).toMatch(/interval is −2\.0 to \+4\.0/)
  })

  it('name the rules that gave the same on every day', () => {
    expect(told(labWith('moved for another', null, 0, 0))).toEqual({
      Emergencies: undefined,
      'The same': '`other` gave the figures of `standard` on every day.',
    })
  })
})
