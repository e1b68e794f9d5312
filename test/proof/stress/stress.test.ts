import { expect, it } from 'vitest'
import { runProgram } from '../../support/run-program'
import { edited } from '../canaries/edits'
import { editsOf, readSource, SABOTAGES } from './sabotage'
import { STORES } from './stores/store-under-stress'

const stress = (args: readonly string[]) => runProgram('test/proof/stress/run.ts', args)

it('processes that share a file and are killed do not lose, repeat or overbook', async () => {
  const { code, out } = await stress(['--store', 'sqlite', '--seconds', '8', '--workers', '5', '--seed', '7'])
  console.log(out)
  expect(out).toMatch(/^sqlite, 5 workers, 8 s, seed 7: \d+ processes, \d+ kills, /m)
  expect(out).toMatch(/^0 lost, 0 duplicated, 0 overbooked, 0 holes$/m)
  expect(out).toMatch(/^keys of live tokens: 0 leaked, 0 lost, 0 doubled$/m)
  expect(code).toBe(0)
})

it('processes that share a database do not lose, repeat or overbook if connections are cut and it restarts', async () => {
  const { code, out } = await stress(['--store', 'postgres', '--seconds', '10', '--workers', '4', '--seed', '7'])
  console.log(out)
  expect(out).toMatch(/^postgres, 4 workers, 10 s, seed 7: \d+ processes, \d+ kills, /m)
  expect(out).toMatch(/^0 lost, 0 duplicated, 0 overbooked, 0 holes$/m)
  expect(out).toMatch(/^keys of live tokens: 0 leaked, 0 lost, 0 doubled$/m)
  expect(code).toBe(0)
})

it('processes that share a database do not lose, repeat or overbook if its standby takes over', async () => {
  const { code, out } = await stress(['--store', 'failover', '--seconds', '20', '--workers', '3', '--seed', '7'])
  console.log(out)
  expect(out).toMatch(/, [1-9]\d* fail-overs, /)
  expect(out).toMatch(/^0 lost, 0 duplicated, 0 overbooked, 0 holes$/m)
  expect(out).toMatch(/^keys of live tokens: 0 leaked, 0 lost, 0 doubled$/m)
  expect(code).toBe(0)
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
