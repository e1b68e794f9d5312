import { isOpdError } from 'opd-scheduler'
import type { Commit } from 'opd-scheduler/store'
import { admission, type BookingAdmission, lookupOf } from './admission'
import { isErased } from './person'
import type { Before } from './store-before'
import type { Decision, Found, PatientTable } from './table'

/** How a booking went. */
export interface Attempt<T> {
  readonly result: T
  /** Whether the details mean another patient by now, or the patient was erased. Then nothing was stored and booked. */
  readonly isLost: boolean
  /** Whether the patient was there before; undefined if nothing had to be stored. */
  readonly found: boolean | undefined
}

/** A booking that the engine decides. */
interface Deciding {
  readonly given: BookingAdmission
  /** Begins when the engine has accepted the booking. */
  stored?: Promise<Outcome>
}

/** What became of the patient of a booking. */
type Outcome =
  | { readonly is: 'stored'; readonly found: boolean }
  /** The details mean another patient by now, or the patient was erased. */
  | { readonly is: 'lost' }
  | { readonly is: 'failed'; readonly error: unknown }

/** Stores the patients of bookings between the engine's decision and the commit. */
export function bookingsWith(table: PatientTable) {
  /** By command id. */
  const deciding = new Map<string, Deciding>()
  /** The last request under each key. */
  const last = new Map<string, Promise<unknown>>()

  const store = (each: Deciding): Promise<Outcome> => {
    const { given } = each
    // The id too, so that an erasure of the patient since the plan is seen.
    const lookup = { ...lookupOf(given), id: given.id }
    // Not durable: the commit of the booking follows in the same log.
    each.stored ??= table
      .write(lookup, storing(given), false, true)
      .catch((error: unknown): Outcome => ({ is: 'failed', error }))
    return each.stored
  }

  /** Takes back what a booking stored. */
  const release = async ({ given: { key, id }, stored }: Deciding): Promise<void> => {
    if ((await stored)?.is !== 'stored') return
    const lookup = { key, id }
    await table.write(lookup, () => ({ result: undefined, release: { key, patientId: id } }), false)
  }

  const before: Before = async (commits) => {
    const refused = new Set<Commit>()
    const storing = commits.map(async (commit) => {
      const each = deciding.get(commit.commandId)
      if (each !== undefined && (await store(each)).is !== 'stored') refused.add(commit)
    })
    await Promise.all(storing)
    return refused
  }

  return {
    before,
    async booking<T>(
      given: BookingAdmission,
      book: () => Promise<T>,
      isRefusal: (result: T) => boolean,
    ): Promise<Attempt<T>> {
      const own: Deciding = { given }
      deciding.set(given.key, own)
      try {
        const result = await book()
        if (isRefusal(result)) await release(own)
        const stored = await own.stored
        if (stored?.is === 'failed') throw stored.error
        return { result, isLost: stored?.is === 'lost', found: stored?.is === 'stored' ? stored.found : undefined }
      } catch (thrown) {
        // With any other code of the library, nothing was written.
        if (isOpdError(thrown) && thrown.code !== 'outcome-unknown') await release(own).catch(() => undefined)
        throw thrown
      } finally {
        deciding.delete(given.key)
      }
    },
    /** Runs the work when earlier work under the same key has ended, so that a commit under a key belongs to one booking. */
    async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
      const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
      last.set(key, turn)
      try {
        return await turn
      } finally {
        if (last.get(key) === turn) last.delete(key)
      }
    },
  }
}

/** Decides to store the patient, unless the details mean another one or the patient was erased. */
function storing(given: BookingAdmission): (found: Found) => Decision<Outcome> {
  const decide = admission(given, false)
  return (found) => {
    const { claim, patient } = found
    const isOther = claim !== undefined && claim.patientId !== given.id
    if (isOther || (patient !== undefined && isErased(patient))) return { result: { is: 'lost' } }
    const { result, ...writes } = decide(found)
    if (result.status !== 'done' || result.patient.id !== given.id) return { result: { is: 'lost' } }
    return { result: { is: 'stored', found: result.found }, ...writes }
  }
}
