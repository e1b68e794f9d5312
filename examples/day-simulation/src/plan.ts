import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DATE, doctorsOf, TIME_ZONE } from './day/clinic'
import { clinicDay } from './day/clinic-day'
import { demandOf, requestsFor } from './day/demand'
import { Random } from './day/random'
import type { Options } from './options'
import { PRESET_RULES } from './preset-rules'
import { readReplay, replayOf } from './replay/replay-file'
import { plural } from './report/columns'
import type { Work } from './run/run'
import { dateText } from './run/wall-clock'

/** What is to be done once under each of the rules. */
export interface Plan {
  readonly title: string
  readonly subtitle: string
  readonly timeZone: string
  /** Number of commands, or of booking requests where the course of the day decides the rest. */
  readonly steps: number
  readonly countsOnlyBookings: boolean
  /** The same work under the rules of this name, from its beginning. */
  workUnder(rules: string): Work
}

/** What the command line asks for; a file to replay is read here, as a whole. */
export async function planFor(options: Options, folder: string): Promise<Plan> {
  return options.input === undefined ? dayOf(options) : await replayFrom(options.input, options, folder)
}

function dayOf(options: Options): Plan {
  const doctors = doctorsOf(options.doctors)
  const requests = options.patients ?? requestsFor(options.load, options.doctors)
  const patients = demandOf(requests, doctors, new Random(options.seed))
  const seats = requestsFor(1, options.doctors)
  return {
    title: `${dateText(DATE, 'long')}, ${plural(options.doctors, 'doctor')}`,
    subtitle: `${plural(requests, 'request')} for ${plural(seats, 'seat')} (${Math.round((requests / seats) * 100)} %), seed ${options.seed}`,
    timeZone: TIME_ZONE,
    steps: requests,
    countsOnlyBookings: true,
    workUnder: (rules) => ({
      timeZone: TIME_ZONE,
      rules: PRESET_RULES.get(rules)!(),
      script: clinicDay(doctors, patients),
    }),
  }
}

async function replayFrom(input: string, options: Options, folder: string): Promise<Plan> {
  const text = await readFile(resolve(folder, input), 'utf8')
  // A line is a command or not whatever the rules, so one rehearsal speaks for all.
  const replay = await readReplay(text, PRESET_RULES.get(options.rules[0]!)!(), options.sourceMap)
  return {
    title: input,
    subtitle: `${plural(replay.commands.length, 'command')}, zone ${replay.timeZone}`,
    timeZone: replay.timeZone,
    steps: replay.commands.length,
    countsOnlyBookings: false,
    workUnder: (rules) => ({
      timeZone: replay.timeZone,
      rules: PRESET_RULES.get(rules)!(),
      script: replayOf(replay),
    }),
  }
}
