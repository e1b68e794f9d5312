import type { Command } from '../api/commands'
import type { TokenAttributes } from '../core/rules/rules'
import { readSlot, type ScenarioText } from './read-scenario'

/** One step of a scenario: a new time, or a command for one token or for the hospital. */
export type Step =
  | { readonly kind: 'clock'; readonly time: string }
  | { readonly kind: 'hospital'; readonly command: Command }
  | { readonly kind: 'book'; readonly name: string; readonly command: (idOf: (name: string) => string) => Command }
  | { readonly kind: 'token'; readonly name: string; readonly command: (tokenId: string) => Command }

/** Booking classes that a scenario may write as a letter. */
export const SOURCE_LETTERS: ReadonlyMap<string, string> = new Map([
  ['E', 'emergency'],
  ['P', 'paid'],
  ['F', 'follow-up'],
  ['O', 'online'],
  ['W', 'walk-in'],
])

const VERBS = new Map([
  ['confirm', 'confirm'],
  ['cancel', 'cancel'],
  ['no-show', 'noShow'],
  ['check in', 'checkIn'],
  ['called', 'call'],
  ['skipped', 'skip'],
  ['start', 'start'],
  ['complete', 'complete'],
  ['leave', 'leaveUnseen'],
  ['reinstated', 'reinstate'],
  ['undone', 'undo'],
] as const)

const VERB =
  /^(.+?) (is |are )?(confirm|cancel|no-show|check|called|skipped|start|complete|leave|reinstated|undone)s?( in)?$/

type Verb = Parameters<typeof VERBS.get>[0]

const TIME = /^\d\d:\d\d$/

/** Reads a step; returns several for a step with several tokens. Throws an error with the line if the text is not a step. */
export function readStep(text: string, line: number, scenario: ScenarioText): Step[] {
  const words = text.split(/\s+/)
  switch (words[0]) {
    case 'clock':
      if (words.length === 2 && TIME.test(words[1] ?? '')) return [{ kind: 'clock', time: words[1] as string }]
      break
    case 'block':
    case 'unblock':
    case 'delay':
    case 'resize':
    case 'add':
    case 'close':
    case 'call':
    case 'sweep':
      return [{ kind: 'hospital', command: readHospital(words, text, line, scenario) }]
    default: {
      const steps = readBooking(text, line, scenario) ?? readMove(text, scenario) ?? readChange(text) ?? readVerb(text)
      if (steps !== undefined) return steps
    }
  }
  throw confused(text, line)
}

function readHospital(words: readonly string[], text: string, line: number, scenario: ScenarioText): Command {
  const [verb, ...rest] = words
  const doctorId = doctorIn(rest, scenario)
  const sessionId = `${doctorId}.${scenario.date}`
  const away = readAway(verb, rest.join(' '), sessionId, scenario)
  if (away !== undefined) return away
  if (verb === 'sweep' && rest.length === 0) return { op: 'sweepSession', sessionId }
  if (verb === 'call' && rest.join(' ') === 'next') return { op: 'callNext', sessionId }
  if (verb === 'add') return { op: 'addSlots', sessionId, slots: [readSlot(rest.join(' '), line)] }
  const [, start, capacity, displacing] = /^(\d\d:\d\d) to (\d+)( displacing)?$/.exec(rest.join(' ')) ?? []
  if (verb !== 'resize' || start === undefined) throw confused(text, line)
  const slotId = `${sessionId}.${start.replace(':', '')}`
  return { op: 'resizeSlot', slotId, capacity: Number(capacity), displace: displacing !== undefined }
}

/** `block 09:00-10:00 into shah`, `unblock`, `delay 20 from 10:00`, `close`, or `close into shah`. */
function readAway(verb = '', rest: string, sessionId: string, { doctors, date }: ScenarioText): Command | undefined {
  const [, minutes, start] = /^(\d+)(?: from (\d\d:\d\d))?$/.exec(rest) ?? []
  if (verb === 'delay' && minutes !== undefined)
    return { op: 'delay', sessionId, minutes: Number(minutes), from: start }
  const [whole, from, to, names] = /^(?:(\d\d:\d\d)-(\d\d:\d\d) ?)?(?:into (.+))?$/.exec(rest) ?? []
  if (whole === undefined) return undefined
  const elsewhere = names?.split(' ').map((name) => `${name}.${date}`)
  if (elsewhere !== undefined && !names?.split(' ').every((name) => doctors.has(name))) return undefined
  if (verb === 'block') return { op: 'blockTime', sessionId, from, to, elsewhere }
  if (verb === 'unblock' && elsewhere === undefined) return { op: 'unblockTime', sessionId, from, to }
  if (verb !== 'close' || from !== undefined) return undefined
  return elsewhere === undefined
    ? { op: 'closeSession', sessionId }
    : { op: 'closeSession', sessionId, expected: 'move', elsewhere }
}

function readBooking(text: string, line: number, scenario: ScenarioText): Step[] | undefined {
  const [rest, manner] = readManner(text)
  const [, who, source = '', target = '', , patient, , facts] =
    /^(.+?) (?:book|hold)s? (\S+)((?: (?!for |with |by |in )\S+)*)( for (\S+))?( with (.+))?$/.exec(rest) ?? []
  if (who === undefined) return undefined
  const words = target.split(' ').filter((word) => word !== '')
  const whom = whomIn(words, scenario)
  const [time, ...more] = words
  const isHere = time === 'now'
  if (more.length > 0 || (time !== undefined && !isHere && !TIME.test(time))) throw confused(text, line)
  const request = {
    ...whom,
    date: scenario.date,
    ...(isHere ? { now: true } : { start: time }),
    source: SOURCE_LETTERS.get(source) ?? source,
    attributes: attributesOf(facts),
  }
  return namesIn(who).map((name) => ({
    kind: 'book',
    name,
    command: (idOf) => ({ op: 'book', ...request, patientId: patient ?? `p-${name}`, ...manner(idOf) }) as Command,
  }))
}

/** Splits the manner off a booking: `holds` with `within 10 minutes`, `by override`, `in place of B`. */
function readManner(text: string): [string, (idOf: (name: string) => string) => object] {
  const [, held, minutes] = /^(.+? holds? .+?) within (\d+) minutes$/.exec(text) ?? []
  if (held !== undefined) return [held, () => ({ holdMinutes: Number(minutes) })]
  const [, plain, , victim] = /^(.+?) (by override|in place of (\S+))$/.exec(text) ?? []
  if (plain === undefined) return [text, () => ({})]
  const override = { override: true, actor: 'matron' }
  return [plain, (idOf) => (victim === undefined ? override : { ...override, bump: idOf(victim) })]
}

/** `A moves to 10:00 as B`, or `A moves to shah 10:00 as B`. */
function readMove(text: string, { date, doctors }: ScenarioText): Step[] | undefined {
  const [, old, doctorId, start, name] = /^(\S+) moves to (?:(\S+) )?(\d\d:\d\d) as (\S+)$/.exec(text) ?? []
  if (old === undefined || name === undefined || (doctorId !== undefined && !doctors.has(doctorId))) return undefined
  return [{ kind: 'book', name, command: (idOf) => ({ op: 'reschedule', tokenId: idOf(old), doctorId, date, start }) }]
}

function readChange(text: string): Step[] | undefined {
  const [, who, , source, , facts] = /^(.+?) becomes?( (?!with )(\S+))?( with (.+))?$/.exec(text) ?? []
  if (who === undefined) return undefined
  const change = {
    source: source === undefined ? undefined : (SOURCE_LETTERS.get(source) ?? source),
    attributes: attributesOf(facts),
  }
  return namesIn(who).map((name) => ({
    kind: 'token',
    name,
    command: (tokenId) => ({ op: 'reclassify', tokenId, ...change }),
  }))
}

function readVerb(text: string): Step[] | undefined {
  const [, by, override] = /^(.+? reinstated)( by override)?$/.exec(text) ?? []
  const manner = override === undefined ? {} : { override: true, actor: 'matron' }
  const [, who, , verb, inside] = VERB.exec(by ?? text) ?? []
  const op = VERBS.get(`${verb}${inside ?? ''}` as Verb)
  if (who === undefined || op === undefined) return undefined
  return namesIn(who).map((name) => ({
    kind: 'token',
    name,
    command: (tokenId) => ({ op, tokenId, ...manner }) as Command,
  }))
}

/** Removes `any`, or the doctor's name, from the words and returns whom a booking asks for: all doctors in the order of the text, or one. */
function whomIn(words: string[], scenario: ScenarioText): object {
  if (words[0] !== 'any' || scenario.doctors.has('any')) return { doctorId: doctorIn(words, scenario) }
  words.shift()
  return { doctorIds: [...scenario.doctors.keys()] }
}

/** Removes the doctor's name from the words and returns it, or the first doctor if there is none. */
function doctorIn(words: string[], { doctors }: ScenarioText): string {
  const [first] = doctors.keys()
  return doctors.has(words[0] ?? '') ? (words.shift() as string) : (first as string)
}

/** `A B C`, or `W1..W4`. */
function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).flatMap((name) => {
    const [, stem, from, , to] = /^(\D+)(\d+)\.\.(\D+)(\d+)$/.exec(name) ?? []
    if (stem === undefined) return [name]
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${stem}${Number(from) + index}`)
  })
}

/** `triage=2 ageBand=child`. */
function attributesOf(text: string | undefined): TokenAttributes | undefined {
  if (text === undefined) return undefined
  const pairs = text.split(/\s+/).map((pair) => {
    const [name] = pair.split('=', 1) as [string]
    return [name, attributeOf(pair.slice(name.length + 1))] as const
  })
  return Object.fromEntries(pairs)
}

function attributeOf(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function confused(text: string, line: number): Error {
  const examples =
    "'A books O 09:00', 'A cancels', 'A becomes E', 'call next', 'A is skipped', 'A moves to 10:00 as B', 'resize 09:00 to 3', 'add 11:00-12:00 x2', 'sweep', 'close' or 'clock 09:30'"
  return new Error(`Line ${line}: '${text}' is not a step. Write one such as ${examples}.`)
}
