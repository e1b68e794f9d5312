import { isOpdError } from 'opd-scheduler'
import type { Commit } from 'opd-scheduler/store'
import { type Admitted, admission, type BookingAdmission, lookupOf } from './admission'
import type { Before } from './store-before'
import type { PatientTable } from './table'

/** How a booking went. */
export interface Attempt<T> {
  readonly result: T
  /** Whether the details mean another patient by now. Then nothing was stored and booked. */
  readonly isLost: boolean
  /** Whether the patient was there before; undefined if nothing had to be stored. */
  readonly found: boolean | undefined
}

/** A booking that the engine decides. */
interface Deciding {
  readonly given: BookingAdmission
  /** Begins when the engine has accepted the booking. */
  stored?: Promise<Admitted> | undefined
}

/** Stores the patients of bookings between the engine's decision and the commit. */
export function bookingsWith(table: PatientTable) {
  /** By command id. */
  const deciding = new Map<string, Deciding>()
  /** The last request under each key. */
  const last = new Map<string, Promise<unknown>>()

  /** Stores the patient, unless the details mean another one. */
  const store = (each: Deciding): Promise<Admitted> => {
    const { given } = each
    const decide = admission(given, false)
    each.stored ??= table
      .write(
        lookupOf(given),
        (found) => {
          const decision = decide(found)
          return means(decision.result, given.id) ? decision : { result: decision.result }
        },
        // The commit of the booking follows in the same log.
        false,
      )
      .catch((thrown) => {
        each.stored = undefined
        throw thrown
      })
    return each.stored
  }

  /** Takes back what a booking stored. */
  const release = async ({ given: { key, id }, stored }: Deciding): Promise<void> => {
    if (stored === undefined || !means(await stored, id)) return
    const lookup = { key, id }
    await table.write(lookup, () => ({ result: undefined, release: { key, patientId: id } }), false)
  }

  const before: Before = async (commits) => {
    const lost = new Set<Commit>()
    const storing = commits.map(async (commit) => {
      const each = deciding.get(commit.commandId)
      if (each !== undefined && !means(await store(each), each.given.id)) lost.add(commit)
    })
    await Promise.all(storing)
    return lost
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
        const isLost = stored !== undefined && !means(stored, given.id)
        return { result, isLost, found: stored?.status === 'done' ? stored.found : undefined }
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

function means(admitted: Admitted, id: string): boolean {
  return admitted.status === 'done' && admitted.patient.id === id
}
