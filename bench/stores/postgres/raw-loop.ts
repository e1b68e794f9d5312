import type pg from 'pg'

const ROWS = 100
/** An event of the usual size. */
const EVENT = JSON.stringify({ type: 'token.confirmed', note: 'x'.repeat(560) })

export const RAW_TABLE = `
CREATE SCHEMA opd_bench_raw;
CREATE TABLE opd_bench_raw.events (
  position bigint PRIMARY KEY, stream bigint NOT NULL, version integer NOT NULL, event text NOT NULL, UNIQUE (stream, version)
)`

/** Returns the rows a second of a bare loop that inserts a hundred rows a commit on one connection. */
export async function rawLoop(client: pg.PoolClient, runMs: number): Promise<number> {
  const { rows } = await client.query('SELECT coalesce(max(position), 0)::int AS last FROM opd_bench_raw.events')
  const first = rows[0].last as number
  let last = first
  const start = performance.now()
  while (performance.now() - start < runMs) {
    const numbers = Array.from({ length: ROWS }, (_, index) => last + index + 1)
    await client.query({
      name: 'raw',
      text: 'INSERT INTO opd_bench_raw.events SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[])',
      values: [numbers, numbers.map(() => 1), numbers, numbers.map(() => EVENT)],
    })
    last += ROWS
  }
  return ((last - first) / (performance.now() - start)) * 1000
}
