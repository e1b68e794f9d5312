import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { presets, type SessionView } from 'opd-scheduler'
import { checkBumps } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { readReplay } from '../../examples/day-simulation/src/replay/replay-file'
import { Desk } from '../../examples/day-simulation/src/run/desk'
import { DATA, type Finished, runSimulation, summaryOf, total, withFile } from './run-simulation'

const ACCIDENT = 'accident-day.jsonl'

interface Abilities {
  readonly bumps: boolean
  readonly cascades: boolean
  readonly promotes: boolean
  readonly overflows: boolean
}

const ABILITIES: Readonly<Record<string, Abilities>> = {
  standard: { bumps: true, cascades: true, promotes: true, overflows: true },
  publicHospital: { bumps: true, cascades: true, promotes: true, overflows: true },
  privateClinic: { bumps: true, cascades: true, promotes: true, overflows: true },
  bumpByClass: { bumps: true, cascades: true, promotes: true, overflows: true },
  bumpAndCascade: { bumps: true, cascades: true, promotes: false, overflows: false },
  waitlistWithEmergencyBump: { bumps: true, cascades: false, promotes: true, overflows: false },
  swapToOverflow: { bumps: true, cascades: false, promotes: true, overflows: false },
  emergencyBypass: { bumps: false, cascades: false, promotes: false, overflows: true },
  emergencyOverflow: { bumps: false, cascades: false, promotes: true, overflows: true },
}

describe('a day with many emergencies', () => {
  it.each(Object.keys(ABILITIES))('makes %s use all its means', async (rules) => {
    const day = await summaryOf('--input', ACCIDENT, '--rules', rules)
    expect({
      bumps: day.bumps > 0,
      cascades: day.cascades > 0,
      promotes: day.promotions > 0,
      overflows: day.overflowSeats > 0,
    }).toEqual(ABILITIES[rules])
    expect(day.violations).toBe(0)
    expect(total({ ...day.firstOutcomes })).toBe(22)
    expect(total(day.finalStatuses)).toBe(day.tokens)
  })

  it.each(Object.entries(presets))('has only bumps that %s allows', async (_name, rulesOf) => {
    const rules = rulesOf()
    const { timeZone, commands } = await readReplay(readFileSync(join(DATA, ACCIDENT), 'utf8'), rules, new Map())
    const desk = new Desk(timeZone, rules)
    let position = 0
    for (const command of commands) {
      const before: SessionView[] = []
      for (const { id } of await desk.opd.sessions()) before.push((await desk.opd.session(id))!)
      await desk.execute(command)
      const events = (await desk.store.read(position, 100)).map(({ event }) => event)
      position += events.length
      for (const view of before) {
        const own = events.filter((event) => 'sessionId' in event && event.sessionId === view.id)
        expect(checkBumps(view, own, rules)).toEqual([])
      }
    }
  })
})

const FACILITY = '{"op":"facility","timeZone":"Asia/Kolkata"}'
const DOCTOR = '{"at":"2026-01-30T08:00:00+05:30","op":"registerDoctor","id":"dr-rao","name":"Dr. Rao"}'
const SESSION =
  '{"op":"openSession","doctorId":"dr-rao","date":"2026-01-30","slots":[{"start":"09:00","end":"10:00","capacity":1}]}'

function book(patientId: string, source: string): string {
  const target = { doctorId: 'dr-rao', date: '2026-01-30', start: '09:00' }
  return JSON.stringify({ op: 'book', ...target, tokenId: `t-${patientId}`, patientId, source })
}

function replay(lines: readonly string[], ...args: readonly string[]): Promise<Finished> {
  return withFile('in.jsonl', lines.join('\n'), (path) => runSimulation(['--input', path, '--json', ...args]))
}

describe('a file of commands', () => {
  it('goes on after refusals and counts them', async () => {
    const lines = [FACILITY, DOCTOR, SESSION, book('a', 'priority'), book('b', 'online'), book('b', 'online')]
    const { code, out } = await replay([
      ...lines,
      '{"op":"cancel","tokenId":"t-z"}',
      '{"op":"complete","tokenId":"t-b"}',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      tokens: 1,
      firstOutcomes: { confirmed: 1, waitlisted: 0, rejected: 2 },
      finalStatuses: { completed: 1 },
      refusedByCode: { 'unknown-source': 1, 'token-id-taken': 1, 'token-not-found': 1 },
      violations: 0,
    })
  })

  it('may map its sources to those of the rules', async () => {
    const lines = [FACILITY, DOCTOR, SESSION, book('a', 'priority'), book('b', 'counter')]
    const { out } = await replay(lines, '--source-map', 'priority=paid', '--source-map=counter=walk-in')
    expect(JSON.parse(out)).toMatchObject({
      firstOutcomes: { confirmed: 1, waitlisted: 1, rejected: 0 },
      refusedByCode: {},
    })
  })

  it('needs no facility line, no times and no last newline, and may have blank lines', async () => {
    const { code, out } = await replay(['', DOCTOR.replace(/"at":[^,]*,/, ''), '  ', `${SESSION}\r`])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      requests: 0,
      tokens: 0,
      byDoctor: { 'dr-rao': { sessions: 1, capacity: 1 } },
    })
  })

  it('keeps command ids: a repeated command is not done twice', async () => {
    const withId = (line: string): string => line.replace('{', '{"commandId":"once",')
    const lines = [FACILITY, DOCTOR, SESSION, withId(book('a', 'online')), withId(book('a', 'online'))]
    expect(JSON.parse((await replay(lines)).out)).toMatchObject({ tokens: 1, refusedByCode: {} })
  })

  it('gives the same digest each time', async () => {
    const [first, second] = [await summaryOf('--input', ACCIDENT), await summaryOf('--input', ACCIDENT)]
    expect(second.digest).toBe(first.digest)
  })

  it('is accounted for by day if it has several', async () => {
    const later = SESSION.replace('2026-01-30', '2026-02-02')
    const end = '{"at":"2026-02-02T18:00:00+05:30","op":"closeSession","doctorId":"dr-rao","date":"2026-02-02"}'
    const lines = [DOCTOR, SESSION, later, book('a', 'online'), end]
    const { out } = await withFile('in.jsonl', lines.join('\n'), (path) => runSimulation(['--input', path]))
    expect(out).toMatch(/\n {2}Fri 30 Jan +1 /)
    expect(out).toMatch(/\n {2}Mon 2 Feb +· /)
  })
})

describe('a file without a command', () => {
  it.each([
    ['empty', ''],
    ['blank', ' \n\r\n\t\n'],
    ['of a facility only', `\ufeff${FACILITY}\n`],
  ])('is refused if it is %s', async (_, text) => {
    const { code, out, err } = await replay([text])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^--input '.*in\.jsonl' has no command\. Give one command a line, as --record writes them\.\n$/)
  })
})

describe('a malformed line', () => {
  it.each([
    ['bad JSON', '{"op":"cancel"', 'not JSON'],
    ['an array', '[{"op":"cancel"}]', 'an array'],
    ['null', 'null', 'null'],
    ['no op', '{"tokenId":"t-a"}', 'op is undefined'],
    ['an unknown op', '{"op":"fly"}', "op is 'fly'"],
    ['a bad time', '{"op":"cancel","tokenId":"t-a","at":"tomorrow"}', "at is 'tomorrow'"],
    ['a time without offset', '{"op":"cancel","tokenId":"t-a","at":"2026-01-30T09:00:00"}', 'at is'],
    ['a day that does not exist', '{"op":"cancel","tokenId":"t-a","at":"2026-02-30T09:00:00Z"}', 'at is'],
    ['a time as a number', '{"op":"cancel","tokenId":"t-a","at":1769745600000}', 'at is 1769745600000'],
    ['a time before the last one', '{"op":"cancel","tokenId":"t-a","at":"2026-01-29T09:00:00Z"}', 'before'],
    ['an unknown field', '{"op":"cancel","tokenId":"t-a","token":"t-a"}', "'token'"],
    ['a field of another type', '{"op":"cancel","tokenId":7}', 'tokenId is 7'],
    ['a missing field', '{"op":"cancel"}', 'tokenId is undefined'],
    ['a facility in the middle', FACILITY, 'not the first line'],
    ['a command id used twice', '{"op":"cancel","tokenId":"t-a","commandId":"once"}', 'command id'],
  ])('%s is refused with its number and nothing is done', async (_name, line, reason) => {
    const once = book('a', 'online').replace('{', '{"commandId":"once",')
    const { code, out, err } = await replay([FACILITY, DOCTOR, SESSION, once, line, book('b', 'online')])
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toMatch(/^line 5: [^\n]+\n$/)
    expect(err).toContain(reason)
  })

  it('is the first of several', async () => {
    const { err } = await replay([FACILITY, DOCTOR, '{"op":"fly"}', SESSION, 'no JSON'])
    expect(err).toMatch(/^line 3: /)
  })

  it('may be the facility line', async () => {
    expect((await replay(['{"op":"facility","timeZone":"Mars/Olympus"}', DOCTOR])).err).toMatch(/^line 1: timeZone is/)
    expect((await replay(['{"op":"facility"}', DOCTOR])).err).toMatch(/^line 1: timeZone is/)
    expect((await replay([FACILITY.replace('{', '{"zone":1,'), DOCTOR])).err).toMatch(/^line 1: .*zone/)
  })
})
