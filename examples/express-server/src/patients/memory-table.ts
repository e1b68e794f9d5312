import { oneAtATime } from './one-at-a-time'
import type { Claim, Patient, PatientRows, PatientTable } from './patients'

/** Patients in memory, lost when the process ends. */
export function memoryTable(): PatientTable {
  const people = new Map<string, Patient | 'erased'>()
  const claims = new Map<string, Claim>()
  const alone = oneAtATime()
  const rows: PatientRows = {
    one: async (id) => people.get(id),
    byPhone: async (phone) =>
      [...people.values()].filter((each): each is Patient => each !== 'erased' && each.phone === phone),
    async put(patient) {
      people.set(patient.id, patient)
    },
    async erase(id) {
      people.set(id, 'erased')
      for (const [key, { patientId }] of claims) if (patientId === id) claims.set(key, { patientId, fingerprint: null })
    },
    claim: async (key) => claims.get(key),
    async remember(key, claim) {
      claims.set(key, claim)
    },
  }
  return {
    read: (work) => alone(() => work(rows)),
    write: (_concerning, work) => alone(() => work(rows)),
    close: async () => undefined,
  }
}
