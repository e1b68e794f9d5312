import { type Erased, isErased } from './person'
import type { Claim, Found, Lookup, Stored } from './table'

/** What some lookups find together. */
export interface Sought {
  /** The claims, by key. */
  readonly claims: ReadonlyMap<string, Claim>
  /** The patients with one of the ids, phones and hospital numbers. */
  readonly patients: readonly (Stored | Erased)[]
}

/** Returns the ids of the patients whom the lookups name, directly or by a claim; undefined for none. */
export function idsOf(lookups: readonly Lookup[], claims: Sought['claims']): readonly (string | undefined)[] {
  return lookups.map(({ key, id }) => id ?? (key === undefined ? undefined : claims.get(key)?.patientId))
}

/** Returns what each lookup finds. */
export function matched(lookups: readonly Lookup[], { claims, patients }: Sought): readonly Found[] {
  const byId = new Map(patients.map((patient) => [patient.id, patient]))
  const living = [...byId.values()].filter((patient): patient is Stored => !isErased(patient))
  const byPhone = groupBy(living, ({ phone }) => phone)
  const byNumber = groupBy(living, ({ hospitalNumber }) => hospitalNumber)
  const ids = idsOf(lookups, claims)
  return lookups.map(({ key, phone = null, hospitalNumber = null }, index): Found => {
    const near = new Set([...(byPhone.get(phone) ?? []), ...(byNumber.get(hospitalNumber) ?? [])])
    return {
      claim: key === undefined ? undefined : claims.get(key),
      patient: byId.get(ids[index] ?? ''),
      near: [...near],
    }
  })
}

/** Groups patients by a detail. Those without it are in no group. */
function groupBy(
  patients: readonly Stored[],
  detailOf: (patient: Stored) => string | null,
): ReadonlyMap<string | null, readonly Stored[]> {
  const groups = new Map<string, Stored[]>()
  for (const patient of patients) {
    const detail = detailOf(patient)
    if (detail === null) continue
    const group = groups.get(detail)
    if (group === undefined) groups.set(detail, [patient])
    else group.push(patient)
  }
  return groups
}
