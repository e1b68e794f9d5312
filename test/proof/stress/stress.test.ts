import { expect, it } from 'vitest'
import { amount, IN_FULL } from '../../support/amount'
import { runProgram } from '../../support/run-program'
import { edited } from '../canaries/edits'
import { editsOf, readSource, SABOTAGES } from './sabotage'
import { STORES } from './stores/store-under-stress'

const WORKERS: Readonly<Record<string, number>> = { sqlite: 5, postgres: 4, failover: 3 }

const stress = (args: readonly string[]) => runProgram('test/proof/stress/run.ts', args)

/** Each run ends by itself when it has reached what it demands, and prints its seed. */
async function holds(store: string, commands: number): Promise<void> {
  const { code, out } = await stress([
    ...['--store', store, '--commands', String(commands), '--workers', String(WORKERS[store])],
    ...(IN_FULL ? [] : ['--seed', '7']),
  ])
  console.log(out)
  expect(out).toMatch(/^0 lost, 0 duplicated, 0 overbooked, 0 holes$/m)
  expect(out).toMatch(/^keys of live tokens: 0 leaked, 0 lost, 0 doubled$/m)
  expect(code).toBe(0)
}

it('processes that share a file and are killed do not lose, repeat or overbook', () =>
  holds('sqlite', amount(5_000, 40_000)))

it('processes that share a database do not lose, repeat or overbook if connections are cut and it restarts', () =>
  holds('postgres', amount(3_000, 20_000)))

it('processes that share a database do not lose, repeat or overbook if its standby takes over', () =>
  holds('failover', amount(1_600, 10_000)))

/** Each sabotage, on the stores where it shows. */
const REMOVED = Object.keys(SABOTAGES).flatMap((name) =>
  name === 'trust-memory' ? [['failover-asynchronous', name]] : ['sqlite', 'postgres'].map((store) => [store, name]),
)

it.each(IN_FULL ? REMOVED : [])('on %s the checker notices %s', async (store, name) => {
  const { code, out } = await stress(['--store', store!, '--sabotage', name!, '--commands', '2000', '--workers', '5'])
  expect(out).toContain(`${name} was noticed as`)
  expect(code).toBe(1)
})

it('prints its usage', async () => {
  expect(await stress(['--store', 'paper'])).toMatchObject({ code: 2, out: expect.stringContaining('--store sqlite') })
})

it('every sabotage still fits the code', () => {
  for (const store of Object.keys(STORES)) {
    for (const name of Object.keys(SABOTAGES)) {
      const edits = editsOf(name, store)
      const texts = new Map(edits.map(({ file }) => [file, readSource(file)]))
      for (const edit of edits) texts.set(edit.file, edited(texts.get(edit.file)!, { name, ...edit }))
      expect(edits).not.toEqual([])
    }
  }
})
