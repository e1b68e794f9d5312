import { LIBSQL, once, type Row } from '../kind'
import { Project, type World } from '../project'
import { javascript } from '../sources'

const FORMATS = ['esm', 'cjs'] as const

/** Pinned, one of each supported line. */
const NODES = ['20.20.2', '22.23.3', '24.21.0', '26.10.0']

/** The platform's package of `node`, which holds the program itself and needs no install script. */
const packageOf = (version: string): string => {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  return `node-${version.split('.')[0]}@npm:node-${platform}-${process.arch}@${version}`
}
const program = (version: string): string => {
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  return `node_modules/node-${version.split('.')[0]}/${file}`
}

function writeSources(project: Project): Project {
  for (const format of FORMATS) {
    project.write(`${format}/package.json`, { type: format === 'esm' ? 'module' : 'commonjs' })
    for (const name of ['main', 'scenario']) project.write(`${format}/${name}.js`, javascript(`${name}.ts`, format))
  }
  return project
}

/** ES modules and CommonJS in plain JavaScript, on each supported line of Node. */
export function nodeKinds(world: World): readonly Row[] {
  const runtimes = once(() => Project.with(world, ...NODES.map(packageOf)))
  const bare = once(async () => writeSources(await Project.with(world, world.tarball)))
  const withLibsql = once(async () => writeSources(await Project.with(world, world.tarball, LIBSQL)))
  let names: string | undefined

  /** Runs the project's program. Every run must list the same names of every subpath. */
  async function check(project: Project, node: string, format: string, ...args: string[]): Promise<undefined> {
    const listed = await project.run(node, `${format}/main.js`, ...args)
    names ??= listed
    if (listed !== names) throw new Error(`The exported names differ:\n${listed}\nand elsewhere:\n${names}`)
  }

  /** `node -e` gives every module a `__filename`, which must not mislead the build that looks for a driver beside itself. */
  async function checkInline(project: Project, node: string, format: string): Promise<void> {
    const load =
      format === 'esm' ? "import('opd-scheduler/sqlite')" : "Promise.resolve(require('opd-scheduler/sqlite'))"
    const open = "({ sqliteStore }) => sqliteStore(':memory:').head()"
    const code = `${load}.then(${open}).catch((error) => error.code).then(console.log)`
    const printed = await project.run(node, '--input-type=commonjs', '-e', code)
    if (printed.trim() !== 'driver-missing') throw new Error(`node -e printed ${printed}`)
  }

  return NODES.flatMap((version) =>
    FORMATS.map((format): Row => {
      const name = format === 'esm' ? 'ESM' : 'CJS'
      return {
        runtime: `Node ${version}`,
        kind: name,
        async run() {
          const node = (await runtimes()).at(program(version))
          const file = (project: Project) => project.at(`${version}-${format}.db`)
          if (!version.startsWith('20.')) {
            await check(await bare(), node, format, file(await bare()))
            return 'node:sqlite'
          }
          await check(await bare(), node, format)
          await checkInline(await bare(), node, format)
          await check(await withLibsql(), node, format, file(await withLibsql()))
          return 'libsql; driver-missing without it'
        },
      }
    }),
  )
}
