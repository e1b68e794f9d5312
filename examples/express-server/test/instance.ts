import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from './until'

export const EXAMPLE = fileURLToPath(new URL('..', import.meta.url))
/** The programs of `npm run serve` and, after a build, of `npm start`. */
export const FROM_SOURCE = ['--import', 'tsx', 'src/main.ts']
export const BUILT = ['dist/main.js']

/** A server in its own process. */
export interface Instance {
  readonly child: ChildProcess
  /** The address at which it listens, before it serves. */
  address(): Promise<string>
  /** Resolves when it serves, with its address. Rejects if it ends before. */
  serving(): Promise<string>
  /** The lines of its log. */
  log(): readonly Readonly<Record<string, unknown>>[]
  /** What it wrote to its standard error output. */
  complaint(): string
  hasEnded(): boolean
  /** Resolves with its exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | string>
}

/** Starts the server on a free port. `where` may name another folder than the server's, and another user. */
export function launch(
  environment: Readonly<Record<string, string>>,
  program: readonly string[] = FROM_SOURCE,
  where: { readonly cwd?: string; readonly uid?: number; readonly gid?: number } = {},
): Instance {
  const child = spawn(process.execPath, program, {
    cwd: EXAMPLE,
    ...where,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      SAMPLE: 'off',
      KEYS: 'none',
      READS_PER_MINUTE: '1000000',
      DRAIN_SECONDS: '0',
      WRITES_PER_MINUTE: '1000000',
      ...environment,
    } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let complaint = ''
  child.stdout.on('data', (part) => {
    out += part
  })
  child.stderr.on('data', (part) => {
    complaint += part
  })
  const closed = once(child, 'close')
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const found = async (what: string, pattern: RegExp) => {
    const said = () => {
      if (hasEnded() && !pattern.test(out)) throw new Error(`The server ended: ${complaint}${out}`)
      return out
    }
    return pattern.exec(await until(what, said, (text) => pattern.test(text)))![1]!
  }
  return {
    child,
    address: () => found('its address', /"address":"(\S+?)".*"listening"/),
    serving: () => found('the server to serve', /(http:\/\/\S+) \(/),
    log: () =>
      out.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : [])),
    complaint: () => complaint,
    hasEnded,
    async end(signal) {
      if (signal !== undefined && !hasEnded()) child.kill(signal)
      const [code, by] = (await closed) as [number | null, string | null]
      return code ?? by ?? ''
    },
  }
}
