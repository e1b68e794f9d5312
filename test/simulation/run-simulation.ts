import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Summary } from '../../examples/day-simulation/src/report/summary'
import { simulate } from '../../examples/day-simulation/src/simulate'

/** The example's folder of input files. */
export const DATA = fileURLToPath(new URL('../../examples/day-simulation/data', import.meta.url))

/** Exit code and output of a finished program. */
export interface Finished {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the program in this process. */
export async function runSimulation(args: readonly string[], folder = DATA): Promise<Finished> {
  const out = new Page()
  const err = new Page()
  const code = await simulate(args, { out, err, folder, isColoured: false })
  return { code, out: out.text, err: err.text }
}

/** Runs the program with `--json`, which must succeed. */
export async function summaryOf(...args: readonly string[]): Promise<Summary> {
  const { code, out, err } = await runSimulation([...args, '--json'])
  if (code !== 0) throw new Error(`exit code ${code}: ${out}${err}`)
  return JSON.parse(out) as Summary
}

/** Calls `use` with the path of a file in a new temporary folder. */
export async function withFile<T>(name: string, text: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-simulation-'))
  try {
    writeFileSync(join(folder, name), text)
    return await use(join(folder, name))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Adds up a record of counts. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

class Page extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}
