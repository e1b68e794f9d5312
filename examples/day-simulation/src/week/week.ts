import { presets } from 'opd-scheduler'
import { TIME_ZONE } from '../day/clinic'
import type { Options } from '../options/options'
import { Progress } from '../progress'
import { plural } from '../report/columns'
import { paint } from '../report/paint'
import type { Desk } from '../run/desk'
import { run } from '../run/run'
import { WallClock } from '../run/wall-clock'
import { type HospitalWeek, hospitalWeek } from './hospital-week'
import { weekFigures } from './week-figures'
import { weekTables } from './week-tables'

/** What the timetables came to: the number of sessions opened, and what was wrong. */
export interface Opening {
  readonly opened: number
  readonly wrong: readonly string[]
}

/** Runs a hospital's week, and prints what became of it by day and by doctor. Returns the exit code. */
export async function simulateWeek(
  options: Options & { readonly days: number },
  out: NodeJS.WritableStream,
  err: NodeJS.WritableStream,
  isColoured: boolean,
): Promise<number> {
  const { days, doctors, load, seed, json, rules: [name = 'standard'] = [] } = options
  const week = hospitalWeek(days, doctors, load, seed)
  const preset = presets[name]()
  const { standby, ...visit } = preset.visit ?? {}
  const rules = options.standby === 'off' ? { ...preset, visit } : preset
  const requests = week.days.reduce((sum, day) => sum + day.requests, 0)
  const clock = new WallClock(TIME_ZONE)
  const progress = new Progress(err, requests)
  let opening: Opening = { opened: 0, wrong: [] }
  progress.start()
  try {
    const outcome = await run(
      {
        timeZone: TIME_ZONE,
        rules,
        script: week.script(standby !== undefined && options.standby === 'on'),
        begin: async (desk) => {
          opening = await openWeek(week, desk)
        },
      },
      { onCommand: ({ at, command }) => command.op === 'book' && progress.step(clock.textAt(at).slice(0, 10)) },
    )
    progress.stop()
    const figures = await weekFigures(week, outcome)
    const violations = [...opening.wrong, ...outcome.violations]
    const summary = { rules: name, requests, opened: opening.opened, ...figures, checks: outcome.checks, violations }
    const heading = `${plural(days, 'day')}, ${plural(doctors, 'doctor')}, rules ${name}, seed ${seed}`
    if (json) out.write(`${JSON.stringify(summary)}\n`)
    else for (const line of weekTables(heading, week, summary, clock, paint(isColoured))) out.write(`${line}\n`)
    return violations.length === 0 ? 0 : 1
  } finally {
    progress.stop()
  }
}

/** Opens the timetables, and once more, as the hospital does every day: the second time there must be nothing to do. */
async function openWeek({ doctors, timetables, openedAt: at }: HospitalWeek, desk: Desk): Promise<Opening> {
  for (const doctor of doctors) await desk.execute({ at, command: { op: 'registerDoctor', ...doctor } })
  let opened = 0
  const wrong: string[] = []
  for (const timetable of timetables) {
    const first = await desk.openSessions(at, timetable)
    const again = await desk.openSessions(at, timetable)
    opened += first.opened.length
    const isSame = first.opened.join() === again.asBefore.join()
    if (!isSame || first.failed.length + again.opened.length > 0) wrong.push(`timetable of ${timetable.doctorId}`)
  }
  return { opened, wrong }
}
