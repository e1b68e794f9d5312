import { isErased } from './person'
import type { Claim, PatientTable } from './table'

/** Most claims that are read at once. */
const PAGE = 500

/**
 * Returns a function that removes the patients whom bookings stored without being committed, because the process died or the storage
 * failed. Call it each hour: a booking that is not committed at two calls is not under way any more. A patient with a commit stays.
 */
export function leftoversOf(table: PatientTable) {
  /** The uncommitted claims of the last call, with their uses. */
  let doubtful = new Map<string, number>()

  /** Ends one use of a claim, unless another request has come to rely on it. */
  const release = (key: string, { patientId, uses }: Claim) =>
    table.write(
      { key, id: patientId },
      ({ claim }) => ({
        result: undefined,
        ...(claim?.patientId === patientId && claim.uses === uses && { release: { key, patientId } }),
      }),
      true,
    )

  const stay = (id: string) =>
    table.write(
      { id },
      ({ patient }) => ({
        result: undefined,
        ...(patient !== undefined && !isErased(patient) && { put: { ...patient, stays: true } }),
      }),
      false,
    )

  return async (isCommitted: (commandId: string) => Promise<boolean>): Promise<void> => {
    const seen = new Map<string, number>()
    let after = ''
    for (;;) {
      const claims = await table.claimsOfPassing(after, PAGE)
      for (const claim of claims) {
        const { key, patientId, uses } = claim
        if (await isCommitted(key)) await stay(patientId)
        else if (doubtful.get(key) === uses) await release(key, claim)
        else seen.set(key, uses)
      }
      if (claims.length < PAGE) break
      after = claims.at(-1)!.key
    }
    doubtful = seen
  }
}
