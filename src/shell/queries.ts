import type {
  HistoryEntry,
  PublicBoard,
  QueueView,
  SessionSummary,
  SessionView,
  Stats,
  TokenEstimate,
  TokenView,
} from '../api/views'
import type { Doctor } from '../core/doctor'
import { dateOf, doctorOf, sessionOfTokenId } from '../events/names'
import type { SessionQuery, Store } from '../store/store'
import { HeldKeys } from './command/command-queue'
import { readSession, readSessionId } from './command/common-fields'
import type { Engine } from './engine'
import { Fields, untrusted } from './input/fields'
import {
  readDoctorsQuery,
  readEstimateQuery,
  readQuery,
  readQueryOptions,
  readSessionsQuery,
  readTokenQuery,
  unknownPlace,
} from './input/read-query'
import { type Setting, unlessDamaged } from './input/setting'
import { batches, fillPage, isSelected, sessionList } from './paging'
import type { SessionRecord } from './sessions/session-record'
import { monotonicNow } from './time'
import { explain } from './views/history'
import { publicBoard, queueView } from './views/queue-view'
import { sessionText } from './views/session-text'
import { tokenEstimate } from './views/token-estimate'
import { type Frame, StatsTally, sessionSummary, sessionView, tokenView } from './views/views'

/** Answers queries from committed events only, never from events on their way to the store. */
export class Queries {
  constructor(
    private readonly engine: Engine,
    private readonly setting: Setting,
  ) {}

  private get store(): Store {
    return this.setting.store
  }

  async doctors(input: unknown): Promise<Doctor[]> {
    const { limit, after } = readDoctorsQuery(input)
    const ids = await this.store.doctors()
    if (after !== undefined && !ids.includes(after)) throw unknownPlace(after, 'doctor')
    const since = monotonicNow()
    const list = async (last: string | undefined, size: number) => {
      const from = last === undefined ? 0 : ids.indexOf(last) + 1
      return ids.slice(from, from + size)
    }
    return fillPage(limit, batches(list, after, limit), async (id) => {
      const record = await unlessDamaged(this.setting, id, this.engine.cache.doctor(id, since))
      return record?.doctor === undefined ? [] : [record.doctor]
    })
  }

  async sessions(input: unknown, options: unknown): Promise<SessionSummary[]> {
    const { query, limit, after } = readSessionsQuery(input)
    const { since } = readQueryOptions(options)
    if (after !== undefined && !(await this.isListed(after))) throw unknownPlace(after, 'session')
    const list = batches(sessionList(this.store, query), after, limit)
    return this.collect(query, since, { limit, list }, (record) => [sessionSummary(record, this.engine.now())])
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
    return this.lookAtQueue(input, options, queueView)
  }

  async publicBoard(input: unknown, options: unknown): Promise<PublicBoard | undefined> {
    return this.lookAtQueue(input, options, publicBoard)
  }

  async estimate(input: unknown, options: unknown): Promise<TokenEstimate | undefined> {
    const { since } = readQueryOptions(options)
    const { tokenId, ...terms } = readEstimateQuery(input)
    return this.lookAtToken(tokenId, since, async (record, token) =>
      tokenEstimate(record, token, await this.engine.frame(record, this.engine.now(), since), terms),
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
    const { patientId, statuses, query, limit, after } = readTokenQuery(input)
    const last = after === undefined ? undefined : await this.lookAtToken(after, since, placeOfToken)
    if (after !== undefined && last === undefined) throw unknownPlace(after, 'token')
    const sessions = batches(sessionList(this.store, query), last?.sessionId, limit === Infinity ? limit : 1)
    // The page begins in the session of the last token.
    const list = last === undefined ? sessions : joined([last.sessionId], sessions)
    return this.collect(query, since, { limit, list }, async (record, most) => {
      const { names, session } = record
      // Most sessions have no such token, and need no frame.
      if (patientId !== undefined && names.knownPatient(patientId) < 0) return []
      const isMeant = (token: number): boolean =>
        (patientId === undefined || names.tokens[token]!.patientId === patientId) &&
        (statuses?.includes(session.statusOf(token)) ?? true)
      const first = record.sessionId === last?.sessionId ? last.token + 1 : 0
      const tokens = Array.from(session.tokens.handles()).filter((token) => token >= first && isMeant(token))
      if (tokens.length === 0) return []
      const frame = await this.engine.frame(record, this.engine.now(), since)
      return tokens.slice(0, most).map((token) => tokenView(record, token, frame))
    })
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
    const query = readQuery(input)
    const { since } = readQueryOptions(options)
    const tally = new StatsTally()
    const list = batches(sessionList(this.store, query), undefined, Infinity)
    await this.collect(query, since, { limit: Infinity, list }, (record) => {
      tally.add(record)
      return []
    })
    return tally.stats()
  }

  /** Collects what is found in the listed sessions that a query selects. */
  private collect<T>(
    query: SessionQuery,
    since: number,
    { limit, list }: { readonly limit: number; readonly list: AsyncIterable<readonly string[]> },
    look: (record: SessionRecord, most: number) => readonly T[] | Promise<readonly T[]>,
  ): Promise<T[]> {
    return fillPage(limit, list, async (sessionId, most) => {
      const meant = (record: SessionRecord): readonly T[] | Promise<readonly T[]> =>
        query.open === record.session.closed || !isSelected(query, sessionId) ? [] : look(record, most)
      return (await unlessDamaged(this.setting, sessionId, this.look(sessionId, since, meant))) ?? []
    })
  }

  /** Whether a session was ever opened, even if its events are damaged. */
  private async isListed(sessionId: string): Promise<boolean> {
    const date = dateOf(sessionId)
    const query = { doctorId: doctorOf(sessionId), from: date, to: date }
    return (await this.store.sessions(query)).includes(sessionId)
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

  private async lookAtQueue<T>(
    input: unknown,
    options: unknown,
    view: (record: SessionRecord, frame: Frame, estimates: boolean) => T,
  ): Promise<T | undefined> {
    const { since, estimates } = readQueryOptions(options)
    const sessionId = untrusted('the query', input, () => {
      const fields = Fields.of(input, 'the query')
      const named = readSession(fields)
      fields.done()
      return named
    })
    return this.look(sessionId, since, async (record) =>
      view(record, await this.engine.frame(record, this.engine.now(), since), estimates),
    )
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

/** Place of a token in the list of tokens. */
async function placeOfToken({ sessionId }: SessionRecord, token: number) {
  return { sessionId, token }
}

async function* joined<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* others
}
