import { readFileSync, writeFileSync } from 'node:fs'
import type { BenchReport } from './bench-report'

/** The ratios of the last run that was accepted. */
const FILE = new URL('accepted.json', import.meta.url)

/** A ratio may be so much worse before it counts, because runs differ. */
const TOLERANCE = 1.25

/** Returns what holds on every machine: ratios within the run, and bytes. */
function ratiosOf({ day, growth, publicPath, memory }: BenchReport): Readonly<Record<string, number>> {
  return Object.fromEntries([
    ...day.engine.map(({ name, ratio }) => [`engine, ${name}, × bound`, ratio]),
    ...growth.map(({ name, measured }) => [`growth over ${name}`, measured]),
    ...publicPath.map(({ name, ratio }) => [`public API, ${name}, × p-queue`, ratio]),
    ['bytes allocated per command', memory.allocatedPerCommand],
    ['bytes retained per live token', memory.retainedPerToken],
  ])
}

/** Makes the ratios of this run those that later runs are compared with. */
export function accept(report: BenchReport): void {
  const rounded = Object.entries(ratiosOf(report)).map(([name, ratio]) => [name, Number(ratio.toPrecision(3))])
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`)
}

/** Returns a sentence for each ratio that is more than a quarter worse than the accepted one, or that the accepted run did not have. */
export function worseThanAccepted(report: BenchReport): string[] {
  const accepted: Readonly<Record<string, number>> = JSON.parse(readFileSync(FILE, 'utf8'))
  return Object.entries(ratiosOf(report)).flatMap(([name, ratio]) => {
    const before = accepted[name]
    if (before === undefined) return [`${name} has no accepted value; accept a run with --accept`]
    return ratio > before * TOLERANCE ? [`${name}: ${ratio.toPrecision(3)} instead of ${before}`] : []
  })
}
