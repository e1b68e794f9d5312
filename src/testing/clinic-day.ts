import { readScenario, type ScenarioText } from './read-scenario'

/** A day at a clinic, in the words of a `scenario`, without what is expected. */
export interface ClinicDay {
  /** Slots of each doctor, by the doctor's id: `{ rao: ['09:00-10:00 x2'] }`. The steps need not name the only doctor. */
  readonly slots: Readonly<Record<string, readonly string[]>>
  /** Time at which the day begins, `HH:MM`. */
  readonly clock: string
  /** Such as `A books O 09:00`, `A cancels` or `clock 09:30`. A step with a token that does not exist is passed over. */
  readonly steps: readonly string[]
}

/** Title of the table of a day. */
const TITLE = 'A day'

/** Returns the day as a scenario whose cells are empty. Throws an error if the day cannot be read. */
export function scenarioOf({ slots, clock, steps }: ClinicDay): ScenarioText {
  const titles = titlesOf(slots)
  const lines = steps.map((step) => `${step}${' |'.repeat(titles.length)}`)
  return readScenario([...headOf({ slots, clock }), ['step', ...titles].join(' | '), ...lines].join('\n'))
}

/** Returns the text of a scenario with these lines, each a step and its cells, the columns in line. */
export function tableOf(day: ClinicDay, lines: readonly (readonly string[])[]): string {
  const rows = [['step', ...titlesOf(day.slots)], ...lines]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const table = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | '))
  return [...headOf(day), '', ...table].map((line) => line.trimEnd()).join('\n')
}

function headOf({ slots, clock }: Omit<ClinicDay, 'steps'>): string[] {
  const lines = Object.entries(slots).map(([doctor, list]) => `slots of ${doctor}: ${list.join(', ')}`)
  return [TITLE, '', ...lines, `clock: ${clock}`]
}

function titlesOf(slots: ClinicDay['slots']): string[] {
  const doctors = Object.entries(slots)
  const columns = doctors.flatMap(([doctor, list]) => {
    const before = doctors.length === 1 ? '' : `${doctor} `
    return [...list.map((slot) => `${before}${slot.slice(0, 5)}`), `${before}waiting`]
  })
  return ['result', 'moves', ...columns]
}
