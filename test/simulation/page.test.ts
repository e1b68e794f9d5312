import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import { differences } from '../report/compare'
import { pageOf, type ReadPage } from './read-page'
import { runSimulation, summaryOf, withFile } from './run-simulation'

const ACCIDENT = 'accident-day.jsonl'

let usual: Promise<ReadPage> | undefined
/** The page without options, made once. */
const usualPage = (): Promise<ReadPage> => {
  usual ??= pageOf()
  return usual
}

describe('the page of --report', () => {
  it.each([
    ['the day', []],
    ['a day with bumps', ['--rules', 'bumpByClass']],
    ['a crowded day', ['--load', '2.5', '--seed', '4', '--rules', 'publicHospital']],
    ['too many doctors to show in detail', ['--doctors', '12', '--rules', 'swapToOverflow']],
    ['a replay', ['--input', ACCIDENT, '--rules', 'bumpAndCascade']],
    ['a day without patients', ['--patients', '0']],
  ])('shows the figures of --json for %s, on screens of all widths', async (_name, args) => {
    const page = await pageOf(...args)
    const { elapsedMs, ...summary } = await summaryOf(...args)
    expect(page.data).toEqual({ arguments: args, runs: [summary] })
    for (const width of ['wide', 'medium', 'narrow'] as const)
      expect(differences(summary, { marks: page.marksFor(width), tables: page.tables })).toEqual([])
  })

  it('holds its figures under every preset', async () => {
    const page = await pageOf('--compare', PRESET_NAMES.join(','), '--load', '1.4')
    expect(page.data.runs.map(({ rules }) => rules)).toEqual(PRESET_NAMES)
    for (const summary of page.data.runs)
      expect(differences(summary, { marks: page.marksFor('wide'), tables: page.tables })).toEqual([])
  })

  it('is the same, byte for byte, on every run', async () => {
    const [first, again] = [await pageOf('--seed', '7'), await pageOf('--seed', '7')]
    expect(again.html).toBe(first.html)
    expect(first.html).not.toContain('elapsedMs')
  })

  it('loads nothing and runs no script', async () => {
    const { html } = await usualPage()
    expect(html.match(/<script\b/g)).toHaveLength(1)
    expect(html).not.toMatch(/\b(?:src|href)=|@import|url\((?!#)|https?:/)
    expect(html).not.toMatch(/\son\w+=/)
  })

  it('says in words and names what it draws', async () => {
    const { html, drawings } = await usualPage()
    expect(html).toContain('249 booking requests came for 210 seats.')
    expect(html).toMatch(/\d+ times a patient lost a seat to one with higher priority: \d+ got one in another slot/)
    expect(html).toMatch(/Why was token \d{3} of Dr\. \w+ moved\?/)
    expect(drawings.length).toBeGreaterThanOrEqual(5)
    for (const drawing of drawings) expect(drawing).toMatch(/ aria-label="[^"]{10,}"/)
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('names the accident, if there is one', async () => {
    const accident = /<p class="lead">[^<]*; 18 are emergencies from an accident[^<]*, all for Dr\. Khan\./
    expect((await usualPage()).html).toMatch(accident)
    expect((await pageOf('--surge', '0')).html).not.toContain('accident')
  })

  it('begins with findings, and explains its rules and words', async () => {
    const [{ html }, compared] = [await usualPage(), await pageOf('--compare', 'bumpAndCascade,standard')]
    for (const page of [html, compared.html])
      expect([...page.matchAll(/<section id="(\w+)"/g)].map((found) => found[1]).slice(0, 2)).toEqual([
        'findings',
        'rules',
      ])
    expect(html).toMatch(/data-finding="reached"><span [^>]*><b class="big">69 %<\/b>/)
    expect(compared.html).toMatch(
      /<p>Under bumpAndCascade 42\u00a0% of the emergencies \(14 of 33\) were turned away; under standard none\.<\/p>/,
    )
    expect(html).toContain('<section id="words">')
    expect(html).toContain('Of the refused, 3 because the patient had a booking already.')
  })

  it('has a table under every chart', async () => {
    const { tables } = await pageOf('--compare', 'standard,bumpAndCascade')
    for (const rules of ['standard', 'bumpAndCascade'])
      expect(tables.filter((table) => table.rules === rules).map(({ name }) => name)).toEqual([
        'outcome',
        'waits',
        'seats',
        'lanes',
        'moves',
        'queue',
      ])
  })

  it('says what is missing if nothing happened', async () => {
    const { html } = await pageOf('--patients', '0')
    for (const text of ['Nobody lost a seat', 'Nobody was seen by a doctor', 'Nobody asked for a seat.'])
      expect(html).toContain(text)
  })

  it('leaves no draft behind', async () => {
    await withFile('day.html', 'old', async (path) => {
      await runSimulation(['--patients', '10', '--report', path])
      expect(readdirSync(dirname(path))).toEqual([basename(path)])
    })
  })
})

describe('names from a file', () => {
  // The longest allowed name of a booking class.
  const text = JSON.stringify(`"'><script>alert(1)</script><img src=x>&`)
  const file = [
    `{"op":"registerDoctor","id":"dr-x","name":${text}}`,
    '{"at":"2026-01-29T09:00:00+05:30","op":"openSession","doctorId":"dr-x","date":"2026-01-30","slots":[{"start":"09:00","end":"10:00","capacity":1}]}',
    `{"op":"book","doctorId":"dr-x","date":"2026-01-30","source":${text},"patientId":${text}}`,
    `{"op":"book","doctorId":"dr-x","date":"2026-01-30","source":"emergency","patientId":"p-2"}`,
  ].join('\n')

  it.each([
    ['one run', []],
    ['a comparison', ['--compare', 'standard,waitlistWithEmergencyBump']],
  ])('are inert on the page of %s', async (_name, args) => {
    await withFile('in.jsonl', file, async (path) => {
      const page = await pageOf('--input', path, ...args)
      expect(page.html.match(/<script\b/g)).toHaveLength(1)
      expect(page.html).not.toMatch(/<img/)
      expect(page.html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
      for (const summary of page.data.runs) {
        expect(summary.tokens).toBeGreaterThan(0)
        expect(differences(summary, { marks: page.marksFor('wide'), tables: page.tables })).toEqual([])
      }
    })
  })

  it('cannot end the data', async () => {
    await withFile('in.jsonl', file, async (path) => {
      const page = await pageOf('--input', path, '--source-map', 'a=</script><script>b')
      expect(page.data.arguments).toContain('a=</script><script>b')
      expect(page.html.match(/<script\b/g)).toHaveLength(1)
    })
  })
})
