import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Summary } from '../../examples/day-simulation/src/report/summary'
import { until } from '../support/until'
import { begin, start } from './program'
import { runSimulation, summaryOf } from './run-simulation'

const folder = mkdtempSync(join(tmpdir(), 'opd-simulation-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SEED = ['--seed', '7']
const onFile = (name: string) => ['--store', `sqlite:${join(folder, name)}`]

/** Counts the events in a file, over its own connection. */
async function eventsIn(name: string): Promise<number> {
  const store = sqliteStore(join(folder, name))
  const head = await store.head()
  await store.close()
  return head
}

describe('a day on a SQLite file', () => {
  let inMemory: Summary
  beforeAll(async () => {
    inMemory = await summaryOf(...SEED)
  })

  const sameDay = (out: string) => {
    const day = JSON.parse(out) as Summary
    expect(day).toEqual({ ...inMemory, elapsedMs: day.elapsedMs })
  }

  it('ends as in memory, and is not started a second time', async () => {
    const { code, out, err } = await start([...SEED, '--json', ...onFile('whole.db')], folder)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    sameDay(out)
    const events = await eventsIn('whole.db')
    const again = await runSimulation([...SEED, '--json', '--store', 'sqlite:whole.db'], folder)
    expect(again).toEqual({
      code: 1,
      out: '',
      err: `'whole.db' already holds a day of ${events} events. Give --resume to continue it, or another name.\n`,
    })
    expect(await eventsIn('whole.db')).toBe(events)
  })

  it('killed again and again and resumed ends as in memory', async () => {
    const database = new Libsql(join(folder, 'killed.db')) as SqliteDatabase
    const store = sqliteStore(database)
    const whole = await eventsIn('whole.db')
    for (const share of [0.25, 0.5, 0.8]) {
      // The trigger rejects further events, so the process is killed in the middle of its day.
      const last = Math.floor(whole * share)
      database.exec(
        // AFTER, because the position is not assigned before the insert.
        `CREATE TRIGGER wall AFTER INSERT ON log WHEN NEW.position > ${last} BEGIN SELECT RAISE(ABORT, 'wall'); END`,
      )
      const day = begin([...SEED, '--json', ...onFile('killed.db'), ...(share > 0.25 ? ['--resume'] : [])], folder)
      // The rejected command may have had several events, so the log may end a few events earlier.
      await until(`about ${last} events`, store.head, (head) => head >= last - 10 || day.isOver())
      day.child.kill('SIGKILL')
      expect(await day.finished).toMatchObject({ code: -1, out: '' })
      database.exec('DROP TRIGGER wall')
      const head = await store.head()
      expect(head).toBeLessThanOrEqual(last)
      expect(head).toBeGreaterThanOrEqual(last - 10)
    }
    const { code, out, err } = await start([...SEED, '--json', ...onFile('killed.db'), '--resume'], folder)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    sameDay(out)
    expect(await store.head()).toBe(whole)

    const finished = await runSimulation([...SEED, '--json', ...onFile('killed.db'), '--resume'])
    sameDay(finished.out)
    expect(await store.head()).toBe(whole)
    database.close()
  })

  it.each([
    ['another seed', ['--seed', '8']],
    ['other rules', [...SEED, '--rules', 'bumpAndCascade']],
    ['fewer patients', [...SEED, '--patients', '0']],
  ])('is not continued with %s', async (_, options) => {
    const events = await eventsIn('whole.db')
    const { code, out, err } = await runSimulation([...options, '--json', ...onFile('whole.db'), '--resume'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^'.*whole\.db' holds another day: its event \d+ is .*\. Give the options .*\.\n$/)
    expect(await eventsIn('whole.db')).toBe(events)
  })

  it('may be resumed before any event was written', async () => {
    const { code, out } = await runSimulation([...SEED, '--json', ...onFile('new.db'), '--resume'])
    expect(code).toBe(0)
    sameDay(out)
  })
})
