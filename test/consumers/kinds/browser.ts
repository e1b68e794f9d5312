import { gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'
import { startChromium } from '../../../examples/express-server/test/chromium'
import { once, type Row } from '../kind'
import { Project, type World } from '../project'
import { source } from '../sources'

/** Most that a page pays for one preset, as a share of the whole root. */
const MOST_OF_ROOT = 0.2

/** Bundles one file of the project, minified. Anything that Vite warns of is an error, such as a module of Node in the bundle. */
async function bundle(project: Project, entry: string): Promise<string> {
  const warnings: string[] = []
  const result = (await build({
    root: project.folder,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      lib: { entry: project.at(entry), formats: ['es'] },
      rollupOptions: { onwarn: (warning) => warnings.push(warning.message) },
    },
  })) as Rollup.RollupOutput[]
  const chunks = result.flatMap(({ output }) => output).filter((each) => each.type === 'chunk')
  const code = chunks.map((chunk) => chunk.code).join('\n')
  const nodes = chunks
    .flatMap(({ moduleIds, imports }) => [...moduleIds, ...imports])
    .filter((id) => /node:|__vite-browser-external/.test(id))
  if (warnings.length + nodes.length > 0)
    throw new Error(`The bundle of ${entry} is not for browsers: ${[...warnings, ...nodes].join('\n')}`)
  return code
}

const kilobytes = (text: string | Buffer): string => `${Math.round(Buffer.byteLength(text) / 1024)} KB`

/** A Vite bundle in Chromium, without a module of Node, and of which unused parts can be left out. */
export function browserKinds(world: World): readonly Row[] {
  const shared = once(() => Project.with(world, world.tarball))
  return [
    {
      runtime: 'Chromium',
      kind: 'Vite bundle',
      async run() {
        const project = await shared()
        for (const name of ['browser.ts', 'scenario.ts']) project.write(name, source(name))
        const code = await bundle(project, 'browser.ts')
        const browser = await startChromium()
        try {
          const page = await browser.newPage()
          await page.addScriptTag({ content: code, type: 'module' })
          await page.waitForFunction("document.title !== ''")
          const title = await page.title()
          if (title !== 'green') throw new Error(title)
          return browser.version()
        } finally {
          await browser.close()
        }
      },
    },
    {
      runtime: 'Vite',
      kind: 'size and tree shaking',
      async run() {
        const project = await shared()
        project.write('root.ts', "export * from 'opd-scheduler'\n")
        project.write('preset.ts', "export { emergencyBypass } from 'opd-scheduler'\n")
        const [root, preset] = [await bundle(project, 'root.ts'), await bundle(project, 'preset.ts')]
        if (preset.length > MOST_OF_ROOT * root.length)
          throw new Error(`A bundle of one preset has ${kilobytes(preset)} of ${kilobytes(root)}.`)
        return `root ${kilobytes(root)} minified, ${kilobytes(gzipSync(root))} gzipped; one preset ${kilobytes(preset)}`
      },
    },
  ]
}
