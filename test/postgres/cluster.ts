import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaries, type Programs, type User, unprivileged } from './programs'

/** Settings of every server of the tests. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=250', 'fsync=on']

/** How long a server may take to be ready, or to end, before it is killed. */
const PATIENCE_MS = 60_000

const HOW = `Install the devDependencies with their optional packages (npm ci), which bring a server along on Linux, macOS and Windows; or set TEST_POSTGRES_URL to a server where a role may create schemas, such as postgres://postgres:secret@127.0.0.1:5432/postgres.`

/** A folder for the data directories of servers, which share programs and a password. */
export class Home {
  readonly password = randomBytes(12).toString('hex')

  private constructor(
    readonly path: string,
    readonly user: User,
    readonly programs: Programs,
  ) {}

  /** Makes a home and calls `start` with it. If that fails, removes the home and says what the tests need. */
  static async with<T>(start: (home: Home) => Promise<T>): Promise<T> {
    try {
      const user = await unprivileged()
      const path = await mkdtemp(join(tmpdir(), 'opd-postgres-'))
      try {
        return await start(new Home(path, user, await binaries(path, user)))
      } catch (thrown) {
        await rm(path, { recursive: true, force: true })
        throw thrown
      }
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      throw new Error(`The tests need a PostgreSQL server, and none could be started: ${why}\n${HOW}`, {
        cause: thrown,
      })
    }
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' }
  }

  /** Makes an empty data directory. */
  async initialise(dataDir: string): Promise<void> {
    const { path, user } = this
    const passwordFile = join(path, 'password')
    await writeFile(passwordFile, this.password)
    if (user.uid !== undefined) for (const each of [path, passwordFile]) await chown(each, user.uid, user.gid!)
    await new Promise<void>((resolve, reject) => {
      const flags = ['-D', dataDir, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8']
      const child = spawn(this.programs.initdb, [...flags, '--locale=C'], { ...user, env: this.env, cwd: path })
      const said = hear(child)
      child.on('error', reject)
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}: ${said()}`))))
    })
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true })
  }
}

/** A server process on a data directory, with fsync on. */
export class Cluster {
  port = 0
  private child!: ChildProcess
  private readonly orphan = () => this.child.kill('SIGQUIT')

  constructor(
    private readonly home: Home,
    readonly dataDir: string,
    private readonly settings: readonly string[] = [],
  ) {}

  get url(): string {
    return `postgres://postgres:${this.home.password}@127.0.0.1:${this.port}/postgres`
  }

  /** Starts on a free port of this machine. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort()
      try {
        await this.run()
        break
      } catch (thrown) {
        // Another process may have taken the port meanwhile.
        if (attempt === 3) throw thrown
      }
    }
    process.once('exit', this.orphan)
  }

  /** Starts on the same port as before. */
  async run(): Promise<void> {
    const { programs, user, env, path } = this.home
    const settings = [...SETTINGS, ...this.settings].flatMap((setting) => ['-c', setting])
    const flags = ['-D', this.dataDir, '-p', String(this.port), ...settings]
    const child = spawn(programs.postgres, flags, { ...user, env, cwd: path, stdio: ['ignore', 'ignore', 'pipe'] })
    this.child = child
    const said = hear(child)
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => reject(new Error(`postgres ended with ${code}: ${said()}`)))
      // A standby says that it is ready for read-only connections.
      child.stderr!.on('data', () => /ready to accept .*connections/.test(said()) && resolve())
    }).finally(() => clearTimeout(late))
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('close', resolve))
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    child.kill(signal)
    await ended
    clearTimeout(late)
  }

  /** Waits for connections that are closing, then ends the others. */
  async stop(): Promise<void> {
    process.removeListener('exit', this.orphan)
    const impatience = setTimeout(() => this.child.kill('SIGINT'), 3_000)
    await this.end('SIGTERM')
    clearTimeout(impatience)
  }

  /** Stops all its processes, as if the machine hung. Returns what undoes it. */
  freeze(): () => void {
    const pid = this.child.pid!
    const pids = [pid, ...childrenOf(pid)]
    for (const each of pids) process.kill(each, 'SIGSTOP')
    return () => {
      for (const each of pids.reverse()) process.kill(each, 'SIGCONT')
    }
  }
}

function childrenOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return rows.flatMap((row) => {
    const [own, parent] = row.trim().split(/\s+/).map(Number)
    return parent === pid ? [own!] : []
  })
}

/** Keeps the end of a program's output for error messages. */
function hear(child: ChildProcess): () => string {
  let said = ''
  const add = (chunk: Buffer) => {
    said = (said + chunk).slice(-2_000)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => said.trim()
}

/** Returns a port below those that connections get: while the server is halted, a connection must not take its port. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + randomInt(20_000)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    await new Promise((resolve) => probe.close(resolve))
    return port
  }
}
