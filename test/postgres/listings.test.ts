import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import { describe, expect, it } from 'vitest'
import { database } from './database'
import { heardPool } from './heard-pool'

interface Node {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

describe('listing sessions', async () => {
  const { admin, newPool, newSchema } = await database()

  it('reads only the sessions asked for, or twice as many as a page has, and no history', async () => {
    const schema = newSchema()
    await migratePostgres(admin, { schema })
    // 50 doctors over 400 days; only those of the last week are still open.
    await admin.query(`
      INSERT INTO "${schema}".streams (facility, name, version, doctor, date, open)
      SELECT 'main', 'dr-' || d || '.' || day, 1, 'dr-' || d, day, n > 393
      FROM generate_series(1, 50) AS d,
        (SELECT n, to_char(date '2025-01-01' + n, 'YYYY-MM-DD') AS day FROM generate_series(1, 400) AS n) AS days;
      ANALYZE "${schema}".streams`)
    const pool = newPool()
    const asked: { sql: string; values: unknown[] | undefined }[] = []
    const heard = heardPool(pool, (sql, values, run) => {
      asked.push({ sql, values })
      return run()
    })
    const store = postgresStore(heard, { schema })
    const queries = [
      [{ doctorId: 'dr-7', open: true }, 7],
      [{ doctorId: 'dr-7', from: '2025-06-01', to: '2025-06-02' }, 2],
      [{ from: '2025-06-01', to: '2025-06-01' }, 50],
      [{ open: true }, 350],
      [{ open: true, from: '2026-02-01' }, 250],
      [{ doctorId: 'dr-7', open: true, from: '2026-02-01' }, 5],
      [{ limit: 20 }, 20],
      [{ limit: 20, after: 'dr-7.2025-06-01' }, 20],
      [{ limit: 20, after: 'dr-7.2026-01-30', from: '2025-06-01' }, 20],
      [{ open: true, limit: 20, after: 'dr-7.2026-02-01' }, 20],
      [{ open: false, limit: 20, to: '2025-12-31' }, 20],
      [{ doctorId: 'dr-7', limit: 5, after: 'dr-7.2025-06-01' }, 5],
      [{ doctorId: 'dr-7', open: true, limit: 2, after: 'dr-7.2026-02-01' }, 2],
    ] as const
    for (const [query, expected] of queries) {
      const found = await store.sessions(query)
      expect(found).toHaveLength(expected)
      const { sql, values } = asked.at(-1)!
      const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values)
      const nodes = flat((rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN'][0].Plan)
      expect(nodes.map((node) => node['Node Type']).join()).not.toContain('Seq Scan')
      const seen = nodes.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0))
      // A page of open and closed sessions is made of a page of each, and the last session of a page may be read to compare it.
      const most = 'limit' in query ? 2 * expected : expected
      expect(Math.max(...seen), JSON.stringify(query)).toBeLessThanOrEqual(most)
    }
    await store.close()
  })
})

function flat(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)]
}
