import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** One instruction of a Dockerfile, such as `COPY src src`. */
export interface Step {
  readonly instruction: string
  readonly words: string
}

export interface Stage {
  readonly name: string | undefined
  /** An image of the registry, or an earlier stage. */
  readonly from: string
  readonly steps: readonly Step[]
}

/** Reads a Dockerfile without ARG, here-documents, and lines that continue on the next one. Throws if it has one of these. */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string | undefined; from: string; steps: Step[] }[] = []
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue
    const [, instruction = '', words = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
    if (instruction === '' || instruction === 'ARG' || /\\$|<</.test(words)) throw new Error(`Not understood: ${line}`)
    if (instruction !== 'FROM') stages.at(-1)!.steps.push({ instruction, words })
    else {
      const [, from = '', name] = /^(\S+)(?: AS (\S+))?$/.exec(words) ?? []
      stages.push({ from, name, steps: [] })
    }
  }
  return stages
}

/** Returns the words of a command in exec form, such as `["node", "dist/main.js"]`. Throws if a shell would run it. */
export function execForm(words: string): string[] {
  const [, list = ''] = /(?:^|CMD )(\[.*\])$/.exec(words) ?? []
  return JSON.parse(list) as string[]
}

/** Returns where a COPY copies from and to; `stage` is undefined if it copies from the repository. */
export function readCopy(words: string) {
  const [, stage, paths = ''] = /^(?:--from=(\S+) )?([^-].*)$/.exec(words) ?? []
  const all = paths.split(' ')
  return { stage, sources: all.slice(0, -1), target: all.at(-1) ?? '' }
}

/** Returns the values of an ENV. */
export function readEnv(words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word) => word.split('=') as [string, string]))
}

/** Returns whether a path of the repository reaches the builder. Throws if .dockerignore is anything but `*` and exceptions. */
export function readIgnore(): (path: string) => boolean {
  const lines = readFileSync(`${ROOT}.dockerignore`, 'utf8')
    .split('\n')
    .filter((line) => !/^(#|$)/.test(line))
  const [all, ...exceptions] = lines
  if (all !== '*' || exceptions.some((line) => !/^![\w./-]+$/.test(line)))
    throw new Error('.dockerignore has other patterns')
  const kept = exceptions.map((line) => line.slice(1))
  return (path) => kept.some((each) => path === each || path.startsWith(`${each}/`))
}
