import type { Table } from './compare'
import { type Figure, isReal } from './figure'
import { doctorsFor, type Lab, settingFor } from './lab'
import { verdictOf } from './tables'

/** Decimals that are kept, so that the files are the same on every machine. */
const EXACT = 10_000

/** A figure as it is written. */
interface Written {
  readonly days: number
  readonly mean: number | null
  /** Half the width of the 95 % interval. */
  readonly plusMinus: number | null
}

/** Returns the comparison as JSON, on one line. */
export function jsonOf(lab: Lab, tables: readonly Table[]): string {
  const { days, seed, clinic, baseline, variants } = lab
  const doctors = doctorsFor(lab).length
  const { surge } = settingFor(lab)
  const rules = variants.map(({ label }) => label)
  const written = tables.map(({ load, requests, lines }) => ({
    load,
    requests,
    figures: lines.map(({ metric, byRules }) => ({
      class: metric.source,
      metric: metric.name,
      unit: metric.unit,
      better: metric.better,
      byRules: Object.fromEntries(
        Object.entries(byRules).map(([label, { value, difference }]) => [
          label,
          {
            ...writtenOf(value),
            difference: difference && {
              ...writtenOf(difference),
              isReal: isReal(difference),
              verdict: verdictOf(difference, metric),
            },
          },
        ]),
      ),
    })),
  }))
  return `${JSON.stringify({ clinic: clinic?.name, days, seed, doctors, surge, baseline, rules, tables: written })}\n`
}

const HEADINGS = [
  'load',
  'class',
  'metric',
  'unit',
  'better',
  'rules',
  'days',
  'mean',
  'plusMinus',
  'baseline',
  'differenceDays',
  'difference',
  'differencePlusMinus',
  'verdict',
]

/** Returns the comparison as comma-separated values, with one line for each figure of each set of rules. */
export function csvOf({ baseline }: Lab, tables: readonly Table[]): string {
  const lines = tables.flatMap(({ load, lines: compared }) =>
    compared.flatMap(({ metric, byRules }) =>
      Object.entries(byRules).map(([label, { value, difference }]) => {
        const { days, mean, plusMinus } = writtenOf(value)
        const apart = difference === null ? undefined : writtenOf(difference)
        return [
          load,
          metric.source ?? 'all',
          metric.name,
          metric.unit,
          metric.better,
          label,
          days,
          mean,
          plusMinus,
          baseline,
          apart?.days,
          apart?.mean,
          apart?.plusMinus,
          difference === null ? '' : verdictOf(difference, metric),
        ]
      }),
    ),
  )
  return [HEADINGS, ...lines].map((cells) => `${cells.map(field).join(',')}\r\n`).join('')
}

function writtenOf({ days, mean, half }: Figure): Written {
  return { days, mean: rounded(mean), plusMinus: rounded(half) }
}

function rounded(value: number | null): number | null {
  // Adding 0 makes 0 of -0.
  return value === null ? null : Math.round(value * EXACT) / EXACT + 0
}

/** A field of a CSV file (RFC 4180). */
function field(value: string | number | null | undefined): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
