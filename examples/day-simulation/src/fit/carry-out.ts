import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { presets } from 'opd-scheduler'
import { TIME_ZONE } from '../day/clinic'
import { clinicDay } from '../day/clinic-day'
import { absencesOf, demandOf, requestsFor } from '../day/demand'
import { Random } from '../day/random'
import { OutputFile } from '../output-file'
import { columns, plural } from '../report/columns'
import { waitsOf } from '../report/waits'
import { run } from '../run/run'
import { checked } from '../scenario/read-scenario'
import type { Scenario } from '../scenario/scenario'
import { doctorsIn, settingOf } from '../scenario/setting-of'
import { UsageError } from '../usage-error'
import { readBookings } from './bookings'
import { type Fitted, fitClinic } from './fit'
import { quantileOf, type Sample, sampleOf } from './samples'

/** What `--fit` needs of the command line. */
export interface Fitting {
  readonly file: string
  /** File to write the clinic to. */
  readonly to: string
  readonly sourceMap: ReadonlyMap<string, string>
  readonly seed: number
}

/** Days that are simulated to compare their waits with those of the records. */
const DAYS = 20

/**
 * Fits a clinic to a table of bookings, writes its file, and returns a report on how well it fits.
 *
 * @throws UsageError
 */
export async function carryOutFit({ file, to, sourceMap, seed }: Fitting, folder: string): Promise<string[]> {
  const output = new OutputFile(folder, '--to', to, 'clinic.json')
  await output.check()
  const text = await readFile(resolve(folder, file), 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new UsageError(`--fit '${file}' cannot be read (${code}). Give a table, as in --fit bookings.csv.`)
  })
  const fitted = fitClinic(file, readBookings(file, text, sourceMap))
  const scenario = await checked(`What was fitted to '${file}'`, fitted.scenario)
  await output.write(`${JSON.stringify(scenario, undefined, 2)}\n`)
  const simulated = fitted.waits === undefined ? undefined : await simulatedWaits(scenario, seed)
  return reportOf(fitted, simulated, to)
}

async function simulatedWaits(scenario: Scenario, seed: number): Promise<Sample> {
  const setting = settingOf(scenario)
  const doctors = doctorsIn(scenario)
  const rooms = doctors.reduce((sum, doctor) => sum + (doctor.rooms ?? 1), 0)
  const waits: number[] = []
  for (let day = 0; day < DAYS; day++) {
    const random = new Random(seed + day)
    const patients = demandOf(requestsFor(scenario.load, rooms, setting), doctors, random, setting)
    const script = clinicDay(doctors, patients, true, undefined, setting, absencesOf(doctors, random, setting))
    const { ledger } = await run({ timeZone: TIME_ZONE, rules: presets.standard(), script })
    waits.push(...waitsOf(ledger))
  }
  return sampleOf(waits)
}

function reportOf(fitted: Fitted, simulated: Sample | undefined, to: string): string[] {
  const { scenario, visits, distributions, early, waits, bookings, sessions } = fitted
  const shape = ({ mean, sd, ...rest }: Sample): string[] =>
    [mean, sd, ...[0.5, 0.9].map((part) => quantileOf({ mean, sd, ...rest }, part))].map((each) => each.toFixed(1))
  const apart = (share: number): string => `${(share * 100).toFixed(1)} %`
  const nearness = distributions.map(({ visits: { distribution }, distance }, index) => {
    if (distance === undefined)
      return `${distribution}, with a coefficient of variation of ${(visits.sd / visits.mean).toFixed(2)}`
    return index > 0
      ? `${distribution} ${apart(distance)}`
      : `${distribution}, at most ${apart(distance)} from the records' shares`
  })
  return [
    `${plural(bookings, 'booking')}, ${plural(sessions, 'session')}, ${plural(scenario.doctors.length, 'doctor')} in ${to}`,
    '',
    ...columns([
      ['minutes', 'records', 'mean', 'sd', 'median', 'nine in ten'],
      ['  visits', String(visits.count), ...shape(visits)],
      ...(early === undefined ? [] : [['  early', String(early.sample.count), ...shape(early.sample)]]),
      ...(waits === undefined ? [] : [['  waits', String(waits.count), ...shape(waits)]]),
      ...(simulated === undefined ? [] : [['  waits, simulated', String(simulated.count), ...shape(simulated)]]),
    ]),
    '',
    `visits       ${nearness.join('; ')}`,
    ...(early === undefined
      ? ['punctuality  not in the records: an assumption']
      : [`punctuality  normal, at most ${apart(early.distance)} from the records' shares`]),
    ...(simulated === undefined
      ? []
      : [
          `waits        simulated: ${DAYS} days under standard(). If they differ much, do not trust the clinic's figures`,
        ]),
    'not fitted   cancellations, holds, missed calls and patience are those of the usual day; breaks are none',
  ]
}
