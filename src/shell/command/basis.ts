import type { Rejected } from '../../api/refusals'
import type { Basis } from '../../api/results'
import { Fields } from '../input/fields'
import { untrusted } from '../input/invalid'
import type { SessionRecord } from '../sessions/session-record'
import { reject } from './refuse'

/** Checks the basis of a plan. */
export function readBasis(basis: unknown): Basis | undefined {
  if (basis === undefined) return undefined
  return untrusted('basis', basis, () => {
    const fields = Fields.of(basis, 'basis')
    const names = Object.keys(basis as object)
    return Object.fromEntries(names.map((name) => [name, fields.whole(name, 0, Number.MAX_SAFE_INTEGER)]))
  })
}

/** Versions of the sessions that a decision read. */
export function basisOf(records: readonly SessionRecord[]): Basis {
  return Object.fromEntries(records.map((record) => [record.sessionId, record.version]))
}

/** Whether both name the same streams with the same versions. */
export function sameBasis(expected: Basis, found: Basis): boolean {
  const streams = Object.keys(found)
  return (
    streams.length === Object.keys(expected).length && streams.every((stream) => expected[stream] === found[stream])
  )
}

/** The refusal of a plan that is out of date. */
export function stale(expected: Basis, found: Basis): Rejected {
  return reject('plan-stale', { expected, found })
}
