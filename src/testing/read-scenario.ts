/** A column of a scenario's table. */
export type Column =
  | { readonly shows: 'result' | 'moves'; readonly title: string }
  | { readonly shows: 'queue'; readonly title: string; readonly doctor: string }
  | { readonly shows: 'slot'; readonly title: string; readonly doctor: string; readonly start: string }
  | { readonly shows: 'waiting'; readonly title: string; readonly doctor: string; readonly start: string | undefined }

/** One line of the table. */
export interface ScenarioLine {
  /** Line of the text, from 1. */
  readonly line: number
  /** Text of the step. */
  readonly step: string
  /** Expected text of each column; `"` means as before. */
  readonly cells: readonly string[]
}

/** A slot, as a scenario writes it. */
export interface ScenarioSlot {
  readonly start: string
  readonly end: string
  readonly capacity: number
}

/** A scenario after reading. */
export interface ScenarioText {
  readonly name: string
  readonly rules: string | undefined
  /** Presets of single doctors, by doctor. */
  readonly rulesOf: ReadonlyMap<string, string>
  readonly date: string
  readonly zone: string
  readonly clock: string
  readonly minutesPerVisit: number
  /** Slots by doctor, in the order of the text. */
  readonly doctors: ReadonlyMap<string, readonly ScenarioSlot[]>
  readonly columns: readonly Column[]
  readonly lines: readonly ScenarioLine[]
}

/** The doctor of a scenario that does not name one. */
const ONLY_DOCTOR = 'doctor'

const SLOT = /^(\d\d:\d\d)-(\d\d:\d\d) x(\d+)$/

/** Reads a scenario; throws an error with the line and the text that is wrong. */
export function readScenario(text: string): ScenarioText {
  const written = text.split('\n').map((each, index) => ({ line: index + 1, text: each.trim() }))
  const lines = written.filter((each) => each.text !== '' && !each.text.startsWith('#'))
  const [title, ...rest] = lines
  if (title === undefined) throw new Error('The scenario has no lines. Begin with its name.')
  const table = rest.findIndex((each) => each.text.includes('|'))
  if (table < 0) throw new Error(`${title.text}: there is no table. Add a line such as 'step | result | 09:00'.`)

  const settings = new Map<string, string>()
  const doctors = new Map<string, ScenarioSlot[]>()
  const rulesOf = new Map<string, string>()
  for (const { line, text: setting } of rest.slice(0, table)) {
    const [, key = '', value = ''] = /^([a-z ]+?(?: of [\w-]+)?):\s*(.+)$/.exec(setting) ?? []
    const [, doctor = ONLY_DOCTOR] = /^slots(?: of ([\w-]+))?$/.exec(key) ?? []
    if (/^slots( of|$)/.test(key))
      doctors.set(
        doctor,
        value.split(',').map((slot) => readSlot(slot.trim(), line)),
      )
    else if (key.startsWith('rules of ')) rulesOf.set(key.slice('rules of '.length), value)
    else if (/^(rules|date|zone|clock|minutes per visit)$/.test(key)) settings.set(key, value)
    else
      throw new Error(
        `Line ${line}: '${setting}' is not a setting. Give 'rules:', 'rules of rao:', 'slots:', 'slots of rao:', 'date:', 'zone:', 'clock:' or 'minutes per visit:'.`,
      )
  }
  if (doctors.size === 0)
    throw new Error(`${title.text}: there are no slots. Add a line such as 'slots: 09:00-10:00 x2'.`)

  const [head, ...steps] = rest.slice(table)
  const [, ...titles] = cellsOf(head?.text ?? '')
  const columns = titles.map((each) => readColumn(each, [...doctors.keys()], head?.line ?? 0))
  return {
    name: title.text,
    rules: settings.get('rules'),
    rulesOf,
    date: settings.get('date') ?? '2026-01-30',
    zone: settings.get('zone') ?? 'Asia/Kolkata',
    clock: settings.get('clock') ?? '06:00',
    minutesPerVisit: Number(settings.get('minutes per visit') ?? 5),
    doctors,
    columns,
    lines: steps.filter((each) => !/^[-| ]+$/.test(each.text)).map((each) => readLine(each, columns.length)),
  }
}

/** Reads `09:00-10:00 x2`. */
export function readSlot(text: string, line: number): ScenarioSlot {
  const [, start, end, capacity] = SLOT.exec(text) ?? []
  if (start !== undefined && end !== undefined) return { start, end, capacity: Number(capacity) }
  throw new Error(`Line ${line}: '${text}' is not a slot. Write it as '09:00-10:00 x2'.`)
}

function readColumn(title: string, doctors: readonly string[], line: number): Column {
  if (title === 'result' || title === 'moves') return { shows: title, title }
  const words = title.split(/\s+/)
  const doctor = doctors.includes(words[0] ?? '')
    ? (words.shift() as string)
    : doctors.length === 1
      ? doctors[0]
      : undefined
  if (words.join(' ') === 'queue' && doctor !== undefined) return { shows: 'queue', title, doctor }
  const isWaiting = words[0] === 'waiting'
  if (isWaiting) words.shift()
  const [start, ...more] = words
  const isTime = start !== undefined && /^\d\d:\d\d$/.test(start)
  if (doctor !== undefined && more.length === 0) {
    if (isWaiting && (isTime || start === undefined)) return { shows: 'waiting', title, doctor, start }
    if (isTime && !isWaiting) return { shows: 'slot', title, doctor, start }
  }
  const columns = `'result', 'moves', '09:00', 'waiting', 'queue', and before the last three one of: ${doctors.join(', ')}`
  throw new Error(`Line ${line}: '${title}' is not a column. Give ${columns}.`)
}

function readLine({ line, text }: { line: number; text: string }, columns: number): ScenarioLine {
  const [step = '', ...cells] = cellsOf(text)
  if (cells.length === columns) return { line, step, cells }
  throw new Error(`Line ${line}: '${text}' has ${cells.length} cells after the step, the table has ${columns} columns.`)
}

/** Returns the cells between bars, without an outer bar on either side. */
function cellsOf(text: string): string[] {
  const framed = text.startsWith('|') ? text.slice(1).replace(/\|$/, '') : text
  return framed.split('|').map((cell) => cell.trim())
}
