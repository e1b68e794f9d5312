import { readFileSync, writeFileSync } from 'node:fs'
import type { BenchReport } from './bench-report'
import { ratiosOf } from './core-ratios'

/** The ratios of the last run that was accepted. */
const FILE = new URL('accepted.json', import.meta.url)

/** A ratio may be so much worse before it counts, because runs differ. */
const TOLERANCE = 1.25

/** Makes the ratios of this run those that later runs are compared with. */
export function accept(report: BenchReport): void {
  const rounded = ratiosOf(report).map(({ name, measured }) => [name, Number(measured.toPrecision(3))])
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`)
}

/** Returns a sentence for each ratio that is more than a quarter worse than the accepted one, or that the accepted run did not have. */
export function worseThanAccepted(report: BenchReport): string[] {
  const accepted: Readonly<Record<string, number>> = JSON.parse(readFileSync(FILE, 'utf8'))
  return ratiosOf(report).flatMap(({ name, measured }) => {
    const before = accepted[name]
    if (before === undefined) return [`${name} has no accepted value; accept a run with --accept`]
    return measured > before * TOLERANCE ? [`${name}: ${measured.toPrecision(3)} instead of ${before}`] : []
  })
}
