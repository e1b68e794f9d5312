import { type Options, readOptions, type Target } from './options/options'
import type { PresetName } from './options/preset-name'
import { USAGE } from './options/usage'
import { OutputFile } from './output-file'
import { type Plan, planFor } from './plan'
import { Progress } from './progress'
import { BadLine } from './replay/bad-line'
import { Recording } from './replay/recording'
import type { Replay } from './replay/replay-file'
import { accountHeading, accountLine, hasFigures } from './report/account'
import { comparison, type FinishedRun } from './report/comparison'
import { Course, MOST_STEPS } from './report/course'
import { type Paint, paint } from './report/paint'
import { planTable } from './report/plan-table'
import { report } from './report/report'
import { scenarioSummary } from './report/scenario'
import { summaryOf } from './report/summary'
import { type Outcome, type Period, run, type Watcher, type Work } from './run/run'
import { WallClock } from './run/wall-clock'
import { type DayStore, dayStore, isStoreFailure } from './store/day-store'
import { UsageError } from './usage-error'

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** The program's output streams and folder. */
export interface Surroundings {
  readonly out: Stream
  readonly err: Stream
  /** Folder against which file names are resolved. */
  readonly folder: string
  readonly isColoured: boolean
  /** The server's key, if it is in the environment. */
  readonly key?: string | undefined
}

/** The files that the options name. */
interface OutputFiles {
  readonly report: OutputFile | undefined
  readonly record: OutputFile | undefined
}

/** Runs the program. Returns its exit code. */
export async function simulate(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings
  try {
    if (args[0] === 'lab') {
      const { laboratory } = await import('./lab/laboratory')
      return await laboratory(args.slice(1), surroundings)
    }
    const options = readOptions(args)
    if (options.help) {
      out.write(USAGE)
      return 0
    }
    if (options.fit !== undefined) {
      const { carryOutFit } = await import('./fit/carry-out')
      const lines = await carryOutFit({ ...options.fit, ...options }, surroundings.folder)
      out.write(`${lines.join('\n')}\n`)
      return 0
    }
    if (options.days === undefined) return await carryOut(options, surroundings)
    const { simulateWeek } = await import('./week/week')
    return await simulateWeek({ ...options, days: options.days }, out, err, surroundings.isColoured)
  } catch (thrown) {
    const isExpected = thrown instanceof UsageError || thrown instanceof BadLine || isStoreFailure(thrown)
    if (!isExpected) throw thrown
    err.write(`${thrown.message}\n`)
    return 1
  }
}

async function carryOut(options: Options, surroundings: Surroundings): Promise<number> {
  const { folder } = surroundings
  const files: OutputFiles = {
    report: options.report === undefined ? undefined : new OutputFile(folder, '--report', options.report, 'day.html'),
    record: options.record === undefined ? undefined : new OutputFile(folder, '--record', options.record, 'day.jsonl'),
  }
  await files.report?.check()
  await files.record?.check()
  const plan = await planFor(options, folder)
  if (options.against !== undefined && plan.replay !== undefined)
    return await compareWith(options.against, plan, plan.replay, surroundings)
  const store = await dayStore(options.store, folder, options.resume)
  try {
    return await carryOutOn(store, plan, files, options, surroundings)
  } finally {
    await store.close()
  }
}

/** Sends the file to a server as well. */
async function compareWith(
  target: Target,
  { rules: [rules = 'standard'], title, steps }: Plan,
  replay: Replay,
  { out, err, isColoured, key }: Surroundings,
): Promise<number> {
  // The client is loaded only if it is needed.
  const { against } = await import('./against/against')
  const pen = paint(isColoured)
  const progress = new Progress(err, steps)
  const print = (line: string) => void out.write(`${line}\n`)
  print(pen.bold(`${title}, rules ${rules}`))
  try {
    return await against({ replay, rules, target: { ...target, key: target.key ?? key }, progress, pen, print })
  } finally {
    progress.stop()
  }
}

async function carryOutOn(
  store: DayStore,
  plan: Plan,
  files: OutputFiles,
  options: Options,
  { out, err, isColoured }: Surroundings,
): Promise<number> {
  const variants = variantsOf(plan.rules, options)
  const isComparison = variants.length > 1
  const pen = paint(isColoured)
  const print = (line: string): void => {
    if (!options.json) out.write(`${line}\n`)
  }
  const kind = options.standby === 'compare' ? 'sets of rules' : 'presets'
  const what = isComparison ? `${variants.length} ${kind} compared` : `rules ${variants[0]!.label}`
  const title = `${plan.title}, ${what}`
  print(`${pen.bold(title)}\n${pen.faint(plan.subtitle)}\n`)
  if (!isComparison) print(accountHeading(pen))

  const progress = new Progress(err, plan.steps * (variants.length + plan.alternatives.length))
  const recording = new Recording(plan.timeZone, variants[0]!.name)
  const runs: FinishedRun[] = []
  const others = new Map<string, Outcome>()
  const clock = new WallClock(plan.timeZone)
  const course = courseOf(plan, clock, pen)
  let isBegun = false
  const watcher: Watcher = {
    onAnswer: async (given, answer, opd) => course?.add(given, answer, (id) => opd.session(id)),
    onCommand: (given) => recording.add(given),
    onPeriod(period) {
      // In a file the doctors are often registered hours before the first booking.
      isBegun ||= hasFigures(period)
      if (isBegun) progress.around(() => print(accountLine(period)))
    },
    onPlan: (planned) =>
      progress.around(() => {
        for (const line of planTable(planned, clock, pen)) print(line)
      }),
  }
  progress.start()
  try {
    for (const { name, label, standby } of variants) {
      const work = { ...plan.workUnder(name, standby), store: isComparison ? undefined : store.store }
      runs.push(await runUnder(label, plan, work, progress, isComparison ? {} : watcher))
    }
    for (const { name: other, workUnder } of plan.alternatives) {
      const { name, label, standby } = variants[0]!
      others.set(other, (await runUnder(label, plan, workUnder(name, standby), progress, {})).outcome)
    }
    await store.finish()
  } finally {
    progress.stop()
  }

  if (plan.trouble !== undefined) {
    const [told] = runs as [FinishedRun]
    const scenario = await scenarioSummary(plan.trouble, told.outcome, others, clock)
    runs[0] = { ...told, summary: { ...told.summary, scenario } }
  }
  await files.record?.write(recording.text)
  if (files.report !== undefined) {
    // The chart library is slow to load, so it is loaded only for a report.
    const { pageOf } = await import('./page/page')
    const { subtitle, timeZone, origin } = plan
    await files.report.write(await pageOf({ title, subtitle, origin, timeZone, arguments: options.again, runs }))
  }
  const summaries = runs.map(({ summary }) => summary)
  if (options.json) out.write(`${JSON.stringify(isComparison ? summaries : summaries[0])}\n`)
  else if (isComparison) for (const line of comparison(runs, pen)) print(line)
  else for (const line of await report(runs[0]!.outcome, summaries[0]!, clock, pen, course)) print(line)
  const areSound = [...runs.map(({ outcome }) => outcome), ...others.values()].every(
    ({ violations }) => violations.length === 0,
  )
  return areSound ? 0 : 1
}

/** The steps of a short file, to be printed. */
function courseOf({ replay }: Plan, clock: WallClock, pen: Paint): Course | undefined {
  if (replay === undefined || replay.commands.length > MOST_STEPS) return undefined
  return new Course(replay, clock, pen)
}

/** A preset, with or without its standby. */
interface Variant {
  readonly name: PresetName
  readonly label: string
  readonly standby: boolean
}

function variantsOf(rules: readonly PresetName[], { standby }: Options): Variant[] {
  const without = rules.map((name) => ({ name, label: `${name}, no standby`, standby: false }))
  const plain = rules.map((name) => ({ name, label: name, standby: true }))
  if (standby === 'on') return plain
  return standby === 'off' ? without : without.flatMap((each, index) => [each, plain[index]!])
}

async function runUnder(
  rules: string,
  plan: Plan,
  work: Work,
  progress: Progress,
  watcher: Watcher,
): Promise<FinishedRun> {
  const started = performance.now()
  const clock = new WallClock(plan.timeZone)
  const periods: Period[] = []
  const outcome = await run(work, {
    onCommand(given) {
      watcher.onCommand?.(given)
      if (!plan.countsOnlyBookings || given.command.op === 'book') progress.step(clock.timeAt(given.at))
    },
    onPeriod(period) {
      periods.push(period)
      watcher.onPeriod?.(period)
    },
    onPlan: (planned) => watcher.onPlan?.(planned),
    onAnswer: async (given, answer, opd) => watcher.onAnswer?.(given, answer, opd),
  })
  return { outcome, periods, summary: summaryOf(outcome, rules, Math.round(performance.now() - started)) }
}
