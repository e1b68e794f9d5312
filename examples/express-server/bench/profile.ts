import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Where the server's processor time went, once it had run for so long, in percent of the time in which it did something, the largest parts first. */
export function partsOf(folder: string, afterMs: number): [string, number][] {
  const times = new Map<string, number>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile
    const part = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame.url, callFrame.functionName)]))
    let now = 0
    samples.forEach((id, index) => {
      now += timeDeltas[index] ?? 0
      if (now < afterMs * 1000) return
      const name = part.get(id) ?? 'unknown'
      if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
    })
  }
  const all = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times].map(([name, time]): [string, number] => [name, (100 * time) / all]).sort(([, a], [, b]) => b - a)
}

function partOf(url: string, functionName: string): string {
  const module = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  if (module !== undefined) return module
  if (url.includes('/examples/express-server/')) return 'this server'
  if (url.includes('/src/')) return 'opd-scheduler'
  return url.startsWith('node:') ? `Node: ${url.slice(5).split('/').slice(0, 2).join('/')}` : functionName || 'native'
}
