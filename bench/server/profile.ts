import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Frame {
  readonly functionName: string
  readonly url: string
  /** From 0. */
  readonly lineNumber: number
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Parts of the server, by package or by file of this repository. */
const PARTS: readonly (readonly [string, RegExp])[] = [
  ['pg', /^(pg|pg-pool|pg-protocol|pg-types|postgres-\w+)$/],
  ['libsql', /^(libsql|@neon-rs|@libsql)/],
  ['reading the body', /^(body-parser|raw-body|iconv-lite|content-type|type-is|media-typer|bytes|unpipe|http-errors)$/],
  ['zod', /^zod$|^src\/api\/(operation|schemas)/],
  ['log', /^(pino|sonic-boom|quick-format-unescaped|safe-stable-stringify)$|^src\/running\/request-log/],
  ['metrics', /^prom-client$|^src\/running\/metrics/],
  ['security headers, rate limit', /^src\/security\/limits/],
  ['authentication', /^src\/security\/(gate|keys)/],
  ['the operation and its answer', /^src\//],
  ['opd-scheduler', /^\.\.\/\.\.\/src\/|^eventemitter3$/],
  ['Express, its router', /./],
]

/** Returns the share of each part in the main thread's CPU time between two seconds of the run, in percent, largest first. */
export function partsOf(folder: string, bundle: string, from: number, to: number): [string, number][] {
  const sourceAt = sourcesOf(bundle)
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))

  /** Attributes a sample to the nearest code outside Node, or to HTTP if Node was working on HTTP. */
  const partOf = (leaf: number): string => {
    let isHttp = false
    for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
      const { url, functionName, lineNumber } = frames.get(id)!
      if (functionName === '(garbage collector)') return 'garbage collector'
      if (/^node:(_http|net|internal\/stream)/.test(url)) isHttp = true
      const owner =
        /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? (url.endsWith(bundle) && sourceAt(lineNumber))
      if (!owner) continue
      const part = PARTS.find(([, names]) => names.test(owner))![0]
      return isHttp && part !== 'pg' ? 'HTTP in Node' : part
    }
    return isHttp ? 'HTTP in Node' : 'the rest of Node'
  }

  const times = new Map<string, number>()
  let now = 0
  samples.forEach((id, index) => {
    const delta = timeDeltas[index] ?? 0
    now += delta / 1e6
    if (now < from || now > to || frames.get(id)?.functionName === '(idle)') return
    const part = partOf(id)
    times.set(part, (times.get(part) ?? 0) + delta)
  })
  const all = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times].map(([name, time]): [string, number] => [name, (100 * time) / all]).sort(([, a], [, b]) => b - a)
}

/** Returns the source file of each line of the bundle, from the comments that name the files. */
function sourcesOf(bundle: string): (line: number) => string {
  let source = ''
  const sources = readFileSync(bundle, 'utf8')
    .split('\n')
    .map((line) => {
      source = /^\/\/ (\S+\.ts)$/.exec(line)?.[1] ?? source
      return source
    })
  return (line) => sources[line] ?? ''
}
