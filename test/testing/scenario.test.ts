import { readFileSync } from 'node:fs'
import { memoryStore, standard, strictlyLower, swapToOverflow, waitlist } from 'opd-scheduler'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { type ScenarioOptions, scenario } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'

/** Returns the error of `run` as text. */
async function complaint(text: string, options?: ScenarioOptions): Promise<string> {
  try {
    await scenario(text, options).run()
  } catch (thrown) {
    return String(thrown)
  }
  return 'nothing'
}

const table = (line: string): string => `An emergency takes the last seat

  rules: waitlistWithEmergencyBump
  slots: 09:00-10:00 x1

  step            | result             | moves   | 09:00 | waiting
  A books O 09:00 | confirmed #1 09:00 |         | A     |
  ${line}
`

describe('a scenario', () => {
  it('is named by its first line', () => {
    expect(scenario(table('')).name).toBe('An emergency takes the last seat')
  })

  it('runs several times, each from the start', async () => {
    const { run } = scenario(table('B books E 09:00 | confirmed | A waits | B | A'))
    await run()
    await run()
  })

  it('runs as its documentation shows', async () => {
    const source = readFileSync(new URL('../../src/testing/scenario.ts', import.meta.url), 'utf8')
    const [, example = ''] = /```text\n([\s\S]*?)\* ```/.exec(source) ?? []
    await scenario(example.replaceAll(/^ \* ?/gm, '')).run()
    expect(example).toContain('waitlisted')
  })

  it('reports every cell that differs, and names the line', async () => {
    expect(await complaint(table('B books E 09:00 | waitlisted #2 | | A | B'))).toBe(
      [
        'Error: An emergency takes the last seat, line 8: B books E 09:00',
        "  result: expected 'waitlisted #2', was 'confirmed #1'",
        "  moves: expected '', was 'A waits'",
        "  09:00: expected 'A', was 'B'",
        "  waiting: expected 'B', was 'A'",
      ].join('\n'),
    )
  })

  it.each([
    [
      'a position',
      'B books O 09:00 | waitlisted #2 | | A | B',
      "result: expected 'waitlisted #2', was 'waitlisted #1'",
    ],
    [
      'a time',
      'A checks in | checked-in 09:05 | | A/in |',
      "result: expected 'checked-in 09:05', was 'checked-in 09:00'",
    ],
    ['a refusal', 'A is reinstated | | | A |', "result: expected '', was 'refused invalid-transition'"],
    ['a code', 'A is reinstated | refused slot-full | | A |', "was 'refused invalid-transition'"],
    ['a refusal that did not come', 'A cancels | refused slot-full | | |', "was 'cancelled'"],
    ['a mark', 'A starts | in-consultation | | A |', "09:00: expected 'A', was 'A/now'"],
    ['a ditto mark', 'A cancels | cancelled | | " |', "09:00: expected 'A', was ''"],
    ['one of several tokens', 'B C book E 09:00 | confirmed | A waits | B | A', "was 'waitlisted'"],
  ])('reports %s', async (_what, line, expected) => {
    expect(await complaint(table(line))).toContain(expected)
  })

  it.each([
    ['a step', table('A sings | | | |'), "Line 8: 'A sings' is not a step. Write one such as 'A books O 09:00'"],
    ['a slot in a step', table('A books O tomorrow | | | |'), "Line 8: 'A books O tomorrow' is not a step"],
    ['a missing cell', table('A cancels | cancelled'), 'has 1 cells after the step, the table has 4 columns'],
    ['a column', 'A\nslots: 09:00-10:00 x1\nstep | 25 o clock', "Line 3: '25 o clock' is not a column"],
    ['a setting', 'A\nslotz: 09:00-10:00 x1\nstep | 09:00', "Line 2: 'slotz: 09:00-10:00 x1' is not a setting"],
    ['a capacity', 'A\nslots: 09:00-10:00\nstep | 09:00', "Line 2: '09:00-10:00' is not a slot"],
    [
      'a preset',
      'A\nrules: mine\nslots: 09:00-10:00 x1\nstep | 09:00',
      "'mine' is not a preset. Give one of standard, publicHospital",
    ],
    [
      'a preset of one doctor',
      'A\nrules of rao: mine\nslots of rao: 09:00-10:00 x1\nstep | 09:00',
      "'mine' is not a preset. Give one of standard, publicHospital",
    ],
    ['no table', 'A\nslots: 09:00-10:00 x1', 'A: there is no table'],
    ['no slots', 'A\nstep | result', 'A: there are no slots'],
    ['nothing', '', 'The scenario has no lines. Begin with its name.'],
  ])('refuses %s before it runs', (_what, text, expected) => {
    expect(() => scenario(text)).toThrow(expected)
  })

  it('reports a name that does not exist or was given before', async () => {
    expect(await complaint(table('B cancels | cancelled | | A |'))).toContain(
      "line 8: there is no token 'B' yet, only A.",
    )
    expect(await complaint(table('A books O 09:00 | | | A |'))).toContain("line 8: a token 'A' was booked before")
  })

  it('reports a session that cannot be opened', async () => {
    const text = 'A\nslots: 09:00-10:00 x1, 09:30-10:00 x1\nstep | 09:00\nA books O 09:00 | A'
    expect(await complaint(text)).toContain('A: the session of doctor could not be opened: ')
  })

  it('calls its end, to check what a table does not show', async () => {
    const end: ScenarioOptions['end'] = ({ tokenIds }) => expect(tokenIds.get('A')).toBe('doctor.2026-01-30.t2')
    expect(await complaint(table(''), { end })).toContain('doctor.2026-01-30.t1')
  })

  it('reports broken invariants', async () => {
    const fixed = swapToOverflow()
    let seats = 1
    const capacity = { groups: 1, groupOf: () => 0, seats: () => seats++ }
    const text = 'A\nslots: 09:00-10:00 x1\nstep | 09:00\nA books O 09:00 | A'
    const wrong = await complaint(text, { rules: { ...fixed, capacity } })
    expect(wrong).toContain('A, at the start\n  invariant 1: slot doctor.2026-01-30.0900 records 1 seats for group 0')
  })

  it('understands every step', async () => {
    const made: unknown[] = []
    const store = () => {
      made.push(1)
      return memoryStore()
    }
    const text = `
      Every step there is

      date: 2026-07-01
      zone: Europe/Berlin
      clock: 07:45
      minutes per visit: 10
      slots of rao: 09:00-10:00 x1, 10:00-11:00 x0
      slots of shah: 09:00-10:00 x2

      step                                  | result                   | moves      | rao 09:00 | rao 10:00 | rao waiting | rao waiting 10:00 | shah 09:00
      A books online rao 09:00              | confirmed #1 09:00       |            | A         |           |             |                   |
      B books O 09:00 for ravi with age=70  | waitlisted #1            |            | A         |           | B           |                   |
      B becomes with age=71 sex=f vip=true  | waitlisted               |            | "         |           | B           |                   |
      C books O rao 10:00                   | waitlisted               |            | "         |           | B C         | C                 |
      D F1..F2 book O shah                  |                          |            | "         |           | B C         | C                 | D F1
      D, F1 check in                        | checked-in               |            | A         |           | B C         | C                 | D/in F1/in
      D starts                              | in-consultation          |            | A         |           | B C         | C                 | D/now F1/in
      clock 09:12                           |                          |            | "         |           | "           | "                 | "
      D completes                           | completed                |            | A         |           | B C         | C                 | D/done F1/in
      H books O rao                         | waitlisted               |            | A         |           | B C H       | C H               | "
      A no-show                             | no-show                  | B to 09:00 | B         |           | C H         | C H               | "
      A is reinstated                       | waitlisted               |            | B         |           | A C H       | C H               | "
      B becomes E                           | confirmed #1 09:00       |            | B         |           | A C H       | C H               | "
      resize rao 10:00 to 1                 | open                     | A to 10:00 | B         | A         | C H         | C H               | "
      resize rao 10:00 to 0                 | refused capacity-in-use  |            | B         | A         | C H         | C H               | "
      resize rao 10:00 to 0 displacing      | open                     | A waits    | B         |           | A C H       | C H               | "
      add rao 11:00-12:00 x2                | open                     | C to 11:00, A to 11:00 | B |         | H           | H                 | "
      close rao                             | closed                   | H dropped end-of-day | B |           |             |                   | "
      B cancels                             | cancelled                |            |           |           |             |                   | "
      H cancels                             | cancelled                |            |           |           |             |                   | "
      H is undone                           | refused invalid-transition |          |           |           |             |                   | "
    `
    await scenario(text, { rules: standard(), store }).run()
    expect(made).toHaveLength(1)
  })

  it('looks for envy unless that is switched off', async () => {
    // Only the board of the checkers lists the waiters, so this strategy answers them, and not the engine, with a bump.
    const shy: OverflowStrategy = {
      name: 'shy',
      bumps: { who: strictlyLower() },
      attempt: ({ wanted }, board) => ('waiters' in board ? Verdict.bump(wanted) : undefined),
    }
    const rules = { ...swapToOverflow(), overflow: [shy, waitlist({ per: 'slot' })] }
    const text = table('B books E 09:00 | waitlisted #1 | | A | B')
    expect(await complaint(text, { rules })).toContain(
      'invariant 4: token doctor.2026-01-30.t2 waits, but the rules let it bump doctor.2026-01-30.t1 from slot doctor.2026-01-30.0900',
    )
    expect(await complaint(text, { rules, envy: false })).toBe('nothing')
  })
})
