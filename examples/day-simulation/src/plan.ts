import { basename } from 'node:path'
import { presets, type Rules } from 'opd-scheduler'
import { type ClinicDoctor, DATE, doctorsOf, TIME_ZONE } from './day/clinic'
import { clinicDay } from './day/clinic-day'
import { absencesOf, demandOf, requestsFor } from './day/demand'
import { Random } from './day/random'
import { type Setting, USUAL } from './day/setting'
import { type Trouble, troubleOf } from './day/trouble'
import type { Options } from './options/options'
import type { PresetName } from './options/preset-name'
import type { Origin } from './page/lead'
import { readInput } from './replay/input-file'
import { type Replay, readReplay, replayOf } from './replay/replay-file'
import { plural } from './report/columns'
import type { Work } from './run/run'
import { dateText } from './run/wall-clock'
import { readScenario } from './scenario/read-scenario'
import { doctorsIn, settingOf } from './scenario/setting-of'
import { UsageError } from './usage-error'

/** The work to do once under each preset. */
export interface Plan {
  readonly title: string
  readonly subtitle: string
  readonly origin: Origin
  readonly timeZone: string
  /** The presets to run: those of the options, or the one that the file names, or `standard`. */
  readonly rules: readonly PresetName[]
  /** The file to replay, if any. */
  readonly replay: Replay | undefined
  /** Number of commands in a replay, or of booking requests in a simulated day. */
  readonly steps: number
  readonly countsOnlyBookings: boolean
  /** Starts the same work anew under a preset, with or without its standby. */
  workUnder(rules: PresetName, standby: boolean): Work
  /** What goes wrong on the day, if anything. */
  readonly trouble: Trouble | undefined
  /** The same day in other circumstances, to compare with. */
  readonly alternatives: readonly Alternative[]
}

/** A day that might have been. */
export interface Alternative {
  readonly name: 'asPlanned' | 'notTold'
  workUnder(rules: PresetName, standby: boolean): Work
}

/** Plans the simulated day, or reads the whole file to replay. */
export async function planFor(options: Options, folder: string): Promise<Plan> {
  if (options.input !== undefined) return await replayFrom(options.input, options, folder)
  return dayOf(options, await clinicOf(options, folder))
}

/** A clinic whose day is simulated. */
interface Clinic {
  readonly name: string
  readonly doctors: readonly ClinicDoctor[]
  readonly load: number
  readonly rules: PresetName
  readonly setting: Setting
}

async function clinicOf({ clinic, load, doctors, surge }: Options, folder: string): Promise<Clinic> {
  const withSurge = (setting: Setting): Setting => ({ ...setting, surge: surge ?? setting.surge })
  if (clinic === undefined)
    return { name: '', doctors: doctorsOf(doctors), load, rules: 'standard', setting: withSurge(USUAL) }
  const scenario = await readScenario(folder, clinic.name)
  return {
    name: scenario.name,
    doctors: doctorsIn(scenario),
    load: clinic.load ?? scenario.load,
    rules: scenario.rules ?? 'standard',
    setting: withSurge(settingOf(scenario)),
  }
}

function dayOf(options: Options, { name: place, doctors, load, rules: usualRules, setting }: Clinic): Plan {
  const rooms = doctors.reduce((sum, doctor) => sum + (doctor.rooms ?? 1), 0)
  const requests = options.patients ?? requestsFor(load, rooms, setting)
  const random = new Random(options.seed)
  const patients = demandOf(requests, doctors, random, setting)
  const absences = absencesOf(doctors, random, setting)
  const seats = requestsFor(1, rooms, setting)
  const workWith =
    (trouble?: Trouble) =>
    (name: PresetName, standby: boolean): Work => {
      const rules = rulesOf(name, standby)
      const script = clinicDay(doctors, patients, rules.visit?.standby !== undefined, trouble, setting, absences)
      return { timeZone: TIME_ZONE, rules, script }
    }
  const { scenario } = options
  const trouble = scenario && troubleOf(scenario, doctors[0]!)
  const asked = `${plural(requests, 'request')} for ${plural(seats, 'seat')} (${Math.round((requests / seats) * 100)} %)`
  return {
    origin: { kind: 'simulated', name: place, surge: { emergencies: setting.surge, doctor: doctors.at(-1)!.name } },
    title: `${place === '' ? '' : `${place}, `}${dateText(DATE, 'long')}, ${plural(doctors.length, 'doctor')}`,
    subtitle: `${asked}${setting.surge === 0 ? '' : ` + ${setting.surge} emergencies from an accident`}, seed ${options.seed}`,
    timeZone: TIME_ZONE,
    rules: options.rules ?? [usualRules],
    replay: undefined,
    steps: requests + setting.surge,
    countsOnlyBookings: true,
    workUnder: workWith(trouble),
    trouble,
    alternatives: [
      ...(trouble === undefined ? [] : [{ name: 'asPlanned' as const, workUnder: workWith() }]),
      ...(scenario === 'late'
        ? [{ name: 'notTold' as const, workUnder: workWith(troubleOf(scenario, doctors[0]!, false)) }]
        : []),
    ],
  }
}

function rulesOf(name: PresetName, standby: boolean): Rules {
  const rules = presets[name]()
  const { standby: _, ...visit } = rules.visit ?? {}
  return standby ? rules : { ...rules, visit }
}

async function replayFrom(input: string, options: Options, folder: string): Promise<Plan> {
  const text = await readInput(folder, input)
  // Whether a line is a valid command does not depend on the rules, so one rehearsal is enough.
  const replay = await readReplay(text, presets[options.rules?.[0] ?? 'standard'](), options.sourceMap)
  if (replay.commands.length === 0)
    throw new UsageError(`--input '${input}' has no command. Give one command a line, as --record writes them.`)
  return {
    origin: { kind: 'replayed', name: basename(input), surge: { emergencies: 0, doctor: '' } },
    title: input,
    subtitle: `${plural(replay.commands.length, 'command')}, zone ${replay.timeZone}`,
    timeZone: replay.timeZone,
    rules: options.rules ?? [replay.rules ?? 'standard'],
    replay,
    steps: replay.commands.length,
    countsOnlyBookings: false,
    workUnder: (rules) => ({
      timeZone: replay.timeZone,
      rules: presets[rules](),
      script: replayOf(replay),
    }),
    trouble: undefined,
    alternatives: [],
  }
}
