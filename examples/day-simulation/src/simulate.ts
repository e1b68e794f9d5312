import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DATE, doctorsOf, TIME_ZONE } from './day/clinic'
import { clinicDay } from './day/clinic-day'
import { demandOf, requestsFor } from './day/demand'
import { Random } from './day/random'
import { type Options, readOptions, USAGE, UsageError } from './options'
import { PRESET_RULES } from './preset-rules'
import { Progress } from './progress'
import { Recording } from './replay/recording'
import { BadLine, readReplay, replayOf } from './replay/replay-file'
import { accountHeading, accountLine } from './report/account'
import { plural } from './report/columns'
import { paint } from './report/paint'
import { report } from './report/report'
import { summaryOf } from './report/summary'
import { run, type Work } from './run/run'
import { dateText, WallClock } from './run/wall-clock'

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** The world around the program. */
export interface Surroundings {
  readonly out: Stream
  readonly err: Stream
  /** Folder against which file names are resolved. */
  readonly folder: string
  readonly isColoured: boolean
}

interface Plan extends Work {
  readonly title: string
  readonly subtitle: string
  /** Number of commands, or of booking requests where the course of the day decides the rest. */
  readonly steps: number
  readonly countsOnlyBookings: boolean
}

/** Runs the program; answers its exit code. */
export async function simulate(
  args: readonly string[],
  { out, err, folder, isColoured }: Surroundings,
): Promise<number> {
  const started = performance.now()
  try {
    const options = readOptions(args)
    if (options.help) {
      out.write(USAGE)
      return 0
    }
    const plan = options.input === undefined ? dayOf(options) : await replayFrom(options.input, options, folder)
    const pen = paint(isColoured)
    const print = (line: string): void => {
      if (!options.json) out.write(`${line}\n`)
    }
    print(`${pen.bold(plan.title)}\n${pen.faint(plan.subtitle)}\n\n${accountHeading(pen)}`)

    const progress = new Progress(err, plan.steps)
    const clock = new WallClock(plan.timeZone)
    const recording = new Recording(plan.timeZone)
    progress.start()
    const outcome = await run(plan, {
      onCommand(given) {
        recording.add(given)
        if (!plan.countsOnlyBookings || given.command.op === 'book') progress.step(clock.timeAt(given.at))
      },
      onPeriod: (period) => progress.around(() => print(accountLine(period))),
    }).finally(() => progress.stop())

    if (options.record !== undefined) await writeFile(resolve(folder, options.record), recording.text)
    const summary = summaryOf(outcome, options.rules, Math.round(performance.now() - started))
    if (options.json) out.write(`${JSON.stringify(summary)}\n`)
    else for (const line of await report(outcome, summary, clock, pen)) print(line)
    return summary.violations === 0 ? 0 : 1
  } catch (thrown) {
    if (!(thrown instanceof UsageError || thrown instanceof BadLine || isFileError(thrown))) throw thrown
    err.write(`${isFileError(thrown) ? `${thrown.message}. Maybe the name is wrong.` : thrown.message}\n`)
    return 1
  }
}

function dayOf(options: Options): Plan {
  const doctors = doctorsOf(options.doctors)
  const requests = options.patients ?? requestsFor(options.load, options.doctors)
  const patients = demandOf(requests, doctors, new Random(options.seed))
  const seats = requestsFor(1, options.doctors)
  return {
    title: `${dateText(DATE, 'long')}, ${plural(options.doctors, 'doctor')}, rules ${options.rules}`,
    subtitle: `${plural(requests, 'request')} for ${plural(seats, 'seat')} (${Math.round((requests / seats) * 100)} %), seed ${options.seed}`,
    timeZone: TIME_ZONE,
    rules: PRESET_RULES.get(options.rules)!(),
    script: clinicDay(doctors, patients),
    steps: requests,
    countsOnlyBookings: true,
  }
}

async function replayFrom(input: string, options: Options, folder: string): Promise<Plan> {
  const rules = PRESET_RULES.get(options.rules)!()
  const replay = await readReplay(await readFile(resolve(folder, input), 'utf8'), rules, options.sourceMap)
  return {
    title: `${input}, rules ${options.rules}`,
    subtitle: `${plural(replay.commands.length, 'command')}, zone ${replay.timeZone}`,
    timeZone: replay.timeZone,
    rules,
    script: replayOf(replay),
    steps: replay.commands.length,
    countsOnlyBookings: false,
  }
}

function isFileError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'syscall' in thrown
}
