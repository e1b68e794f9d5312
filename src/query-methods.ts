import type { QueryOptions } from './api/options'
import type { PageQuery, TokenQuery } from './api/queries'
import type { SessionTarget } from './api/targets'
import type {
  EstimateQuery,
  HistoryEntry,
  PublicBoard,
  QueueView,
  SessionSummary,
  SessionView,
  Stats,
  TokenEstimate,
  TokenView,
} from './api/views'
import { CommandMethods } from './command-methods'
import type { Doctor } from './core/doctor'
import type { Queries } from './shell/queries'
import type { SessionQuery } from './store/store'

/** A method for each query, beside those for each command. */
export abstract class QueryMethods extends CommandMethods {
  /** Returns all registered doctors, or one page of them, by id. `after` is the id of a doctor. */
  doctors(query: PageQuery = {}): Promise<readonly Doctor[]> {
    return this.ask((queries) => queries.doctors(query))
  }

  /**
   * Returns the selected sessions with their free seats, or one page of them, by date, then id. `after` is the id of a session.
   *
   * A page with a `limit` reads about as many sessions as it has. With `open: false` it reads the open ones between them too, so give `to`.
   *
   * @example
   * ```ts
   * const first = await opd.sessions({ from: '2026-01-30', limit: 50 })
   * const second = await opd.sessions({ from: '2026-01-30', limit: 50, after: first.at(-1)?.id })
   * ```
   */
  sessions(query: SessionQuery & PageQuery = {}, options?: QueryOptions): Promise<readonly SessionSummary[]> {
    return this.ask((queries) => queries.sessions(query, options))
  }

  /** Returns one session with all its tokens; undefined if there is none. */
  session(sessionId: string, options?: QueryOptions): Promise<SessionView | undefined> {
    return this.ask((queries) => queries.session(sessionId, options))
  }

  /** Returns one session as a short text for logs and debuggers, without ids of patients; undefined if there is none. */
  inspect(sessionId: string): Promise<string | undefined> {
    return this.ask((queries) => queries.inspect(sessionId))
  }

  /** Returns a session's tokens in the consulting room and the waiting room, with estimates; undefined if there is no such session. */
  queue(query: SessionTarget, options?: QueryOptions): Promise<QueueView | undefined> {
    return this.ask((queries) => queries.queue(query, options))
  }

  /**
   * Returns what a screen in the waiting room may show of a session: token numbers, never an id of a patient or a token. Undefined if there is
   * no such session. Throws `invalid-input`.
   */
  publicBoard(query: SessionTarget, options?: QueryOptions): Promise<PublicBoard | undefined> {
    return this.ask((queries) => queries.publicBoard(query, options))
  }

  /**
   * Returns when a token is likely to be called, by when its patient has to be there, and when to leave for that. Undefined if its patient is
   * neither expected nor present, if the grace is over, if too many simulated runs do not call a token on standby, or if there is no such token. Throws
   * `invalid-input`.
   */
  estimate(query: EstimateQuery, options?: QueryOptions): Promise<TokenEstimate | undefined> {
    return this.ask((queries) => queries.estimate(query, options))
  }

  /** Returns one token; undefined if there is none. */
  token(tokenId: string, options?: QueryOptions): Promise<TokenView | undefined> {
    return this.ask((queries) => queries.token(tokenId, options))
  }

  /**
   * Returns the tokens of a patient, or those with a status such as `dropped`, or one page of them: by date, then session id, then order
   * of arrival. `after` is the id of a token. Reads every session that the other fields select, or all sessions; with a `limit`, it stops
   * reading when the page is full.
   *
   * @example
   * ```ts
   * const toCall = await opd.tokens({ status: 'dropped', from: '2026-01-30' })
   * for (const { number, patientId, cause } of toCall) console.log(number, patientId, cause)
   * ```
   */
  tokens(query: TokenQuery, options?: QueryOptions): Promise<readonly TokenView[]> {
    return this.ask((queries) => queries.tokens(query, options))
  }

  /** Returns everything that happened to a token, oldest first, in data and in words; an empty list if there is no such token. */
  history(tokenId: string): Promise<readonly HistoryEntry[]> {
    return this.ask((queries) => queries.history(tokenId))
  }

  /** Returns counts over the selected sessions, or over all sessions. */
  stats(query: SessionQuery = {}, options?: QueryOptions): Promise<Stats> {
    return this.ask((queries) => queries.stats(query, options))
  }

  /** @internal */
  protected abstract ask<T>(question: (queries: Queries) => Promise<T>): Promise<T>
}
