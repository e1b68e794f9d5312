import { appendFile, chown, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { until } from '../support/until'
import { Cluster, Home } from './cluster'

/** Contents of a data directory that a base backup leaves out: the standby gets its write-ahead log by streaming. */
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts', 'pg_wal', 'standby.signal']

/** How long PostgreSQL waits for a promotion. */
const PROMOTION_SECONDS = 60

/** A primary and a streaming standby, each a server process of its own. */
export class Pair {
  private standby: Cluster | undefined
  private rounds = 0

  private constructor(
    private readonly home: Home,
    private readonly isSynchronous: boolean,
    private primary: Cluster,
  ) {}

  /** Starts both. If it is synchronous, the primary confirms a commit only when the standby has it on its disk, too. */
  static start(isSynchronous: boolean): Promise<Pair> {
    return Home.with(async (home) => {
      const dataDir = join(home.path, 'data0')
      await home.initialise(dataDir)
      const pair = new Pair(home, isSynchronous, clusterIn(home, dataDir, isSynchronous))
      await pair.primary.start()
      await pair.attach()
      return pair
    })
  }

  /** Address of the primary. */
  get url(): string {
    return this.primary.url
  }

  /**
   * The line between the servers breaks, the primary dies at once, as in a power cut, and the standby takes over. What the primary
   * writes `meanwhile` never reaches the standby: what the test does, or the next that others write.
   */
  async failOver(meanwhile: () => Promise<unknown> = () => this.writesOn()): Promise<void> {
    const [dead, heir] = [this.primary, this.standby!]
    await ask(heir.url, async (client) => {
      await client.query("ALTER SYSTEM SET primary_conninfo = ''")
      await client.query('SELECT pg_reload_conf()')
      await until(
        'the standby to lose its line',
        async () => (await client.query('SELECT FROM pg_stat_wal_receiver')).rowCount === 0,
      )
    })
    await meanwhile()
    // Dead before the other is promoted: two primaries would both confirm commits.
    await dead.end('SIGQUIT')
    await dead.stop()
    await ask(heir.url, (client) => client.query(`SELECT pg_promote(true, ${PROMOTION_SECONDS})`))
    this.primary = heir
    await rm(dead.dataDir, { recursive: true, force: true })
  }

  /** Makes a new standby from a base backup, and waits until it has everything. */
  async attach(): Promise<void> {
    const { home, primary } = this
    const dataDir = join(home.path, `data${++this.rounds}`)
    const client = new pg.Client(primary.url)
    await client.connect()
    try {
      await client.query("SELECT pg_backup_start('standby', true)")
      await copy(primary.dataDir, dataDir)
      const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)')
      await writeFile(join(dataDir, 'backup_label'), rows[0].labelfile)
      await writeFile(join(dataDir, 'standby.signal'), '')
      const { port, password, username } = new URL(primary.url)
      const address = `host=127.0.0.1 port=${port} user=${username} password=${password}`
      await appendFile(join(dataDir, 'postgresql.auto.conf'), `primary_conninfo = '${address}'\n`)
      await own(dataDir, home)
      this.standby = clusterIn(home, dataDir, this.isSynchronous)
      await this.standby.start()
    } finally {
      await client.end()
    }
    await this.caughtUp()
  }

  /** Waits until the standby has all that the primary has now. */
  async caughtUp(): Promise<void> {
    await ask(this.primary.url, async (client) => {
      const state = this.isSynchronous ? 'sync' : 'async'
      const end = await endOfLog(client)
      const sql = 'SELECT flush_lsn, flush_lsn >= $1 AS "isThere" FROM pg_stat_replication WHERE sync_state = $2'
      await until(
        `the standby to have the log up to ${end}`,
        async () => (await client.query<{ isThere: boolean }>(sql, [end, state])).rows[0],
        (row) => row?.isThere === true,
      )
    })
  }

  /** Waits until the primary has written something that the standby does not get. */
  private async writesOn(): Promise<void> {
    await ask(this.primary.url, async (client) => {
      const end = await endOfLog(client)
      await until(`the primary to write after ${end}`, async () => (await endOfLog(client)) !== end)
    })
  }

  async stop(): Promise<void> {
    // A primary that waits for its standby would not end in order.
    await this.primary.stop()
    await this.standby?.stop()
    await this.home.remove()
  }
}

function clusterIn(home: Home, dataDir: string, isSynchronous: boolean): Cluster {
  return new Cluster(home, dataDir, ['wal_keep_size=1GB', `synchronous_standby_names=${isSynchronous ? '*' : ''}`])
}

/** Runs statements on a new connection. */
async function ask(url: string, statements: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await statements(client)
  } finally {
    await client.end()
  }
}

/** Returns the end of the write-ahead log, where the next commit will be. */
async function endOfLog(client: pg.Client): Promise<string> {
  return (await client.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')).rows[0]!.lsn
}

/** Copies a data directory while its server runs. A file may vanish meanwhile: its removal is in the write-ahead log. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.includes(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    try {
      if (entry.isDirectory()) await copy(source, target)
      else await copyFile(source, target)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    }
  }
}

/** Gives a data directory to the user of the server, with an empty folder for the write-ahead log. */
async function own(dataDir: string, { user }: Home): Promise<void> {
  await mkdir(join(dataDir, 'pg_wal'), { mode: 0o700 })
  if (user.uid === undefined) return
  const paths = (await readdir(dataDir, { recursive: true })).map((path) => join(dataDir, path))
  for (const path of [dataDir, ...paths]) await chown(path, user.uid, user.gid!)
}
