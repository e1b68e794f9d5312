import { once, type Row, THIS_NODE } from '../kind'
import { Project, type World } from '../project'
import { source } from '../sources'

const PACKAGES = ['jest@30.5.2', '@swc/jest@0.2.39', '@swc/core@1.16.22']

/** Jest with SWC: CommonJS as most hospitals have it, and ES modules. */
export function jestKinds(world: World): readonly Row[] {
  const shared = once(() => Project.with(world, world.tarball, ...PACKAGES))
  return (['cjs', 'esm'] as const).map(
    (format): Row => ({
      runtime: THIS_NODE,
      kind: `Jest 30, ${format.toUpperCase()}`,
      async run() {
        const project = await shared()
        const type = format === 'esm' ? 'es6' : 'commonjs'
        const swc = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type } }
        project.write(`${format}/package.json`, {
          type: format === 'esm' ? 'module' : 'commonjs',
          jest: {
            transform: { '\\.ts$': ['@swc/jest', swc] },
            moduleNameMapper: { '^(\\./.*)\\.js$': '$1' },
            extensionsToTreatAsEsm: format === 'esm' ? ['.ts'] : [],
          },
        })
        for (const name of ['scenario.ts', 'scenario.spec.ts']) project.write(`${format}/${name}`, source(name))
        const flags = format === 'esm' ? ['--experimental-vm-modules'] : []
        const jest = ['node_modules/jest/bin/jest.js', '--rootDir', format, '--config', `${format}/package.json`]
        await project.run(process.execPath, ...flags, ...jest, '--runInBand', '--no-cache')
        return undefined
      },
    }),
  )
}
