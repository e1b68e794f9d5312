import type { SessionQuery } from '../../store/store'
import { monotonicNow } from '../time/monotonic'
import { Fields } from './fields'
import { untrusted } from './invalid'

/** Reads which sessions a query selects. */
export function readQuery(input: unknown): SessionQuery {
  return untrusted('the query', input, () => sessionQuery(Fields.of(input ?? {}, 'the query')))
}

/** Reads the patient and the sessions of a query for tokens. */
export function readPatientQuery(input: unknown): { readonly patientId: string; readonly query: SessionQuery } {
  return untrusted('the query', input, () => {
    const fields = Fields.of(input, 'the query')
    return { patientId: fields.personalText('patientId', 64), query: sessionQuery(fields) }
  })
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
