import Libsql from 'libsql'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import type { ListingQuery } from 'opd-scheduler/store'
import { expect, it } from 'vitest'

it('a list of sessions in a file is searched by an index, from its first session on, and sorted by it', async () => {
  const database = new Libsql(':memory:') as SqliteDatabase
  const asked: string[] = []
  const store = sqliteStore({
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare: (sql) => {
      asked.push(sql)
      return database.prepare(sql)
    },
  })
  const after = 'dr-7.2025-06-01'
  const plans: readonly (readonly [ListingQuery, RegExp])[] = [
    [{}, /^SEARCH streams USING COVERING INDEX sessions \(date>\?\)$/],
    [{ from: '2025-01-01', to: '2025-12-31' }, /COVERING INDEX sessions \(date>\? AND date<\?\)$/],
    [{ after, limit: 20 }, /COVERING INDEX sessions \(\(date,name\)>\(\?,\?\)\)$/],
    [{ after, limit: 20, from: '2025-01-01' }, /COVERING INDEX sessions \(\(date,name\)>\(\?,\?\)\)$/],
    [{ after, limit: 20, from: '2025-07-01' }, /COVERING INDEX sessions \(date>\?\)$/],
    [{ after, limit: 20, open: true }, /COVERING INDEX open_sessions \(\(date,name\)>\(\?,\?\)\)$/],
    // A doctor has one session on a date, so nothing is left to sort.
    [{ after, limit: 20, doctorId: 'dr-7' }, /INDEX doctors \(doctor=\? AND date>\?\) USE .* RIGHT PART OF ORDER BY$/],
    [{ dueBy: 5_000 }, /INDEX due_sessions \(due<\?\) USE TEMP B-TREE FOR ORDER BY$/],
  ]
  for (const [query, plan] of plans) {
    await store.sessions(query)
    const sql = asked.at(-1)!
    const values = Array.from(sql.matchAll(/\?/g), () => '1')
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
    expect(steps.map(({ detail }) => detail).join(' '), JSON.stringify(query)).toMatch(plan)
  }
  await store.close()
})
