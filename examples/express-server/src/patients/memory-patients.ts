import { randomUUID } from 'node:crypto'
import { type Details, normalName, type Patient, type Patients, type Write, type Written } from './patients'

/** Patients for as long as the process lives. */
export function memoryPatients(): Patients {
  const people = new Map<string, Patient>()
  const erased = new Set<string>()
  const keys = new Map<string, { fingerprint: string | null; readonly id: string }>()

  /** What a repeated write answers; undefined for one that is new. */
  const repeated = ({ key, fingerprint }: Write): Written | undefined => {
    const known = key === undefined ? undefined : keys.get(key)
    if (known === undefined) return undefined
    if (erased.has(known.id)) return { status: 'erased' }
    const patient = people.get(known.id)
    return known.fingerprint === fingerprint && patient ? { status: 'done', patient } : { status: 'key-reused' }
  }
  const remember = ({ key, fingerprint }: Write, id: string) => {
    if (key !== undefined) keys.set(key, { fingerprint, id })
  }
  const save = (patient: Patient, write: Write): Written => {
    people.set(patient.id, patient)
    remember(write, patient.id)
    return { status: 'done', patient }
  }
  const samePerson = ({ name, phone }: Details) =>
    [...people.values()].find((each) => each.phone === phone && normalName(each.name) === normalName(name))

  return {
    get: async (id) => people.get(id),
    list: async (ids) => ids.flatMap((id) => people.get(id) ?? []),
    findByPhone: async (phone) => [...people.values()].filter((patient) => patient.phone === phone),
    async admit(details, write) {
      const fresh = { ...details, id: `p-${randomUUID()}`, createdAt: write.at, updatedAt: write.at }
      return repeated(write) ?? save(samePerson(details) ?? fresh, write)
    },
    async change(id, details, write) {
      const again = repeated(write)
      if (again !== undefined) return again
      const known = people.get(id)
      if (known === undefined) return { status: erased.has(id) ? 'erased' : 'unknown' }
      return save({ ...known, ...details, updatedAt: write.at }, write)
    },
    async erase(id, write) {
      const known = write.key === undefined ? undefined : keys.get(write.key)
      if (known !== undefined && known.id !== id) return 'key-reused'
      if (!people.has(id) && !erased.has(id)) return 'unknown'
      people.delete(id)
      erased.add(id)
      remember(write, id)
      // A fingerprint of a phone number can be guessed.
      for (const each of keys.values()) if (each.id === id) each.fingerprint = null
      return 'erased'
    },
    ping: async () => undefined,
    close: async () => undefined,
  }
}
