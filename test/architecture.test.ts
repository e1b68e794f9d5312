import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The rooms of the source, from the ground floor up: a file may import from its own room and from floors below, never from above
 * and never from another room of its own floor. A folder belongs to the longest path that is listed.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['errors'],
  ['core/rules'],
  ['core'],
  ['core/state'],
  ['core/decide', 'events', 'policies'],
  ['store', 'presets'],
  ['api'],
  ['shell/time'],
  ['shell/input', 'shell/forecast'],
  ['shell/sessions', 'shell/log'],
  ['shell/views'],
  ['shell/command'],
  ['shell/engine'],
  ['shell/paging'],
  ['shell/planner', 'shell/queries', 'shell/sweeper'],
  ['shell/timetable'],
  ['command-methods'],
  ['query-methods'],
  ['scheduler'],
  ['index', 'rules', 'messages', 'fhir', 'cloudevents', 'sqlite', 'postgres'],
  ['testing'],
]

/** Rooms that import less than their floor allows. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  policies: ['core/rules'],
  presets: ['core/rules', 'policies'],
  messages: ['events'],
  // Of the shell it may use the arithmetic of time zones only.
  fhir: ['errors', 'core', 'core/state', 'events', 'api', 'shell/input'],
  cloudevents: ['events', 'store'],
  sqlite: ['errors', 'events', 'store'],
  postgres: ['errors', 'events', 'store'],
  // The checker must not share code with the engine, or it would share its mistakes. Types are allowed (see the test below).
  testing: ['index'],
}

/** Rooms that run in any JavaScript runtime, so import nothing of Node's. */
const WITHOUT_NODE = /^(core|policies|presets|events|messages|fhir|cloudevents|store|api|testing)\b/

/** Packages of the registry, and the only file that may import each. Database drivers are passed in by the host. */
const PACKAGES: Record<string, string> = { eventemitter3: 'src/shell/log/emitter.ts' }

/** Words that only policies, presets and hosts may know. */
const SOURCES = /emergency|walk-?in|follow-?up|\bpaid\b|\bonline\b/gi

/** What reads or shows a time in the zone of the machine. */
const LOCAL_TIME =
  /\.(?:[gs]et(?:Hours|Minutes|Date|Day|Month|FullYear)|getTimezoneOffset|toLocale\w*|toTimeString|toDateString)\(/g

/** What `decide` and the policies inside it must not use: clocks, randomness, timers, the environment. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bprocess\.|\bconsole\.|\bawait\b/g

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

interface SourceFile {
  readonly path: string
  readonly room: string
  readonly lines: number
  /** The text without comments. */
  readonly code: string
  readonly imports: readonly Import[]
}

const names = (path: string) => path.replace(/\.ts$/, '').split('/')

const ROOMS = FLOORS.flatMap((rooms, floor) => rooms.map((room) => ({ room, floor })))

/** The room of a file; undefined if no floor lists it. */
function roomOf(path: string): string | undefined {
  const inside = path.replace(/^src\//, '').replace(/\.ts$/, '')
  const holding = ROOMS.filter(({ room }) => inside === room || inside.startsWith(`${room}/`))
  return holding.sort((a, b) => b.room.length - a.room.length)[0]?.room
}

const floorOf = (room: string): number => ROOMS.find((each) => each.room === room)!.floor

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
    return { path, room: roomOf(path) ?? '', lines: text.trimEnd().split('\n').length, code, imports: importsOf(code) }
  })

const paths = new Set(files.map((file) => file.path))

function resolve(file: SourceFile, specifier: string): string | undefined {
  const stem = join(dirname(file.path), specifier).replace(/\.[jt]s$/, '')
  return [`${stem}.ts`, `${stem}/index.ts`].find((path) => paths.has(path))
}

const isRelative = ({ specifier }: Import) => specifier.startsWith('.')
const isNode = ({ specifier }: Import) => specifier.startsWith('node:')

/** Returns one line per offence, so that a failing test names every file to correct. */
function offences(among: (file: SourceFile) => boolean, find: (file: SourceFile) => readonly string[]): string[] {
  return files.filter(among).flatMap((file) => find(file).map((offence) => `${file.path}: ${offence}`))
}

const every = () => true
const inRooms = (rooms: RegExp) => (file: SourceFile) => rooms.test(file.room)

/** The files that a file imports. */
function targetsOf(file: SourceFile): { readonly path: string; readonly typeOnly: boolean }[] {
  return file.imports
    .filter(isRelative)
    .map(({ specifier, typeOnly }) => ({ path: resolve(file, specifier) ?? specifier, typeOnly }))
}

/** Files that import each other, directly or by others: each circle once. */
function circles(): string[] {
  const importsOfPath = new Map(files.map((file) => [file.path, targetsOf(file).map(({ path }) => path)]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path)
    if (at >= 0) found.push([...way.slice(at), path].join(' -> '))
    if (at >= 0 || done.has(path)) return
    for (const next of importsOfPath.get(path) ?? []) walk(next, [...way, path])
    done.add(path)
  }
  for (const { path } of files) walk(path, [])
  return found
}

describe('dependencies', () => {
  it('are found', () => {
    expect(paths).toContain('src/index.ts')
    for (const [specifier, importer] of Object.entries(PACKAGES)) {
      expect(files.find((file) => file.path === importer)?.imports).toContainEqual({ specifier, typeOnly: false })
    }
  })

  it('go downstairs, from each room to the floors below', () => {
    const found = offences(every, (file) =>
      targetsOf(file).flatMap(({ path, typeOnly }) => {
        if (!paths.has(path)) return [`imports ${path}, which does not exist`]
        const room = roomOf(path)!
        if (room === file.room || (file.room === 'testing' && typeOnly)) return []
        if (floorOf(room) < floorOf(file.room) && (ONLY[file.room]?.includes(room) ?? true)) return []
        return [`${file.room} imports ${room} (${path})`]
      }),
    )
    expect(found).toEqual([])
  })

  it('have no circles', () => {
    expect(circles()).toEqual([])
  })

  it('find every file in a room', () => {
    expect(
      offences(
        (file) => file.room === '',
        () => ['is on no floor'],
      ),
    ).toEqual([])
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
    const found = offences(inRooms(WITHOUT_NODE), (file) =>
      file.imports.filter(isNode).map(({ specifier }) => `imports ${specifier}`),
    )
    expect(found).toEqual([])
  })
})

describe('the core', () => {
  it('names no source of patients and no preset', () => {
    const presets = files
      .filter((file) => file.room === 'presets')
      .flatMap((file) => [...file.code.matchAll(/\bexport (?:function|const) (\w+)/g)].map((match) => match[1]!))
    const preset = new RegExp(`\\b(?:${['standard', ...presets].join('|')})\\b`, 'g')
    const found = offences(inRooms(/^core\b/), (file) => [
      ...(file.code.match(SOURCES) ?? []),
      ...(file.code.match(preset) ?? []),
    ])
    expect(found).toEqual([])
  })

  it('and the policies are pure', () => {
    expect(offences(inRooms(/^(core|policies)\b/), (file) => file.code.match(IMPURE) ?? [])).toEqual([])
  })
})

describe('no file', () => {
  it('asks for the zone of the machine', () => {
    const found = offences(every, ({ code }) => [
      ...(code.match(LOCAL_TIME) ?? []),
      ...(code.match(/DateTimeFormat\([^)]*\)/g) ?? []).filter((call) => !call.includes('timeZone')),
    ])
    expect(found).toEqual([])
  })
})

describe('the front door', () => {
  it('has at most 70 names besides the types of commands, answers and views', () => {
    const { code } = files.find(({ path }) => path === 'src/index.ts')!
    const names = [...code.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) =>
      list!.split(',').filter((name) => name.trim()),
    )
    expect(names.length).toBeGreaterThan(50)
    expect(names.length).toBeLessThanOrEqual(70)
  })
})

describe('every source file', () => {
  it('has at most 400 lines, or 600 if it has types only', () => {
    const limit = ({ code }: SourceFile): number => (/\b(?:function|class|const)\b/.test(code) ? 400 : 600)
    expect(offences(every, (file) => (file.lines > limit(file) ? [`${file.lines} lines`] : []))).toEqual([])
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
