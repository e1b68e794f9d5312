import type { Command } from '../commands'
import type { TokenAttributes } from '../core/rules'
import { readSlot, type ScenarioText } from './read-scenario'

/** What one step of a scenario means: a new time, or a command of one token or of the hospital. */
export type Step =
  | { readonly kind: 'clock'; readonly time: string }
  | { readonly kind: 'hospital'; readonly command: Command }
  | { readonly kind: 'book'; readonly name: string; readonly command: Command }
  | { readonly kind: 'token'; readonly name: string; readonly command: (tokenId: string) => Command }

const SOURCES: ReadonlyMap<string, string> = new Map([
  ['E', 'emergency'],
  ['P', 'paid'],
  ['F', 'follow-up'],
  ['O', 'online'],
  ['W', 'walk-in'],
])

const VERBS = new Map([
  ['cancel', 'cancel'],
  ['no-show', 'noShow'],
  ['check in', 'checkIn'],
  ['start', 'start'],
  ['complete', 'complete'],
  ['reinstated', 'reinstate'],
] as const)

type Verb = Parameters<typeof VERBS.get>[0]

const TIME = /^\d\d:\d\d$/

/** Reads a step; several for one with several tokens. Throws an error that names the line where it is not understood. */
export function readStep(text: string, line: number, scenario: ScenarioText): Step[] {
  const words = text.split(/\s+/)
  switch (words[0]) {
    case 'clock':
      if (words.length === 2 && TIME.test(words[1] ?? '')) return [{ kind: 'clock', time: words[1] as string }]
      break
    case 'resize':
    case 'add':
    case 'close':
      return [{ kind: 'hospital', command: readHospital(words, text, line, scenario) }]
    default: {
      const steps = readBooking(text, line, scenario) ?? readChange(text) ?? readVerb(text)
      if (steps !== undefined) return steps
    }
  }
  throw confused(text, line)
}

function readHospital(words: readonly string[], text: string, line: number, scenario: ScenarioText): Command {
  const [verb, ...rest] = words
  const doctorId = doctorIn(rest, scenario)
  const sessionId = `${doctorId}.${scenario.date}`
  if (verb === 'close' && rest.length === 0) return { op: 'closeSession', sessionId }
  if (verb === 'add') return { op: 'addSlots', sessionId, slots: [readSlot(rest.join(' '), line)] }
  const [, start, capacity, displacing] = /^(\d\d:\d\d) to (\d+)( displacing)?$/.exec(rest.join(' ')) ?? []
  if (verb !== 'resize' || start === undefined) throw confused(text, line)
  const slotId = `${sessionId}.${start.replace(':', '')}`
  return { op: 'resizeSlot', slotId, capacity: Number(capacity), displace: displacing !== undefined }
}

function readBooking(text: string, line: number, scenario: ScenarioText): Step[] | undefined {
  const [, who, source = '', target = '', , patient, , facts] =
    /^(.+?) books? (\S+)((?: (?!for |with )\S+)*)( for (\S+))?( with (.+))?$/.exec(text) ?? []
  if (who === undefined) return undefined
  const words = target.split(' ').filter((word) => word !== '')
  const doctorId = doctorIn(words, scenario)
  const [start, ...more] = words
  if (more.length > 0 || (start !== undefined && !TIME.test(start))) throw confused(text, line)
  const request = {
    doctorId,
    date: scenario.date,
    start,
    source: SOURCES.get(source) ?? source,
    attributes: attributesOf(facts),
  }
  return namesIn(who).map((name) => ({
    kind: 'book',
    name,
    command: { op: 'book', ...request, patientId: patient ?? `p-${name}` },
  }))
}

function readChange(text: string): Step[] | undefined {
  const [, who, , source, , facts] = /^(.+?) becomes?( (?!with )(\S+))?( with (.+))?$/.exec(text) ?? []
  if (who === undefined) return undefined
  const change = {
    source: source === undefined ? undefined : (SOURCES.get(source) ?? source),
    attributes: attributesOf(facts),
  }
  return namesIn(who).map((name) => ({
    kind: 'token',
    name,
    command: (tokenId) => ({ op: 'reclassify', tokenId, ...change }),
  }))
}

function readVerb(text: string): Step[] | undefined {
  const [, who, , verb, inside] =
    /^(.+?) (is |are )?(cancel|no-show|check|start|complete|reinstated)s?( in)?$/.exec(text) ?? []
  const op = VERBS.get(`${verb}${inside ?? ''}` as Verb)
  if (who === undefined || op === undefined) return undefined
  return namesIn(who).map((name) => ({ kind: 'token', name, command: (tokenId) => ({ op, tokenId }) }))
}

/** Takes the doctor's name off the words; the first doctor where there is none. */
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
  const pairs = text.split(/\s+/).map((pair) => pair.split('=') as [string, string])
  return Object.fromEntries(pairs.map(([name, value]) => [name, attributeOf(value)]))
}

function attributeOf(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function confused(text: string, line: number): Error {
  const maybe =
    "'A books O 09:00', 'A cancels', 'A becomes E', 'resize 09:00 to 3', 'add 11:00-12:00 x2', 'close' or 'clock 09:30'"
  return new Error(`Line ${line}: '${text}' is no step. Maybe write ${maybe}.`)
}
