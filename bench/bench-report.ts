import { arch, cpus, platform } from 'node:os'
import { MOST } from './core-ratios'
import { COMMANDS, DAY, type DayReport } from './measure-day'
import type { GrowthReport } from './measure-growth'
import type { MemoryReport } from './measure-memory'
import type { PublicReport } from './measure-public'
import type { Figure } from './stopwatch'
import { table } from './table'

/** All measurements of one run. */
export interface BenchReport {
  readonly machine: string
  readonly day: DayReport
  readonly growth: readonly GrowthReport[]
  readonly publicPath: readonly PublicReport[]
  readonly memory: MemoryReport
  readonly failures: readonly string[]
}

/** Returns the version of Node and the machine. */
export function machine(): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() ?? 'unknown'
  return `Node ${process.version} on ${platform()} ${arch()}, ${cores.length} cores (${model})`
}

/** Returns the report as readable tables. */
export function tables(report: BenchReport): string {
  const { day, growth, publicPath, memory, failures } = report
  const { sessions, slots, seats } = DAY
  const blocks = [
    report.machine,
    `A day of ${whole(COMMANDS)} commands: ${sessions} doctors × ${slots} slots × ${seats} seats`,
    table([
      ['CPU ns per command', 'median', 'fastest', '× bound', 'goal', 'facts', 'bumping', 'deepest'],
      ['integer bound', ...nanoseconds(day.bound), '1.0', '', '', '', ''],
      ...day.engine.map(({ name, figure, ratio, tally }) => [
        `engine, ${name}`,
        ...nanoseconds(figure),
        ratio.toFixed(1),
        `≤ ${MOST.overBound}`,
        (tally.facts / tally.commands).toFixed(2),
        `${((100 * tally.bumping) / tally.bookings).toFixed(1)} %`,
        String(tally.deepest),
      ]),
    ]),
    table([
      ['growth', 'from', 'to', 'engine ns', '', 'ratio', 'bound ns', '', 'ratio', 'measured', 'goal'],
      ...growth.map(({ name, small, large, engine, bound, measured, goal, overBound }) => [
        name,
        whole(small),
        whole(large),
        whole(engine.small.median),
        whole(engine.large.median),
        engine.growth.toFixed(2),
        whole(bound.small.median),
        whole(bound.large.median),
        bound.growth.toFixed(2),
        measured.toFixed(2),
        `≤ ${goal.toFixed(1)}${overBound ? ' × bound' : ''}`,
      ]),
    ]),
    table([
      ['CPU µs per booking', 'OpdScheduler', 'p-queue', '× p-queue', 'goal'],
      ...publicPath.map(({ name, engine, peer, ratio, most }) => [
        name,
        (engine.median / 1000).toFixed(1),
        (peer.median / 1000).toFixed(1),
        ratio.toFixed(1),
        most.microseconds === undefined ? `≤ ${most.overPeer} × p-queue` : `≤ ${most.microseconds} µs`,
      ]),
    ]),
    table([
      ['bytes', 'measured', 'goal'],
      ['allocated per command', whole(memory.allocatedPerCommand), `≤ ${MOST.allocated}`],
      ['retained per live token', whole(memory.retainedPerToken), `≤ ${MOST.retained}`],
    ]),
    failures.length === 0
      ? 'Sane: engine and bound put every token into the same place, bookings bump, cascades are deep enough.'
      : failures.map((failure) => `NOT SANE: ${failure}`).join('\n'),
  ]
  return blocks.join('\n\n')
}

function nanoseconds({ median, fastest }: Figure): string[] {
  return [whole(median), whole(fastest)]
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en-US')
}
