import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { played } from './played'
import { start } from './program'
import { DATA, runSimulation, withFile } from './run-simulation'

/** What the program prints for a file, with each run of spaces as one. */
async function printed(file: string): Promise<string> {
  const { code, out, err } = await runSimulation(['--input', file])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/\ninvariants hold\n$/)
  return out.replace(/\s+/g, ' ')
}

describe('the days of the reference systems', () => {
  it('bump-and-cascade: bumped to the next slot, dropped at the end of the day, and a bump that fails', async () => {
    const day = await played('bump-and-cascade.jsonl')
    expect(day.rules).toBe('bumpAndCascade')
    expect(day.seats).toEqual({
      'dr-mehta 09:00': '004E 09:00, 003P 09:10',
      'dr-mehta 10:00': '002O 10:00, 009W 10:10',
      'dr-mehta 12:00': '008E 12:00, 007F 12:10',
      'dr-gill 09:00': '005E 09:00, 002P 09:15',
      'dr-gill 10:00': '001F 10:00, 003O 10:15',
      'dr-gill 11:00': '004W 11:00',
      'dr-dsouza 09:00': '001O 09:00, 002W 09:15',
      'dr-dsouza 10:00': '003E 10:00, 004E 10:15',
    })
    expect(day.waiting).toEqual({})
    expect(day.moves).toEqual([
      '002O 09:00 → 10:00, outranked by 003P',
      '001W 09:00 → 10:00, outranked by 004E',
      '006O 12:00 → dropped, end-of-day by 007F',
      '005W 12:00 → dropped, end-of-day by 008E',
      '004W 10:00 → 11:00, outranked by 001F',
      '001F 09:00 → 10:00, outranked by 005E',
    ])
    expect(day.refused).toEqual(['p-03 slot-full', 'p-19 bump-failed'])
    expect(await day.desk.opd.stats()).toMatchObject({
      tokens: 18,
      byStatus: { confirmed: 15, cancelled: 1, dropped: 2 },
    })

    const out = await printed('bump-and-cascade.jsonl')
    for (const line of [
      '002O Binu Jose gives 09:00 to 003P and moves to 10:00 09:00 now: 003P 001W 10:00 now: 002O',
      '006O Gopal Das gives 12:00 to 007F and is dropped: there is no later slot today (end-of-day)',
      "P Sunita Lal Dr. D'Souza 09:00 refused No token in the slot dr-dsouza.2026-02-02.0900 (2 of 2 seats used) can be moved elsewhere to make room. Try another slot. (bump-failed)",
      '08:30 001W Asha Nair Dr. Mehta cancelled 08:32 009W Chitra Rao Dr. Mehta 10:00 2 of 2, about 10:10',
      'dropped 005W Farida Khan (end-of-day), 006O Gopal Das (end-of-day)',
    ])
      expect(out).toContain(line)
  })

  it('waitlist-with-emergency-bump: the 21 tokens of 24 known patients', async () => {
    const day = await played('waitlist-with-emergency-bump.jsonl')
    const { desk, sessions } = day
    expect(day.rules).toBe('waitlistWithEmergencyBump')
    expect(day.seats).toEqual({
      'DOC001 09:00': '002O 09:00, 003O 09:05, 004O 09:10, 005W 09:15, 006W 09:20',
      'DOC001 10:00': '007P 10:00',
      'DOC001 11:00': '010F 11:00',
      'DOC002 09:00': '002O 09:00, 003O 09:05, 004W 09:10, 005W 09:15',
      'DOC002 10:00': '006P 10:00',
      'DOC002 11:00': '007F 11:00',
      'DOC003 09:00': '002O 09:00, 003O 09:05, 004W 09:10',
    })
    expect({ waiting: day.waiting, moves: day.moves, refused: day.refused }).toEqual({
      waiting: {},
      moves: [],
      refused: [],
    })
    expect(await desk.opd.stats()).toMatchObject({
      tokens: 21,
      patients: 19,
      byStatus: { confirmed: 16, waitlisted: 0, cancelled: 3, 'no-show': 2 },
    })
    expect(sessions.map(({ slots }) => slots.map(({ used }) => used))).toEqual([
      [5, 1, 1, 0],
      [4, 1, 1, 0],
      [3, 0, 0, 0],
    ])
    const stats = sessions.map(({ doctorId }) => desk.opd.stats({ doctorId }))
    expect((await Promise.all(stats)).map(({ utilisation }) => utilisation)).toEqual([19.4, 16.7, 8.3])

    const out = await printed('waitlist-with-emergency-bump.jsonl')
    for (const line of [
      '005W Kavya Reddy Rajesh Kumar 09:00 5 of 5, about 09:20',
      '008E Sana Khan Rajesh Kumar 09:00 1 of 6, about 09:00',
      'Rajesh Kumar, General medicine 7 of 36 seats used, 19.4 %',
      'Priya Sharma, Cardiology 6 of 36 seats used, 16.7 %',
      'Amit Patel, Paediatrics 3 of 36 seats used, 8.3 %',
      'no-show 008E Sana Khan, 009E Tarun Das cancelled 001O Aarav Gupta',
    ])
      expect(out).toContain(line)
  })

  it('waitlist-of-a-full-slot: a list in order, and promotions', async () => {
    const day = await played('waitlist-of-a-full-slot.jsonl')
    expect(day).toMatchObject({
      rules: 'waitlistWithEmergencyBump',
      seats: { 'DOC004 09:00': '003P 09:00, 005P 09:05' },
      waiting: { 'DOC004 09:00': '004F, 002W' },
      moves: [
        '003P waiting → 09:00, cancelled by 001O',
        '002W 09:00 → waitlisted, outranked by 006E',
        '005P waiting → 09:00, no-show by 006E',
      ],
      refused: [],
    })
    const out = await printed('waitlist-of-a-full-slot.jsonl')
    expect(out).toContain('005P Girish Pai Neha Gupta 09:00 waits for 09:00, number 2')
    expect(out).toContain('002W Binu Jose gives 09:00 to 006E and waits 09:00 now: 006E 003P; waiting: 005P 004F 002W')
    expect(out).toContain('waiting for 09:00 1 004 Devika Shah follow-up 2 002 Binu Jose walk-in')
  })

  it('swap-to-overflow: the walk-in goes to the overflow queue', async () => {
    const day = await played('swap-to-overflow.jsonl')
    expect(day).toMatchObject({
      rules: 'swapToOverflow',
      seats: {
        'dr-sharma 09:00': '004E 09:00, 003F 09:20, 002O 09:40',
        'dr-reddy 09:00': '001P 09:00',
        'dr-kapoor 09:00': '001W 09:00',
      },
      waiting: { 'dr-sharma 09:00': '001W' },
      moves: ['001W 09:00 → waitlisted, outranked by 004E'],
      refused: [],
    })
    const out = await printed('swap-to-overflow.jsonl')
    for (const line of [
      '001W Arjun Mehta gives 09:00 to 004E and waits 09:00 now: 004E 003F 002O; waiting: 001W',
      'Dr. Sharma, Cardiology 3 of 3 seats used, 100.0 % 09:00 3 of 3 1 004 Rohit Verma emergency about 09:00',
      'waiting for 09:00 1 001 Arjun Mehta walk-in Dr. Reddy, Orthopaedics 1 of 3 seats used, 33.3 %',
      'Dr. Kapoor, General medicine 1 of 3 seats used, 33.3 %',
    ])
      expect(out).toContain(line)
  })

  it('emergency-bypass: the emergency is the first of six, and a cancellation frees a seat', async () => {
    const day = await played('emergency-bypass.jsonl')
    expect(day).toMatchObject({ rules: 'emergencyBypass', moves: [], refused: ['p-07 slot-full', 'p-07 slot-full'] })
    expect(day.seats).toEqual({
      'dr-smith 09:00': '006E 09:00, 001O 09:10, 003O 09:20, 005O 09:30, 007O 09:40',
    })
    expect(day.sessions.map(({ slots }) => slots[0]?.capacity)).toEqual([4, 5, 6])
    const out = await printed('emergency-bypass.jsonl')
    expect(out).toContain(
      '006E Frank Hill Dr. Smith 09:00 1 of 6 (5 seats), about 09:00 09:00 now: 006E 001O 002O 003O 004O 005O',
    )
    expect(out).toContain('08:30 004O David Kim Dr. Smith cancelled 08:31 007O Grace Wood Dr. Smith 09:00 5 of 5')
  })

  it('emergency-overflow: two seats above capacity, then the list of the doctor; who waits is promoted', async () => {
    const day = await played('emergency-overflow.jsonl')
    expect(day.rules).toBe('emergencyOverflow')
    expect(day.seats).toEqual({
      'dr-bose 12:00':
        '004E 12:00, 014E 12:06, 019E 12:12, 026E 12:18, 029F 12:24, 002W 12:30, 010W 12:36, 012W 12:42, 013W 12:48, 015W 12:54',
    })
    expect(day.waiting).toEqual({ 'dr-bose 12:00': '017W, 023W, 025W, 028W' })
    expect(day.moves).toEqual([
      '026E waiting → 12:00, cancelled by 007O',
      '016P waiting → 12:00, cancelled by 011P',
      ...['001E', '003O', '006P', '030E'].map((label) => `${label} 09:00 → no-show, grace-over`),
      ...['004F', '009P', '001O'].map((label) => `${label} 10:00 → no-show, grace-over`),
      '029F waiting → 12:00, no-show by 016P',
    ])
    expect(day.refused).toEqual([])
    expect(await day.desk.opd.stats()).toMatchObject({
      tokens: 50,
      bumps: 0,
      promotions: 3,
      byStatus: { confirmed: 10, waitlisted: 4, completed: 23, 'no-show': 8, cancelled: 5 },
      bySource: { emergency: 13, paid: 6, 'follow-up': 8, online: 10, 'walk-in': 13 },
    })
    const out = await printed('emergency-overflow.jsonl')
    for (const line of [
      '021E Asha Khan Dr. Bose 12:00 4 of 12 (10 seats), about 12:18',
      '026E Gopal Menon Dr. Bose 12:00 waits for 12:00, number 1',
      '026E Gopal Menon gets a seat at 12:00, after waiting',
      '10:15 Dr. Bose: time is over 001E Asha Rao did not come: no-show (grace-over)',
      'waiting for 12:00 1 017 Eapen Shah walk-in 2 023 Devika Shah walk-in',
    ])
      expect(out).toContain(line)
  })

  it('are those of the README, which shows a list of the first', async () => {
    const readme = readFileSync(join(DATA, '../README.md'), 'utf8')
    const rows = [...readme.matchAll(/^\| (?:`(\w+)`|the same) \| `([\w-]+\.jsonl)` \|/gm)]
    expect(rows).toHaveLength(6)
    let named = ''
    for (const [, preset = named, file = ''] of rows) {
      named = preset
      expect((await played(file)).rules).toBe(preset)
    }
    const [, end = ''] = /The first of them has this list of Dr. Mehta:\n\n```text\n([\s\S]*?)```/.exec(readme) ?? []
    const { out } = await runSimulation(['--input', 'bump-and-cascade.jsonl'])
    expect(end).not.toBe('')
    expect(out).toContain(end)
  })

  it.each(readdirSync(DATA))('%s fits a terminal', async (file) => {
    const { out } = await runSimulation(['--input', file])
    expect(out).toContain('Step by step')
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('are found from the repository and from a copy of the folder', async () => {
    const inRepository = await start(
      ['--input', 'examples/day-simulation/data/swap-to-overflow.jsonl'],
      join(DATA, '../../..'),
    )
    const inCopy = await runSimulation(['--input', 'data/swap-to-overflow.jsonl'], join(DATA, '..'))
    expect({ code: inRepository.code, err: inRepository.err }).toEqual({ code: 0, err: '' })
    const [, ...lines] = inRepository.out.split('\n')
    const [, ...others] = inCopy.out.split('\n')
    const figures = (text: readonly string[]) => text.filter((line) => !line.includes('the run took'))
    expect(figures(lines)).toEqual(figures(others))
  })
})

describe('a file', () => {
  const text = readFileSync(join(DATA, 'swap-to-overflow.jsonl'), 'utf8')
  const [facility = '', ...lines] = text.trimEnd().split('\n')
  const run = (changed: readonly string[], ...args: readonly string[]) =>
    withFile('in.jsonl', changed.join('\n'), (path) => runSimulation(['--input', path, ...args]))

  it('names its rules, and --rules and --compare come first', async () => {
    const json = async (...args: readonly string[]) =>
      JSON.parse((await run([facility, ...lines], '--json', ...args)).out)
    expect(await json()).toMatchObject({ rules: 'swapToOverflow' })
    expect(await json('--rules', 'emergencyBypass')).toMatchObject({ rules: 'emergencyBypass' })
    const compared = await json('--compare', 'standard,swapToOverflow')
    expect(compared).toMatchObject([{ rules: 'standard' }, { rules: 'swapToOverflow' }])
  })

  it.each([
    [
      facility.replace('swapToOverflow', 'swapToOverflo'),
      "line 1: There is no preset 'swapToOverflo'. Maybe swapToOverflow.",
    ],
    [facility.replace('"swapToOverflow"', '7'), "line 1: rules is 7. Give the name of a preset, such as 'standard'."],
  ])('with wrong rules is refused: %s', async (first, message) => {
    expect(await run([first, ...lines])).toEqual({ code: 1, out: '', err: `${message}\n` })
  })

  it.each([
    ['{"op":"patient","name":"Asha"}', "line 2: id is missing. Give the id of a patient, such as 'p-17'."],
    ['{"op":"patient","id":"p-1","name":" "}', "line 2: name is ' '. Give the patient's name."],
    ['{"op":"patient","id":"p-1","name":"A","age":3}', "line 2: 'patient' has the unknown field 'age'. Leave it out."],
  ])('with a wrong patient is refused: %s', async (line, message) => {
    expect(await run([facility, line, ...lines])).toEqual({ code: 1, out: '', err: `${message}\n` })
  })

  it('keeps names out of the log', async () => {
    const log = async (changed: readonly string[]) => JSON.parse((await run(changed, '--json')).out).digest
    expect(await log([facility, ...lines])).toBe(
      await log([facility, ...lines.filter((line) => !line.includes('"patient"'))]),
    )
  })

  it('that is long is shown by its boards, not step by step', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `{"op":"cancel","tokenId":"t-${index}"}`)
    const { out } = await run([facility, ...lines, ...many])
    expect(out).not.toContain('Step by step')
    expect(out).toContain('Each line: start, seats used/capacity')
  })
})
