import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Canary, edited } from '../canaries/edits'
import type { Rule } from './checker/history'
import { STORES } from './stores/store-under-stress'
import type { Options } from './supervisor'

/** An exact edit of a file of the library. */
export type Edit = Omit<Canary, 'name' | 'caughtBy'>

/** A removed guarantee, and the rules of the checker that must notice it. */
interface Sabotage {
  /** Edits of the shell. Those of the adapter are listed beside its store. */
  readonly edits: readonly Edit[]
  readonly noticedAs: readonly Rule[]
}

export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  // A command id may be committed twice, and so may a version of a stream.
  'drop-unique': { noticedAs: ['duplicated', 'holes'], edits: [] },
  // A decision on an old state is written and answered.
  'skip-recheck': {
    noticedAs: ['overbooked', 'false refusal'],
    edits: [
      { file: 'src/shell/engine.ts', from: 'if (proofs === undefined) return undefined', to: '' },
      {
        file: 'src/shell/engine.ts',
        from: 'if (proofs.length > 0) {',
        to: 'if (proofs !== undefined && proofs.length > 0) {',
      },
    ],
  },
  // A token that ends keeps the key of its patient.
  'leak-key': {
    noticedAs: ['key leaked'],
    edits: [{ file: 'src/shell/command/live-keys.ts', from: '        releases.push(key)\n', to: '' }],
  },
  // A token becomes live without the key of its patient.
  'double-token': {
    noticedAs: ['doubled', 'key lost'],
    edits: [
      {
        file: 'src/shell/command/live-keys.ts',
        from: '        claims.push({ key, stream: to.sessionId })\n',
        to: '',
      },
    ],
  },
  // Another server takes over, and what is in memory counts as before. Shows only on a standby that lacks commits.
  'trust-memory': {
    noticedAs: ['broken'],
    edits: [
      { file: 'src/postgres/incarnation.ts', from: 'if (isOther) for', to: 'if (isOther && false) for' },
      {
        file: 'src/postgres/postgres-writer.ts',
        from: '$18::text IS NULL OR $18 =',
        to: "$18::text IS NULL OR $18 <> '' OR $18 =",
      },
    ],
  },
  // The answer is given before the append has begun.
  'ack-before-commit': {
    noticedAs: ['lost'],
    edits: [
      {
        file: 'src/shell/sessions/committer.ts',
        from: 'const outcomes = await this.outcomesOf(batch)',
        to: "const outcomes = batch.map((): CommitOutcome => ({ status: 'committed' }))\n    setImmediate(() => void this.outcomesOf(batch))",
      },
    ],
  },
}

/** Returns all edits of a sabotage, for a run on this store. */
export function editsOf(name: string, store: string): readonly Edit[] {
  return [...SABOTAGES[name]!.edits, ...(STORES[store]!.sabotage[name] ?? [])]
}

const root = join(import.meta.dirname, '../../..')

/** Returns the text of a file of the library. */
export function readSource(file: string, folder = root): string {
  return readFileSync(join(folder, file), 'utf8')
}

/**
 * Runs the harness on a copy of the code without a guarantee. Returns 1 if the checker noticed, 0 if not, 2 if an edit does not
 * fit.
 */
export function sabotaged(name: string, { store, commands, seed, workers }: Options): number {
  const copy = mkdtempSync(join(tmpdir(), 'opd-sabotage-'))
  // A database server that is started in this folder may have to run as another user.
  chmodSync(copy, 0o755)
  const { noticedAs } = SABOTAGES[name]!
  try {
    for (const part of ['src', 'test', 'package.json', 'tsconfig.json'])
      cpSync(join(root, part), join(copy, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    try {
      for (const edit of editsOf(name, store))
        writeFileSync(join(copy, edit.file), edited(readSource(edit.file, copy), { name, ...edit }))
    } catch (thrown) {
      console.error(
        `--sabotage ${name} no longer fits, correct test/proof/stress/sabotage.ts: ${(thrown as Error).message}`,
      )
      return 2
    }
    const figures = ['--store', store, '--commands', commands, '--seed', seed, '--workers', workers].map(String)
    const options = { cwd: copy, env: { ...process.env, TMPDIR: copy }, encoding: 'utf8' } as const
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'test/proof/stress/run.ts', ...figures],
      options,
    )
    console.log(stdout)
    console.error(stderr)
    const missed = noticedAs.filter((rule) => !new RegExp(`^${rule}: `, 'm').test(stdout))
    const noticed = missed.length === 0 ? 'noticed' : `NOT NOTICED as ${missed.join(', ')}, it should have been`
    console.log(`${name} was ${noticed} as ${noticedAs.join(', ')}`)
    return missed.length === 0 ? 1 : 0
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
