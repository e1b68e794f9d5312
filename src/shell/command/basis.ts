import type { Basis } from '../../api/commands'
import type { Rejected } from '../../api/results'
import type { Doctor } from '../../core/doctor'
import type { Fact } from '../../core/fact'
import { Fields, invalid, untrusted } from '../input/fields'
import type { Outcome } from './preparation'
import { reject } from './refuse'
import { digestOf } from './repeat'

/** Reads the basis among the options of `execute`. */
export function readBasis(options: unknown): Basis | undefined {
  if (options === undefined) return undefined
  return untrusted('the options', options, () => {
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      throw invalid('options', options, 'Give an object, such as { basis: plan.basis }')
    const fields = new Fields(options as Record<string, unknown>)
    const basis = fields.get('basis')
    fields.done('option')
    return basis === undefined ? undefined : checked(basis)
  })
}

function checked(basis: unknown): Basis {
  const fields = Fields.of(basis, 'basis')
  const outcome = fields.get('outcome')
  if (!fields.has('versions') || typeof outcome !== 'string' || outcome === '' || outcome.length > 40)
    throw invalid('basis', basis, 'Give the basis of a plan, unchanged')
  const given = fields.get('versions')
  fields.done()
  const versions = Fields.of(given, 'basis.versions')
  const streams = Object.keys(given as object)
  const read = streams.map((stream) => [stream, versions.whole(stream, 0, Number.MAX_SAFE_INTEGER)])
  return { versions: Object.fromEntries(read), outcome }
}

/** The basis of a decision that issues tokens with these numbers. `facts` are all its facts, with those that follow. */
export function basisOf({ records, refusal }: Outcome, facts: readonly Fact[], numbers: readonly string[]): Basis {
  const versions = Object.fromEntries(records.map((record) => [record.sessionId, record.version]))
  const moves = facts.map(meaning)
  const answer = refusal === undefined ? undefined : { code: refusal.code, details: refusal.details }
  return { versions, outcome: digestOf({ moves, answer, numbers }) }
}

/** The basis of a registration on this version of the doctor's stream. */
export function doctorBasis(doctor: Doctor, version: number): Basis {
  return { versions: { [doctor.id]: version }, outcome: digestOf(doctor) }
}

/**
 * What a fact says, without what may differ a minute later although the same happens: its time, the end of a hold or an offer, and
 * ranks that improve with waiting. The ranks that the rules gave on arrival are in `intake`.
 */
function meaning({ at: _, rank: __, byRank: ___, until, ...fact }: Fact): object {
  return { ...fact, sitsOut: fact.type === 'token.skipped' ? until : undefined }
}

/** Whether both name the same streams with the same versions, but for the one that the command had swept, and the same outcome. */
export function sameBasis(expected: Basis, found: Basis, swept?: string): boolean {
  const streams = Object.keys(found.versions)
  return (
    expected.outcome === found.outcome &&
    streams.length === Object.keys(expected.versions).length &&
    streams.every((stream) => stream === swept || expected.versions[stream] === found.versions[stream])
  )
}

/** The refusal of a plan that is out of date. */
export function stale(expected: Basis, found: Basis): Rejected {
  return reject('plan-stale', { expected, found })
}
