import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Finished } from './run-simulation'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A running program. */
export interface Running {
  readonly child: ChildProcess
  /** The code is -1 if the program was killed. */
  readonly finished: Promise<Finished>
  isOver(): boolean
}

/** Starts the program as `npm run simulate` does, without Node's warning that its SQLite is experimental. */
export function begin(args: readonly string[], from: string): Running {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', 'tsx', 'examples/day-simulation/src/main.ts', ...args],
    {
      cwd: root,
      env: { ...process.env, INIT_CWD: from },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let out = ''
  let err = ''
  let isOver = false
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      isOver = true
      resolve({ code: code ?? -1, out, err })
    })
  })
  return { child, finished, isOver: () => isOver }
}

/** Runs the program to its end. */
export function start(args: readonly string[], from: string): Promise<Finished> {
  return begin(args, from).finished
}
