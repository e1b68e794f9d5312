import type { Store, Turn } from '../store/store'
import { BATCH, type Committer } from './committer'
import { moment } from './moment'
import { nextTurn } from './next-turn'
import type { SessionRecord } from './record'
import type { Shelf } from './shelf'
import type { Submission } from './submission'
import { within } from './within'

/** How long a turn is waited for; then commands go without. */
const PATIENCE_MS = 2_000

/** A session whose next command waits for a turn. */
interface Wanted {
  readonly record: SessionRecord
  readonly go: () => void
}

/**
 * Takes turns with other processes at the sessions to which they write as well: waits until the sessions are this process's
 * own, reads what is new, lets all commands decide that wait for it, and appends what they decided. One turn at a time; what
 * comes meanwhile shares the next.
 */
export class Turns {
  private wanted = new Map<string, Wanted>()
  /** Sessions of the turn, while commits are gathered. */
  private held = new Set<string>()
  private batch: Submission[] = []
  private isRunning = false

  constructor(
    private readonly store: Pick<Required<Store>, 'takeTurn'>,
    private readonly shelf: Shelf,
    private readonly committer: Committer,
  ) {}

  /** Where other processes are about, waits for a turn with the session, up to date. The caller holds its key. */
  async of(sessionId: string): Promise<void> {
    for (;;) {
      const record = this.shelf.at(sessionId)
      if (!record.isContended || this.covers([record])) return
      if (record.pending === undefined) return this.join(sessionId, record)
      // The turn was over with that; what is decided on top of it would come too late.
      await record.pending.settled
    }
  }

  /** Whether what is decided on these now goes with the turn. */
  covers(records: readonly SessionRecord[]): boolean {
    return this.batch.length < BATCH && records.every(({ sessionId }) => this.held.has(sessionId))
  }

  submit(submission: Submission): void {
    this.batch.push(submission)
  }

  private join(sessionId: string, record: SessionRecord): Promise<void> {
    return new Promise((go) => {
      this.wanted.set(sessionId, { record, go })
      if (!this.isRunning) void this.run()
    })
  }

  private async run(): Promise<void> {
    this.isRunning = true
    for (;;) {
      // Whoever wants a turn at the same time comes along.
      await nextTurn()
      if (this.wanted.size === 0) break
      const wanted = this.wanted
      this.wanted = new Map()
      const turn = await this.take(wanted)
      if (turn !== undefined) this.held = new Set(wanted.keys())
      for (const { go } of wanted.values()) go()
      if (turn === undefined) continue
      await nextTurn()
      const { batch } = this
      this.held = new Set()
      this.batch = []
      await this.committer.carry(batch, turn)
    }
    this.isRunning = false
  }

  /** A turn with these sessions, read up to date; undefined where they have to go without. */
  private async take(wanted: ReadonlyMap<string, Wanted>): Promise<Turn | undefined> {
    const asked = moment()
    const versions = new Map([...wanted].map(([id, { record }]) => [id, record.version]))
    // An adapter of the host may throw before it promises anything.
    const coming = Promise.resolve().then(() => this.store.takeTurn(versions))
    try {
      const turn = await within(PATIENCE_MS, coming)
      for (const [id, { record }] of wanted) this.shelf.bring(record, turn.tails.get(id) ?? [], asked)
      return turn
    } catch {
      // What is wrong with the store or a session, the commands find out without a turn. Waiting for another one is no help.
      for (const { record } of wanted.values()) record.assumeAlone()
      coming.then((late) => late.append([])).catch(() => {})
      return undefined
    }
  }
}
