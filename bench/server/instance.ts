import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const EXAMPLE = fileURLToPath(new URL('../../examples/express-server', import.meta.url))

/** Settings for a server that only this machine asks. */
const OPEN = {
  KEYS: 'none',
  PORT: '0',
  SAMPLE: 'off',
  WRITES_PER_MINUTE: '100000000',
  READS_PER_MINUTE: '100000000',
}

export interface Instance {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a server program in its own process. Its log and profile go to the folder. */
export async function launch(
  program: readonly string[],
  environment: Record<string, string>,
  folder: string,
  isProfiled: boolean,
): Promise<Instance> {
  const log = join(folder, 'server.log')
  const out = openSync(log, 'w')
  const profiling = isProfiled ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : []
  const child = spawn(process.execPath, [...profiling, ...program], {
    cwd: EXAMPLE,
    env: { ...process.env, ...OPEN, ...environment },
    stdio: ['ignore', out, 'inherit'],
  })
  closeSync(out)
  for (;;) {
    const url = /(http:\/\/\S+) \(/.exec(readFileSync(log, 'utf8'))?.[1]
    if (url !== undefined)
      return {
        url,
        pid: child.pid!,
        async stop() {
          child.kill('SIGTERM')
          await once(child, 'exit')
        },
      }
    if (child.exitCode !== null) throw new Error(`The server did not start: ${readFileSync(log, 'utf8')}`)
    await pause(20)
  }
}
