import type { Doctor } from '../core/doctor'
import type { SessionSummary, SessionView, TokenView } from '../results'
import type { SessionQuery, Store } from '../store/store'
import { HeldKeys } from './command-queue'
import type { Engine } from './engine'
import { explain, type HistoryEntry } from './explain'
import { Fields } from './fields'
import { untrusted } from './invalid'
import { type QueueView, queueView } from './queue-view'
import { readSession, readSessionId, sessionOfTokenId } from './read-command'
import type { SessionRecord } from './record'
import { type Stats, StatsTally } from './stats'
import { sessionSummary, sessionView, tokenView } from './views'

/** Answers questions. Each answer reflects every commit that was acknowledged before the question. */
export class Queries {
  constructor(
    private readonly engine: Engine,
    private readonly store: Store,
  ) {}

  async doctors(): Promise<Doctor[]> {
    const ids = await this.store.doctors()
    const records = await Promise.all(ids.map((id) => this.engine.shelf.doctor(id, true)))
    return records.flatMap(({ doctor }) => (doctor === undefined ? [] : [doctor]))
  }

  async sessions(input: unknown): Promise<SessionSummary[]> {
    return this.each(readQuery(input), (record) => sessionSummary(record, this.engine.now()))
  }

  async session(sessionId: unknown): Promise<SessionView | undefined> {
    return this.look(readSessionId(sessionId), async (record) =>
      sessionView(record, await this.engine.frame(record, this.engine.now(), true)),
    )
  }

  async queue(input: unknown): Promise<QueueView | undefined> {
    const sessionId = untrusted('the query', input, () => {
      const fields = Fields.of(input, 'the query')
      const named = readSession(fields)
      fields.done()
      return named
    })
    return this.look(sessionId, async (record) =>
      queueView(record, await this.engine.frame(record, this.engine.now(), true)),
    )
  }

  async token(tokenId: unknown): Promise<TokenView | undefined> {
    return this.lookAtToken(tokenId, async (record, token) =>
      tokenView(record, token, await this.engine.frame(record, this.engine.now(), true)),
    )
  }

  async tokens(input: unknown): Promise<TokenView[]> {
    const { patientId, query } = untrusted('the query', input, () => {
      const fields = Fields.of(input, 'the query')
      return { patientId: fields.text('patientId', 64), query: readQueryFields(fields) }
    })
    const found = await this.each(query, async (record) => {
      const frame = await this.engine.frame(record, this.engine.now(), true)
      const views: TokenView[] = []
      record.names.tokens.forEach((name, token) => {
        if (name.patientId === patientId) views.push(tokenView(record, token, frame))
      })
      return views
    })
    return found.flat()
  }

  async history(tokenId: unknown): Promise<HistoryEntry[]> {
    const entries = await this.lookAtToken(tokenId, async (record, token) => {
      const id = record.names.tokens[token]!.tokenId
      const events = await this.store.load(record.sessionId, 0)
      return events.flatMap((event) =>
        'tokenId' in event && event.tokenId === id ? [explain(event, record.names)] : [],
      )
    })
    return entries ?? []
  }

  async stats(input: unknown): Promise<Stats> {
    const tally = new StatsTally()
    await this.each(readQuery(input), (record) => tally.add(record))
    return tally.stats()
  }

  private async each<T>(query: SessionQuery, look: (record: SessionRecord) => T | Promise<T>): Promise<T[]> {
    const found: T[] = []
    for (const sessionId of await this.store.sessions(query)) {
      const seen = await this.look(sessionId, look)
      if (seen !== undefined) found.push(seen)
    }
    return found
  }

  /** Looks between two commands, so that nothing uncommitted is seen. */
  private async look<T>(sessionId: string, look: (record: SessionRecord) => T | Promise<T>): Promise<T | undefined> {
    const keys = new HeldKeys(this.engine.queue)
    try {
      await keys.take(sessionId)
      const record = await this.engine.shelf.session(sessionId, true)
      return record.exists ? await look(record) : undefined
    } finally {
      keys.releaseAll()
    }
  }

  private async lookAtToken<T>(
    input: unknown,
    look: (record: SessionRecord, token: number) => Promise<T>,
  ): Promise<T | undefined> {
    const tokenId = new Fields({ tokenId: input }).id('tokenId')
    const sessionId = sessionOfTokenId(tokenId) ?? (await this.store.locate(tokenId))
    if (sessionId === undefined) return undefined
    return this.look(sessionId, async (record) => {
      const token = record.names.token(tokenId)
      return token < 0 ? undefined : look(record, token)
    })
  }
}

function readQuery(input: unknown): SessionQuery {
  return untrusted('the query', input, () => readQueryFields(Fields.of(input ?? {}, 'the query')))
}

function readQueryFields(fields: Fields): SessionQuery {
  const query = {
    doctorId: fields.has('doctorId') ? fields.doctorId('doctorId') : undefined,
    from: fields.has('from') ? fields.date('from') : undefined,
    to: fields.has('to') ? fields.date('to') : undefined,
    open: fields.has('open') ? fields.flag('open') : undefined,
  }
  fields.done()
  return query
}
