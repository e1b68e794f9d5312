import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { TROUBLES, type TroubleName } from '../../examples/day-simulation/src/day/trouble'
import type { Summary } from '../../examples/day-simulation/src/report/summary'
import { differences } from '../report/compare'
import { pageOf } from './read-page'
import { DATA, type Finished, runSimulation, summaryOf, total, withFile } from './run-simulation'

const LEAVE = 'Dr. Rao has to go home from 10:00 to 12:00.'

/** The printed lines of each scenario, and its summary. */
const printed = new Map<TroubleName, Finished>()
const summaries = new Map<TroubleName, Summary>()

beforeAll(async () => {
  for (const name of TROUBLES) {
    printed.set(name, await runSimulation(['--scenario', name]))
    summaries.set(name, await summaryOf('--scenario', name))
  }
})

/** Returns the lines of a plan: from the sentence of the desk to the next empty line after its table. */
function planIn(name: TroubleName, sentence: string): string[] {
  return planOf(printed.get(name)!.out, sentence)
}

function planOf(out: string, sentence: string): string[] {
  const [, ...plan] = out.slice(out.indexOf(sentence)).split('\n')
  const table = plan.indexOf('') + 1
  return plan.slice(0, plan.indexOf('', table)).map((line) => line.trim())
}

/** Returns a row of the table at the end. */
function rowIn(name: TroubleName, label: string): string[] {
  const row = printed
    .get(name)!
    .out.split('\n')
    .find((line) => line.startsWith(`  ${label} `))
  return row!
    .slice(label.length + 2)
    .trim()
    .split(/ +/)
}

describe.each(TROUBLES)('the scenario %s', (name) => {
  it('holds the invariants, does what its plan shows, and fits a terminal', () => {
    const { code, out, err } = printed.get(name)!
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/\ninvariants hold\n$/)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    const day = summaries.get(name)!
    expect(day).toMatchObject({ requests: 231, violations: 0, scenario: { name, doctor: 'Dr. Rao' } })
    expect(total(day.finalStatuses)).toBe(day.tokens)
    expect(day.finalStatuses.confirmed).toBe(0)
  })

  it('shows no ids of the log, and lists a patient once', () => {
    const { out } = printed.get(name)!
    expect(out).not.toMatch(/dr-rao|dr-das|t-\d{4}|p-\d{4}|blocked\b.*null/)
    const patients = planIn(name, 'Dr. Rao').flatMap((line) => /^\d{3} {2}(\d{4}) /.exec(line)?.[1] ?? [])
    expect(new Set(patients).size).toBe(patients.length)
  })

  it('is the same on every run, and holds its invariants on a crowded day under other rules', async () => {
    expect(printed.get(name)!.out).toContain(`  digest       ${summaries.get(name)!.digest}\n`)
    const other = await summaryOf('--scenario', name, '--seed', '7', '--rules', 'publicHospital', '--load', '1.4')
    expect(other.violations).toBe(0)
    expect(other.scenario!.told.seen).toBeGreaterThan(0)
  })

  it('can be recorded and replayed', async () => {
    await withFile('day.jsonl', '', async (path) => {
      const day = await summaryOf('--scenario', name, '--patients', '80', '--record', path)
      expect((await summaryOf('--input', path)).digest).toBe(day.digest)
    })
  })
})

it('is kept in a file, and resumed', async () => {
  await withFile('day.db', '', async (path) => {
    rmSync(path)
    const args = ['--scenario', 'cancelled', '--patients', '80', '--store', `sqlite:${path}`]
    const { digest } = await summaryOf(...args.slice(0, 4))
    expect((await summaryOf(...args)).digest).toBe(digest)
    expect((await summaryOf(...args, '--resume')).digest).toBe(digest)
  })
})

describe('a doctor who is 70 minutes late', () => {
  it('is announced with the new times, and nobody loses a seat', () => {
    expect(planIn('late', '08:40  Dr. Rao telephones: 70 minutes late.')).toEqual([
      expect.stringMatching(/^If you carry this out, nobody loses a seat, and \d+ patients may come later\.$/),
      '',
      'slot   begins at  patients to tell',
      ...['09:00      10:10', '10:00      11:10', '11:00      12:10', '12:00      13:10'].map((times) =>
        expect.stringMatching(new RegExp(`^${times} +\\d+$`)),
      ),
      ...['14:00      15:10', '15:00      16:10', '16:00      17:10'].map((times) =>
        expect.stringMatching(new RegExp(`^${times} +\\d+$`)),
      ),
    ])
    const { plans } = summaries.get('late')!.scenario!
    expect(plans.map(({ op, moved, waiting, toCall }) => [op, moved, waiting, toCall])).toEqual([
      ['delay', 0, 0, 0],
      ['delay', 0, 0, 0],
    ])
  })

  it('costs few patients their visit, but without the command many are marked as no-shows', () => {
    const { asPlanned, notTold, told } = summaries.get('late')!.scenario!
    expect(told.seen).toBeGreaterThanOrEqual(asPlanned.seen - 3)
    expect(told.markedNoShow).toBeLessThanOrEqual(asPlanned.markedNoShow + 3)
    expect(notTold!.markedNoShow).toBeGreaterThan(1.5 * told.markedNoShow)
    expect(notTold!.reinstated).toBeGreaterThan(10 + told.reinstated)
    expect(notTold!.seen).toBeLessThan(0.8 * told.seen)
    const readme = readFileSync(join(DATA, '../README.md'), 'utf8').replaceAll('\n', ' ')
    expect(readme).toContain(
      `${notTold!.markedNoShow} patients are then marked as no-shows (${told.markedNoShow} with the command), ${notTold!.reinstated} of them have to be brought back by hand, and ${notTold!.seen} instead of ${told.seen} are seen.`,
    )
    const figures = [asPlanned, notTold!, told].map(({ seen }) => String(seen))
    expect(rowIn('late', 'seen by a doctor')).toEqual(figures)
    expect(printed.get('late')!.out.replaceAll('\n', ' ')).toContain(
      `Without the command ${notTold!.markedNoShow} patients would have been marked as no-shows`,
    )
  })

  it('is shown on the board', () => {
    const { out } = printed.get('late')!
    expect(out).toMatch(/\n {2}09:00 {2}\d+\/10.* \(70 min late\)\n/)
    expect(out).toMatch(/\n {2}14:00 {2}\d+\/10.* \(10 min late\)\n/)
  })
})

describe('a doctor who goes home for two hours', () => {
  it('has every patient of these hours placed, and sees none in them', () => {
    const [plan] = summaries.get('leave')!.scenario!.plans
    expect(plan!.moved + plan!.waiting + plan!.toCall).toBeGreaterThan(10)
    const lines = planIn('leave', LEAVE)
    expect(lines.filter((line) => /^\d{3} /.test(line))).toHaveLength(plan!.moved + plan!.waiting + plan!.toCall)
    expect(printed.get('leave')!.out.match(/\n {2}1[01]:00 {2}\d+\/10.*\(doctor away\)/g)).toHaveLength(2)
  })

  it('has its patients moved after these hours if each class may bump; under the default rules nobody has to wait for them', async () => {
    const [plan] = summaries.get('leave')!.scenario!.plans
    expect(plan).toMatchObject({ moved: 19, waiting: 0, toCall: 0 })
    const rules = 'bumpByClass'
    const lines = planOf((await runSimulation(['--scenario', 'leave', '--rules', rules])).out, LEAVE)
    const goals = lines.flatMap((line) => /^\d{3} .* {2}(\d\d:\d\d)$/.exec(line)?.[1] ?? [])
    expect(goals.length).toBeGreaterThan(0)
    for (const goal of goals) expect(goal >= '12:00').toBe(true)
    const [bumping] = (await summaryOf('--scenario', 'leave', '--rules', rules)).scenario!.plans
    expect(bumping!.waiting).toBeGreaterThan(10)
    expect(lines.filter((line) => /^\d{3} /.test(line))).toHaveLength(
      bumping!.moved + bumping!.waiting + bumping!.toCall,
    )
  })

  it('is seen again afterwards', () => {
    const { asPlanned, told, notTold } = summaries.get('leave')!.scenario!
    expect(notTold).toBe(undefined)
    expect(told.seen).toBeGreaterThan(0.8 * asPlanned.seen)
    expect(told.movedWithin + told.movedElsewhere).toBeGreaterThan(10)
  })
})

describe('a cancelled clinic', () => {
  it('moves its patients to the substitute, and lists those to be called', () => {
    const { plans, told, asPlanned } = summaries.get('cancelled')!.scenario!
    expect(plans).toMatchObject([{ op: 'closeSession', moved: 40, waiting: 0 }])
    const { toCall } = plans[0]!
    expect(told).toMatchObject({ movedElsewhere: 40, toCall })
    expect(toCall).toBeGreaterThan(20)
    expect(told.seen).toBeGreaterThan(0.6 * asPlanned.seen)
    const lines = planIn('cancelled', '07:00  Dr. Rao does not come today.')
    expect(lines.filter((line) => line.endsWith('to be called'))).toHaveLength(toCall)
    expect(lines.filter((line) => /\d\d:00 with Dr\. Das, as token \d{3}$/.test(line))).toHaveLength(40)
    expect(lines.slice(0, 2).join(' ')).toBe(
      `If you carry this out, 40 patients get another time, and ${toCall} must be called, because no seat is free for them.`,
    )
  })

  it('has nobody seen by the doctor who is away', () => {
    const { byDoctor } = summaries.get('cancelled')!
    expect(byDoctor['dr-rao']).toMatchObject({ used: 0 })
    expect(byDoctor['dr-das']!.used).toBeGreaterThan(30)
    expect(printed.get('cancelled')!.out.match(/\(doctor away\)/g)).toHaveLength(7)
  })
})

describe('the page of a scenario', () => {
  it.each(TROUBLES)('of %s holds the figures of --json, the plan, and marks', async (name) => {
    const page = await pageOf('--scenario', name)
    const { elapsedMs: _, ...summary } = summaries.get(name)!
    expect(page.data).toEqual({ arguments: ['--scenario', name], runs: [summary] })
    expect(differences(summary, { marks: page.marksFor('wide'), tables: page.tables })).toEqual([])
    const { html } = page
    expect(html).toContain('<h2>What went wrong</h2>')
    expect(html).not.toMatch(/p-\d{4}|>\d{4}</)
    expect(html.includes('70 min late')).toBe(name === 'late')
    expect(html.includes('A dashed slot is one for which the doctor was away.')).toBe(name !== 'late')
    expect(html.includes('data-table="plan"')).toBe(name !== 'late')
  })
})

it.each([
  [['--scenario', 'flood'], "There is no scenario 'flood'. Choose one of late, leave, cancelled."],
  [['--scenario', 'late', '--standby', 'compare'], /^--scenario does not go with --standby compare\. Give/],
  [['--scenario', 'late', '--input', 'a'], /^--scenario does not go with --input\. Leave --scenario out/],
  [
    ['--scenario', 'late', '--compare', 'standard,publicHospital'],
    /^--scenario does not go with --compare\. Give --rules/,
  ],
])('is refused for %j', async (args, reason) => {
  const { code, out, err } = await runSimulation(args)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err.trimEnd()).toMatch(reason)
})
