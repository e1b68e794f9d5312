import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkOut } from './check-out'
import { goalOf, isMet, type Ratio } from './ratios'
import { median } from './stores/median'
import { table } from './table'

const USAGE = 'npm run bench:against -- COMMIT core|stores|server [--turns 3] [options of that benchmark]'

const PROGRAMS: Readonly<Record<string, string>> = {
  core: 'bench/run.ts',
  stores: 'bench/stores/main.ts',
  server: 'bench/server/main.ts',
}

// Measures an earlier commit and this code in turns, both with the benchmarks of this code, and prints their ratios side by side.
const { values, positionals, tokens } = parseArgs({
  options: { turns: { type: 'string' } },
  allowPositionals: true,
  strict: false,
  tokens: true,
})
const [commit, bench = ''] = positionals
const program = PROGRAMS[bench]
const turns = Number(values.turns ?? 3)
if (commit === undefined || program === undefined || !(turns >= 1)) throw new Error(`Usage: ${USAGE}`)
const passed = process.argv.slice(2).filter((_, index) => !ownArguments().has(index))

const home = await mkdtemp(join(tmpdir(), 'opd-bench-'))
const here = join(import.meta.dirname, '..')
const there = await checkOut(commit, here)
try {
  const before: Ratio[][] = []
  const now: Ratio[][] = []
  for (let turn = 1; turn <= turns; turn++) {
    before.push(await run(there.folder))
    now.push(await run(here))
    console.log(`turn ${turn} of ${turns} is over`)
  }
  print(before, now)
} finally {
  await there.remove()
  await rm(home, { recursive: true })
}

/** Places in the command line of this program's own arguments. The others are passed on. */
function ownArguments(): Set<number> {
  const own = new Set<number>()
  let left = 2
  for (const token of tokens ?? []) {
    if (token.kind === 'positional' && left-- > 0) own.add(token.index)
    if (token.kind !== 'option' || token.name !== 'turns') continue
    own.add(token.index)
    if (token.inlineValue === false) own.add(token.index + 1)
  }
  return own
}

/** Runs the benchmark in a checkout and returns its ratios. A goal that is missed is no error. */
async function run(folder: string): Promise<Ratio[]> {
  const file = join(home, 'ratios.json')
  const words = ['--import', 'tsx', program!, '--ratios', file, ...passed]
  await once(spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')
  const ratios = JSON.parse(readFileSync(file, 'utf8')) as Ratio[]
  await rm(file)
  return ratios
}

function print(before: readonly Ratio[][], now: readonly Ratio[][]): void {
  const of = (runs: readonly Ratio[][], name: string) =>
    median(runs.flatMap((ratios) => ratios.filter((ratio) => ratio.name === name).map(({ measured }) => measured)))
  const rows = now[0]!.map((ratio) => {
    const [was, is] = [of(before, ratio.name), of(now, ratio.name)]
    const missed = isMet({ ...ratio, measured: is }) ? '' : 'missed'
    return [ratio.name, short(was), short(is), (is / was).toFixed(2), goalOf(ratio), missed]
  })
  console.log(`\n${bench}, medians of ${turns} turns`)
  console.log(table([['', commit!, 'this code', '× before', 'goal', ''], ...rows]))
}

function short(figure: number): string {
  return figure >= 100 ? String(Math.round(figure)) : figure.toFixed(2)
}
