import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Project, ROOT, tool, type World } from './project'

/** A block of a page of the documentation that is a file of a project. */
interface PageFile {
  readonly path: string
  readonly code: string
}

/** The blocks of a page that have a title, such as ```` ```ts title="app.ts" ````. */
function filesOf(page: string): readonly PageFile[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const files = [...text.matchAll(/^```\w+ title="([^"]+)"\n(.*?)^```$/gms)].map(([, path = '', code = '']) => ({
    path,
    code,
  }))
  const fences = text.match(/^```\w+.*$/gm) ?? []
  const others = fences.filter((fence) => !/^```(\w+ title="[^"]+"|sh|text)$/.test(fence))
  if (others.length > 0) throw new Error(`${page} has blocks without a title, which nothing runs: ${others.join(', ')}`)
  if (new Set(files.map(({ path }) => path)).size < files.length) throw new Error(`${page} has two files of one name`)
  return files
}

/** A project with the files of a page, compiled. Every file of source must be reached by the compiler. */
export async function compiledPage(page: string, world: World, ...packages: string[]): Promise<Project> {
  const files = filesOf(page)
  const project = await Project.with(world, world.tarball, ...packages)
  const installed = JSON.parse(readFileSync(project.at('package.json'), 'utf8')) as object
  for (const { path, code } of files)
    project.write(path, path === 'package.json' ? { ...installed, ...JSON.parse(code) } : code)
  await project.run(tool('tsc'), '-p', '.', '--typeRoots', join(ROOT, 'node_modules/@types'))
  const left = files.filter(({ path }) => /^src\/.*\.ts$/.test(path) && !existsSync(project.at(compiledName(path))))
  if (left.length > 0)
    throw new Error(`Blocks of ${page} that nothing compiles: ${left.map(({ path }) => path).join(', ')}`)
  return project
}

const compiledName = (path: string): string => path.replace(/^src/, 'dist').replace(/\.ts$/, '.js')
