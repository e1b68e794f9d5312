import type { Turn } from '../store/store'
import type { PostgresClient, PostgresPool, PostgresResult } from './driver'
import { filled } from './literal'
import { type Ask, PostgresWriter } from './postgres-writer'

/** How long a turn waits for others, and how long the server lets a process keep one that has stopped in the middle. */
const WAIT_MS = 1_000

const ignore = () => {}

/**
 * Holds the rows of some streams until the end of a transaction, which is the turn's append. What the turn has to say goes to the
 * server in two scripts: others wait for every round trip.
 */
export async function takeTurn(
  pool: PostgresPool,
  plain: Ask,
  schema: string,
  facility: string,
  versions: ReadonlyMap<string, number>,
): Promise<{ readonly tails: ReadonlyMap<string, string[]>; readonly append: Turn['append'] }> {
  const client = await pool.connect()
  // A connection that the server ends in the middle says so by itself; unheard, its error would end the process.
  client.on('error', ignore)
  const names = [...versions.keys()]
  const tails = new Map(names.map((name): [string, string[]] => [name, []]))
  try {
    const sql = `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT place, event FROM ${schema}.take_turn($1, $2, $3, $4)`
    const rows = await script(client, filled(sql, [facility, names, [...versions.values()], WAIT_MS]))
    for (const { place, event } of rows as { place: number; event: string }[]) tails.get(names[place - 1]!)!.push(event)
  } catch (thrown) {
    leave(client, true)
    throw thrown
  }

  async function end(sql: string): Promise<readonly unknown[]> {
    let isBroken = true
    try {
      const rows = await script(client, `${sql}COMMIT`)
      isBroken = false
      return rows
    } finally {
      leave(client, isBroken)
    }
  }

  return {
    tails,
    append: async (commits) => {
      if (commits.length === 0) {
        await end('')
        return []
      }
      // The first statement ends the turn. Where more are needed, something was in the way, and they come after it.
      let ask: Ask = (sql, values) => {
        ask = plain
        return end(`${filled(sql, values)}; `)
      }
      return new PostgresWriter((sql, values) => ask(sql, values), schema, facility).append(commits)
    },
  }
}

/** Carries out several statements, of which one answers rows. */
async function script(client: PostgresClient, sql: string): Promise<readonly unknown[]> {
  // For more than one statement `pg` answers an array.
  const results = (await client.query(sql)) as PostgresResult | readonly PostgresResult[]
  return [results].flat().flatMap(({ rows }) => rows)
}

/** Whatever went wrong, the server rolls back when the connection ends. */
function leave(client: PostgresClient, isBroken: boolean): void {
  client.release(isBroken)
  if (!isBroken) client.removeListener('error', ignore)
}
