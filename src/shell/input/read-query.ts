import { STATUSES, type TokenStatus } from '../../core/state/status'
import { isSessionId } from '../../events/names'
import type { SessionQuery } from '../../store/store'
import { monotonicNow } from '../time'
import { Fields, invalid, untrusted } from './fields'

/** Reads which sessions a query selects. */
export function readQuery(input: unknown): SessionQuery {
  return untrusted('the query', input, () => sessionQuery(Fields.of(input ?? {}, 'the query')))
}

/** A checked page of a list. */
interface ReadPage {
  /** Infinite if the whole list is asked for. */
  readonly limit: number
  /** Id of the last entry of the page before. */
  readonly after: string | undefined
}

/** Reads which page of the doctors is asked for. */
export function readDoctorsQuery(input: unknown): ReadPage {
  return untrusted('the query', input, () => {
    const fields = Fields.of(input ?? {}, 'the query')
    const page = readPage(fields, () => fields.doctorId('after'))
    fields.done()
    return page
  })
}

/** Reads which page of which sessions is asked for. */
export function readSessionsQuery(input: unknown): ReadPage & { readonly query: SessionQuery } {
  return untrusted('the query', input, () => {
    const fields = Fields.of(input ?? {}, 'the query')
    const page = readPage(fields, () => {
      const after = fields.get('after')
      if (typeof after === 'string' && isSessionId(after)) return after
      throw invalid(fields.at('after'), after, "Give the id of a session, such as 'dr-rao.2026-01-30'")
    })
    return { ...page, query: sessionQuery(fields) }
  })
}

/** Returns the error for a page after an entry that does not exist. */
export function unknownPlace(after: string, noun: string): Error {
  return invalid(
    'the query.after',
    after,
    `There is no such ${noun}. Give the id of the last ${noun} of the page before`,
  )
}

function readPage(fields: Fields, readAfter: () => string): ReadPage {
  return {
    limit: fields.has('limit') ? fields.whole('limit', 1, 1_000) : Number.POSITIVE_INFINITY,
    after: fields.has('after') ? readAfter() : undefined,
  }
}

/** Reads which token to estimate, and what to reckon with. */
export function readEstimateQuery(input: unknown) {
  return untrusted('the query', input, () => {
    const fields = Fields.of(input, 'the query')
    const read = {
      tokenId: fields.id('tokenId'),
      risk: fields.has('risk') ? readRisk(fields) : 0.1,
      travelMinutes: fields.has('travelMinutes') ? fields.whole('travelMinutes', 0, 1_440) : undefined,
    }
    fields.done()
    return read
  })
}

function readRisk(fields: Fields): number {
  const risk = fields.get('risk')
  if (typeof risk === 'number' && risk >= 0.01 && risk <= 0.5) return risk
  throw invalid(fields.at('risk'), risk, 'Give a chance from 0.01 to 0.5')
}

/** A checked query for tokens. */
interface ReadTokenQuery extends ReadPage {
  readonly patientId: string | undefined
  /** Indexes into `STATUSES`. */
  readonly statuses: readonly number[] | undefined
  readonly query: SessionQuery
}

/** Reads which tokens a query selects: those of a patient, those with a status, or both. */
export function readTokenQuery(input: unknown): ReadTokenQuery {
  return untrusted('the query', input, () => {
    const fields = Fields.of(input, 'the query')
    const statuses = fields.has('status') ? readStatuses(fields) : undefined
    const patientId =
      statuses === undefined || fields.has('patientId') ? fields.personalText('patientId', 64) : undefined
    const page = readPage(fields, () => fields.id('after'))
    return { ...page, patientId, statuses, query: sessionQuery(fields) }
  })
}

function readStatuses(fields: Fields): readonly number[] {
  const given = fields.get('status')
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  const indexes = list.map((status) => STATUSES.indexOf(status as TokenStatus))
  if (indexes.length > 0 && !indexes.includes(-1)) return indexes
  throw invalid(fields.at('status'), given, `Give one or a list of ${STATUSES.join(', ')}`)
}

/** Reads the moment up to which the answer must include every commit, and whether to estimate. */
export function readQueryOptions(options: unknown): { readonly since: number; readonly estimates: boolean } {
  const now = monotonicNow()
  if (options === undefined) return { since: now, estimates: true }
  return untrusted('the options', options, () => {
    const fields = Fields.of(options, 'the options')
    const maxStaleMs = fields.has('maxStaleMs') ? fields.whole('maxStaleMs', 0, 86_400_000) : 0
    const estimates = fields.has('estimates') ? fields.flag('estimates') : true
    fields.done()
    return { since: now - maxStaleMs, estimates }
  })
}

function sessionQuery(fields: Fields): SessionQuery {
  const query = {
    doctorId: fields.has('doctorId') ? fields.doctorId('doctorId') : undefined,
    from: fields.has('from') ? fields.date('from') : undefined,
    to: fields.has('to') ? fields.date('to') : undefined,
    open: fields.has('open') ? fields.flag('open') : undefined,
  }
  fields.done()
  return query
}
