import { relative } from 'node:path'
import {
  type Application,
  Comment,
  CommentTag,
  type Context,
  Converter,
  type DeclarationReflection,
  type DocumentReflection,
  type Reflection,
  ReflectionKind,
} from 'typedoc'
import ts from 'typescript'
import { METHOD_GROUPS, MODULES, SYMBOL_GROUPS } from './modules'
import { PAGES } from './pages'

const groupOfPage = invert(PAGES)
const groupOfMethod = invert(METHOD_GROUPS)
const nameOfFile = new Map(Object.entries(MODULES).map(([name, file]): [string, string] => [file, name]))
const pathsOfGroups = [...invert(SYMBOL_GROUPS)].sort(([a], [b]) => b.length - a.length)

function invert(groups: Record<string, readonly string[]>): Map<string, string> {
  return new Map(Object.entries(groups).flatMap(([group, members]) => members.map((each) => [each, group] as const)))
}

function setGroup(reflection: DeclarationReflection, group: string | undefined, file: string): void {
  if (group === undefined) throw new Error(`${reflection.name} of ${file} has no group in docs/site/modules.ts.`)
  const comment = (reflection.signatures?.[0] ?? reflection).comment
  const tag = new CommentTag('@group', [{ kind: 'text', text: group }])
  if (comment) comment.blockTags.push(tag)
  else reflection.comment = new Comment([], [tag])
}

/** Arranges TypeDoc's project as a site: guides with titles and groups, modules by their import paths, names in groups. */
export function arrange(app: Application, root: string): void {
  const pathOf = (file: string) => relative(root, file).replaceAll('\\', '/')

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_: unknown, page: DocumentReflection) => {
    const path = pathOf(page.project.files.getReflectionPath(page)!)
    const text = page.content.map((part) => part.text).join('')
    const title = /^# (.+)$/m.exec(text)?.[1]
    if (title === undefined) throw new Error(`${path} has no heading of the first level.`)
    page.name = title
    page.frontmatter.group = groupOfPage.get(path)
  })

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context: Context) => {
    const { project } = context
    const checker = context.programs[0]!.getTypeChecker()
    const fileOf = (each: Reflection) => {
      const symbol = context.getSymbolFromReflection(each)!
      const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return pathOf(declared.declarations![0]!.getSourceFile().fileName)
    }
    const modules = project.getReflectionsByKind(ReflectionKind.Module) as DeclarationReflection[]
    for (const module of modules) module.name = nameOfFile.get(fileOf(module)) ?? module.name
    const main = modules.find((module) => module.name === 'opd-scheduler')!

    for (const child of main.children!) {
      const file = fileOf(child)
      setGroup(child, pathsOfGroups.find(([path]) => file.startsWith(`src/${path}`))?.[1], file)
    }
    const scheduler = main.getChildByName('OpdScheduler') as DeclarationReflection
    for (const method of scheduler.getChildrenByKind(ReflectionKind.Method)) {
      if (!method.flags.isProtected) setGroup(method, groupOfMethod.get(method.name), 'OpdScheduler')
    }
    for (const module of modules) setGroup(module, 'API', fileOf(module))
  })

  // The page of the README has the project's name above it.
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }: Context) => {
    project.readme![0]!.text = project.readme![0]!.text.replace(/^# .+\n/, '')
  })
}
