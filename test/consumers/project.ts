import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const windows = process.platform === 'win32'

/** Runs a program and returns what it printed. If it fails, the error has its whole output. */
function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: windows })
    let all = ''
    let out = ''
    child.stdout.on('data', (part) => {
      out += part
      all += part
    })
    child.stderr.on('data', (part) => {
      all += part
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(out)
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code ?? signal}:\n${all}`))
    })
  })
}

/** The path of a program that the repository has installed, such as `tsc`. */
export const tool = (name: string): string => join(ROOT, 'node_modules', '.bin', name)

/** A fresh project in a temporary folder, as a host would make one. */
export class Project {
  private constructor(readonly folder: string) {}

  /** Makes a project, and installs the given packages: `name@version`, or the path of a tarball. */
  static async with(world: World, ...packages: string[]): Promise<Project> {
    const project = new Project(mkdtempSync(join(world.folder, 'project-')))
    project.write('package.json', { name: 'consumer', private: true })
    await run(project.folder, 'npm', 'install', ...INSTALL, ...packages)
    return project
  }

  /** The absolute path of a file of the project. */
  at(path: string): string {
    return join(this.folder, path)
  }

  /** Writes a file; anything but a text becomes JSON. */
  write(path: string, content: unknown): void {
    mkdirSync(dirname(this.at(path)), { recursive: true })
    writeFileSync(this.at(path), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }

  /** Runs a program in the project. */
  run(program: string, ...args: string[]): Promise<string> {
    return run(this.folder, program, ...args)
  }
}

/** No install scripts, as careful hospitals do it, and nothing from the network that the cache has. */
const INSTALL = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--save-exact']

/** What all kinds share. */
export interface World {
  /** A temporary folder for everything. */
  readonly folder: string
  /** The packed library. */
  readonly tarball: string
}

/** Packs the built library as npm would publish it. */
export async function pack(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'opd-consumers-'))
  // The scripts are left out because `prepack` would build again.
  const printed = await run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)
  const [packed] = JSON.parse(printed) as { readonly filename: string }[]
  return { folder, tarball: join(folder, packed!.filename) }
}
