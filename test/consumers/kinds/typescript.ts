import { join } from 'node:path'
import { once, type Row, THIS_NODE } from '../kind'
import { Project, ROOT, tool, type World } from '../project'
import { source } from '../sources'

/** The declarations of the library are checked too (skipLibCheck off), as the strictest consumer would. */
const STRICT = {
  target: 'ES2022',
  lib: ['ES2023'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  typeRoots: [join(ROOT, 'node_modules/@types')],
  types: ['node'],
  rootDir: '.',
  outDir: 'out',
}

interface Flavour {
  readonly kind: string
  readonly type: 'module' | 'commonjs'
  readonly options: object
}

const FLAVOURS: readonly Flavour[] = [
  // A resolver that predates `exports` finds the subpaths by `typesVersions`.
  {
    kind: 'TypeScript, node10',
    type: 'commonjs',
    options: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
  },
  {
    kind: 'TypeScript, node16 ESM',
    type: 'module',
    options: { module: 'node16', moduleResolution: 'node16', verbatimModuleSyntax: true },
  },
  { kind: 'TypeScript, node16 CJS', type: 'commonjs', options: { module: 'node16', moduleResolution: 'node16' } },
  {
    kind: 'TypeScript, bundler',
    type: 'module',
    options: { module: 'ESNext', moduleResolution: 'bundler', verbatimModuleSyntax: true },
  },
]

/** Strict TypeScript with the types of every subpath under each module resolution. What is compiled is run too. */
export function typescriptKinds(world: World): readonly Row[] {
  const shared = once(() => Project.with(world, world.tarball))
  return FLAVOURS.map(
    ({ kind, type, options }): Row => ({
      runtime: THIS_NODE,
      kind,
      async run() {
        const project = await shared()
        const folder = kind.replace(/\W+/g, '-')
        project.write(`${folder}/package.json`, { type })
        for (const name of ['main.ts', 'scenario.ts']) project.write(`${folder}/${name}`, source(name))
        project.write(`${folder}/tsconfig.json`, { compilerOptions: { ...STRICT, ...options }, files: ['main.ts'] })
        await project.run(tool('tsc'), '-p', folder)
        const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined
        await project.run(process.execPath, `${folder}/out/main.js`, ...(hasSqlite ? [project.at(`${folder}.db`)] : []))
        return 'strict, skipLibCheck off'
      },
    }),
  )
}
