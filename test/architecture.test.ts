import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Parts of the library that are published behind a subpath of their own: a file or folder of this name. */
const SUBPATHS = ['sqlite', 'postgres', 'fhir', 'testing']

/**
 * What each part may import besides itself. Parts are the folders of src, the files directly in src, each by its name,
 * and the subpaths. `index` is `src/index.ts`. A part that is not listed may import anything but the subpaths.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  policies: ['core'],
  presets: ['policies', 'core'],
  events: ['core'],
  store: ['events', 'core'],
  sqlite: ['store', 'events', 'errors'],
  postgres: ['store', 'events', 'errors'],
  // The checker must not share code with the engine, or it would share its mistakes. Types are allowed (see the test below).
  testing: ['index'],
}

/** Parts that run in any JavaScript runtime, so import nothing of Node's. */
const WITHOUT_NODE = ['core', 'policies', 'presets', 'events', 'store', 'testing']

/** Packages of the registry, and the only file that may import each. Database drivers are passed in by the host. */
const PACKAGES: Record<string, string> = { eventemitter3: 'src/shell/log/emitter.ts' }

/** Words that only policies, presets and hosts may know. */
const SOURCES = /emergency|walk-?in|follow-?up|\bpaid\b|\bonline\b/gi

/** What `decide` and the policies inside it must not use: clocks, randomness, timers, the environment. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bprocess\.|\bconsole\.|\bawait\b/g

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

interface SourceFile {
  readonly path: string
  readonly part: string
  readonly lines: number
  /** The text without comments. */
  readonly code: string
  readonly imports: readonly Import[]
}

const names = (path: string) => path.replace(/\.ts$/, '').split('/')

function partOf(path: string): string {
  const [, ...inside] = names(path)
  return inside.find((name) => SUBPATHS.includes(name)) ?? inside[0]!
}

function importsOf(code: string): Import[] {
  const statements = /\b(?:import|export)\s+(type\s)?([\w\s*{},$]*?)\s*\bfrom\s*['"]([^'"]+)['"]/g
  const others = /\bimport\s*\(?\s*['"]([^'"]+)['"]|\brequire\s*\(\s*['"]([^'"]+)['"]/g
  return [
    ...[...code.matchAll(statements)].map(([, type, clause, specifier]) => ({
      specifier: specifier!,
      typeOnly: type !== undefined || /^\{(\s*type\s[\w\s$]+,?)+\s*\}$/.test(clause!),
    })),
    ...[...code.matchAll(others)].map((match) => ({ specifier: (match[1] ?? match[2])!, typeOnly: false })),
  ]
}

const files: readonly SourceFile[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    return { path, part: partOf(path), lines: text.trimEnd().split('\n').length, code, imports: importsOf(code) }
  })

const paths = new Set(files.map((file) => file.path))

function resolve(file: SourceFile, specifier: string): string | undefined {
  const stem = join(dirname(file.path), specifier).replace(/\.[jt]s$/, '')
  return [`${stem}.ts`, `${stem}/index.ts`].find((path) => paths.has(path))
}

const isRelative = ({ specifier }: Import) => specifier.startsWith('.')
const isNode = ({ specifier }: Import) => specifier.startsWith('node:')

/** Returns one line per offence, so that a red test names every file to correct. */
function offences(among: (file: SourceFile) => boolean, find: (file: SourceFile) => readonly string[]): string[] {
  return files.filter(among).flatMap((file) => find(file).map((offence) => `${file.path}: ${offence}`))
}

const every = () => true
const inParts = (parts: readonly string[]) => (file: SourceFile) => parts.includes(file.part)

describe('dependencies', () => {
  it('are found', () => {
    expect(paths).toContain('src/index.ts')
    for (const [specifier, importer] of Object.entries(PACKAGES)) {
      expect(files.find((file) => file.path === importer)?.imports).toContainEqual({ specifier, typeOnly: false })
    }
  })

  it('go in one direction between the parts of the library', () => {
    const found = offences(every, (file) =>
      file.imports.filter(isRelative).flatMap(({ specifier, typeOnly }) => {
        const target = resolve(file, specifier)
        if (target === undefined) return [`imports ${specifier}, which does not exist`]
        const part = partOf(target)
        if (part === file.part || (file.part === 'testing' && typeOnly)) return []
        const allowed = MAY_IMPORT[file.part]?.includes(part) ?? !SUBPATHS.includes(part)
        return allowed ? [] : [`${file.part} imports ${part} (${specifier})`]
      }),
    )
    expect(found).toEqual([])
  })

  it('on packages stay in the one file that wraps each', () => {
    const found = offences(every, (file) =>
      file.imports
        .filter((one) => !isRelative(one) && !isNode(one) && PACKAGES[one.specifier] !== file.path)
        .map(({ specifier }) => `imports ${specifier}`),
    )
    expect(found).toEqual([])
  })

  it('on Node stay out of parts that run anywhere', () => {
    const found = offences(inParts(WITHOUT_NODE), (file) =>
      file.imports.filter(isNode).map(({ specifier }) => `imports ${specifier}`),
    )
    expect(found).toEqual([])
  })
})

describe('the core', () => {
  it('names no source of patients and no preset', () => {
    const presets = files
      .filter((file) => file.part === 'presets')
      .flatMap((file) => [...file.code.matchAll(/\bexport (?:function|const) (\w+)/g)].map((match) => match[1]!))
    const preset = new RegExp(`\\b(?:${['standard', ...presets].join('|')})\\b`, 'g')
    const found = offences(inParts(['core']), (file) => [
      ...(file.code.match(SOURCES) ?? []),
      ...(file.code.match(preset) ?? []),
    ])
    expect(found).toEqual([])
  })

  it('and the policies are pure', () => {
    expect(offences(inParts(['core', 'policies']), (file) => file.code.match(IMPURE) ?? [])).toEqual([])
  })
})

describe('every source file', () => {
  it('has at most 250 lines', () => {
    expect(offences(every, (file) => (file.lines > 250 ? [`${file.lines} lines`] : []))).toEqual([])
  })

  it('is named in kebab-case after what it holds', () => {
    const found = offences(every, (file) =>
      names(file.path).filter(
        (name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /(^|-)(utils?|types?|helpers?|misc)(-|$)/.test(name),
      ),
    )
    expect(found).toEqual([])
  })

  it('exports by name', () => {
    expect(offences(every, (file) => file.code.match(/\bexport\s+default\b|\bas\s+default\b/g) ?? [])).toEqual([])
  })
})
