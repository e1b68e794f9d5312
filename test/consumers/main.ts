// Installs the packed library into fresh projects and uses it there as its consumers do. Runs the rows whose names have all the words
// given, or with PROOFS=full in the environment all rows, or the most important ones.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { IN_FULL } from '../support/amount'
import type { Row } from './kind'
import { browserKinds } from './kinds/browser'
import { fastifyKinds } from './kinds/fastify'
import { jestKinds } from './kinds/jest'
import { nestKinds } from './kinds/nestjs'
import { nodeKinds } from './kinds/node'
import { typescriptKinds } from './kinds/typescript'
import { pack, ROOT } from './project'

/** The rows that run in short: the oldest and the newest Node, both formats, and both kinds of TypeScript that are in common use. */
const IN_SHORT = /^Node 20.*(ESM|CJS)$|^Node 26.*ESM$|^Vite|TypeScript, (bundler|node16 CJS)$/

/** Rows that run at a time: npm and the compilers mostly wait for one core each. */
const AT_A_TIME = 2

interface Done {
  readonly row: Row
  readonly seconds: string
  readonly note: string
  readonly error?: unknown
}

async function carryOut(row: Row): Promise<Done> {
  const start = performance.now()
  const seconds = () => ((performance.now() - start) / 1_000).toFixed(1)
  try {
    const note = (await row.run()) ?? ''
    return { row, seconds: seconds(), note }
  } catch (error) {
    return { row, seconds: seconds(), note: '', error }
  }
}

function printTable(done: readonly Done[]): void {
  const head = ['runtime', 'kind', 'result', 'seconds', 'notes']
  const lines = done.map(({ row, seconds, note, error }) => [
    row.runtime,
    row.kind,
    error === undefined ? 'green' : 'red',
    seconds,
    note,
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]!.length)))
  for (const line of [head, ...lines])
    console.log(
      line
        .map((cell, n) => cell.padEnd(widths[n]!))
        .join('  ')
        .trimEnd(),
    )
}

if (!existsSync(join(ROOT, 'dist/index.d.ts'))) throw new Error('No dist. Run "npm run build" first.')
const wanted = process.argv.slice(2)
const world = await pack()
try {
  const kinds = [jestKinds, nestKinds, fastifyKinds, nodeKinds, browserKinds, typescriptKinds]
  const rows = kinds
    .flatMap((kind) => kind(world))
    .filter(({ runtime, kind }) => {
      const name = `${runtime} ${kind}`
      if (wanted.length > 0) return wanted.every((word) => name.includes(word))
      return IN_FULL || IN_SHORT.test(name)
    })
  const waiting = rows.values()
  const done: Done[] = []
  const worker = async (): Promise<void> => {
    for (const row of waiting) {
      const each = await carryOut(row)
      done.push(each)
      if (each.error !== undefined)
        console.log(
          `red: ${row.runtime}, ${row.kind}\n${each.error instanceof Error ? each.error.message : each.error}\n`,
        )
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  printTable(rows.map((row) => done.find((each) => each.row === row)!))
  process.exitCode = rows.length > 0 && done.every(({ error }) => error === undefined) ? 0 : 1
} finally {
  rmSync(world.folder, { recursive: true, force: true })
}
