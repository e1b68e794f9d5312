import type { HistoryEntry } from '../api/history-entry'
import type { QueueView } from '../api/queue-view'
import type { SessionSummary, SessionView } from '../api/session-view'
import type { Stats } from '../api/stats'
import type { TokenView } from '../api/token-view'
import type { Doctor } from '../core/doctor'
import { sessionOfTokenId } from '../events/ids'
import type { SessionQuery, Store } from '../store/store'
import { HeldKeys } from './command/command-queue'
import { readSession, readSessionId } from './command/read-ids'
import type { Engine } from './engine'
import { Fields } from './input/fields'
import { untrusted } from './input/invalid'
import { readQuery, readQueryOptions, readTokenQuery } from './input/read-query'
import { type Setting, unlessDamaged } from './input/setting'
import type { SessionRecord } from './sessions/session-record'
import { monotonicNow } from './time/monotonic'
import { sideBySide } from './time/waiting'
import { explain } from './views/history'
import { queueView } from './views/queue-view'
import { sessionText } from './views/session-text'
import { StatsTally } from './views/stats'
import { sessionSummary, sessionView, tokenView } from './views/views'

/** Answers queries from committed events only, never from events on their way to the store. */
export class Queries {
  constructor(
    private readonly engine: Engine,
    private readonly setting: Setting,
  ) {}

  private get store(): Store {
    return this.setting.store
  }

  async doctors(): Promise<Doctor[]> {
    const ids = await this.store.doctors()
    const since = monotonicNow()
    const records = await Promise.all(
      ids.map((id) => unlessDamaged(this.setting, id, this.engine.cache.doctor(id, since))),
    )
    return records.flatMap((record) => record?.doctor ?? [])
  }

  async sessions(input: unknown, options: unknown): Promise<SessionSummary[]> {
    return this.each(readQuery(input), readQueryOptions(options).since, (record) =>
      sessionSummary(record, this.engine.now()),
    )
  }

  async session(sessionId: unknown, options: unknown): Promise<SessionView | undefined> {
    const { since } = readQueryOptions(options)
    return this.look(readSessionId(sessionId), since, async (record) =>
      sessionView(record, await this.engine.frame(record, this.engine.now(), since)),
    )
  }

  async inspect(sessionId: unknown): Promise<string | undefined> {
    const view = await this.session(sessionId, undefined)
    return view && sessionText(view)
  }

  async queue(input: unknown, options: unknown): Promise<QueueView | undefined> {
    const { since, estimates } = readQueryOptions(options)
    const sessionId = untrusted('the query', input, () => {
      const fields = Fields.of(input, 'the query')
      const named = readSession(fields)
      fields.done()
      return named
    })
    return this.look(sessionId, since, async (record) =>
      queueView(record, await this.engine.frame(record, this.engine.now(), since), estimates),
    )
  }

  async token(tokenId: unknown, options: unknown): Promise<TokenView | undefined> {
    const { since } = readQueryOptions(options)
    return this.lookAtToken(tokenId, since, async (record, token) =>
      tokenView(record, token, await this.engine.frame(record, this.engine.now(), since)),
    )
  }

  async tokens(input: unknown, options: unknown): Promise<TokenView[]> {
    const { since } = readQueryOptions(options)
    const { patientId, statuses, query } = readTokenQuery(input)
    const found = await this.each(query, since, async (record) => {
      const { names, session } = record
      // Most sessions have no such token, and need no frame.
      if (patientId !== undefined && names.knownPatient(patientId) < 0) return []
      const isMeant = (token: number): boolean =>
        (patientId === undefined || names.tokens[token]!.patientId === patientId) &&
        (statuses?.includes(session.statusOf(token)) ?? true)
      const tokens = Array.from(session.tokens.handles()).filter(isMeant)
      if (tokens.length === 0) return []
      const frame = await this.engine.frame(record, this.engine.now(), since)
      return tokens.map((token) => tokenView(record, token, frame))
    })
    return found.flat()
  }

  async history(tokenId: unknown): Promise<HistoryEntry[]> {
    const entries = await this.lookAtToken(tokenId, monotonicNow(), async (record, token) => {
      const id = record.names.tokens[token]!.tokenId
      const events = await this.store.load(record.sessionId, 0)
      let rules: string | null = null
      return events.flatMap((event) => {
        if (event.rules !== undefined) rules = event.rules
        // Another process may have appended events since, about tokens that have no names here yet.
        const isMeant = event.version <= record.version && 'tokenId' in event && event.tokenId === id
        return isMeant ? [explain(event, record.names, rules)] : []
      })
    })
    return entries ?? []
  }

  async stats(input: unknown, options: unknown): Promise<Stats> {
    const tally = new StatsTally()
    await this.each(readQuery(input), readQueryOptions(options).since, (record) => tally.add(record))
    return tally.stats()
  }

  private async each<T>(
    query: SessionQuery,
    since: number,
    look: (record: SessionRecord) => T | Promise<T>,
  ): Promise<T[]> {
    const { open } = query
    // The store lists closed sessions in which patients are expected as open, because they are swept.
    const listed = await this.store.sessions(open === false ? { ...query, open: undefined } : query)
    const meant = (record: SessionRecord): T | undefined | Promise<T> =>
      open === record.session.closed ? undefined : look(record)
    const found = await sideBySide(listed, (sessionId) =>
      unlessDamaged(this.setting, sessionId, this.look(sessionId, since, meant)),
    )
    return found.filter((seen) => seen !== undefined)
  }

  /** Looks at a session when it has its turn among the commands of the session; undefined if it was never opened. */
  async look<T>(
    sessionId: string,
    since: number,
    look: (record: SessionRecord) => T | Promise<T>,
  ): Promise<T | undefined> {
    const keys = new HeldKeys(this.engine.queue)
    try {
      await keys.take(sessionId)
      const record = await this.engine.cache.withoutPending(sessionId, since)
      return record.exists ? await look(record) : undefined
    } finally {
      keys.releaseAll()
    }
  }

  private async lookAtToken<T>(
    input: unknown,
    since: number,
    look: (record: SessionRecord, token: number) => Promise<T>,
  ): Promise<T | undefined> {
    const tokenId = new Fields({ tokenId: input }).id('tokenId')
    const sessionId = sessionOfTokenId(tokenId) ?? (await this.store.locate(tokenId))
    if (sessionId === undefined) return undefined
    return this.look(sessionId, since, async (record) => {
      const token = record.names.token(tokenId)
      return token < 0 ? undefined : look(record, token)
    })
  }
}
