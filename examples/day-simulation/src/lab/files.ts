import type { Table } from './compare'
import { type Figure, isReal } from './figure'
import { doctorsFor, type Lab, settingFor } from './lab'
import { verdictOf } from './tables'

/** Decimals that are kept, so that the files are the same on every machine. */
const EXACT = 10_000

/** A mean as it is written. */
export interface Written {
  readonly days: number
  readonly mean: number | null
  /** Half the width of the 95 % interval. */
  readonly plusMinus: number | null
}

/** A difference to the baseline as it is written. */
export interface WrittenDifference extends Written {
  /** Whether the interval excludes 0. */
  readonly isReal: boolean
  readonly verdict: '' | 'better' | 'worse'
}

/** One figure under every set of rules, as it is written. */
export interface WrittenFigure {
  readonly class: string | null
  readonly metric: string
  readonly unit: string
  readonly better: 'less' | 'more'
  readonly byRules: Readonly<Record<string, Written & { readonly difference: WrittenDifference | null }>>
}

/** What `--json` writes. */
export interface WrittenLab {
  readonly clinic: string | undefined
  readonly days: number
  readonly seed: number
  readonly doctors: number
  /** Emergencies of an accident on each day. */
  readonly surge: number
  readonly baseline: string
  /** Labels of the sets of rules. */
  readonly rules: readonly string[]
  readonly tables: readonly {
    readonly load: number
    readonly requests: number
    readonly figures: readonly WrittenFigure[]
  }[]
}

/** Returns the comparison as it is written, rounded so that it is the same on every machine. */
export function writtenLab(lab: Lab, tables: readonly Table[]): WrittenLab {
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
  return { clinic: clinic?.name, days, seed, doctors, surge, baseline, rules, tables: written }
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
