import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Instance {
  readonly url: string
  stop(): Promise<void>
}

/** A program that serves, in a process of its own; with a folder for it, with a profile of its processor time. */
export async function launch(
  program: 'src/main.ts' | 'bench/bare.ts',
  storage: Record<string, string>,
  profileTo?: string,
): Promise<Instance> {
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  const child = spawn(process.execPath, [...profiling, '--import', 'tsx', `examples/express-server/${program}`], {
    cwd: root,
    env: { ...process.env, PORT: '0', SAMPLE: 'off', LOG_LEVEL: 'silent', WRITES_PER_MINUTE: '100000000', ...storage },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const part of child.stdout) {
    said += part
    const url = /(http:\/\/\S+) \(/.exec(said)?.[1]
    if (url !== undefined)
      return {
        url,
        async stop() {
          child.kill('SIGTERM')
          await once(child, 'exit')
        },
      }
  }
  throw new Error(`The server did not start: ${said}`)
}
