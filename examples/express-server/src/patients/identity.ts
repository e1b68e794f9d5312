import { comparableName, type Details, type Patient } from './person'

/** Ages of one person may be told up to this many years apart: birthdays pass, and people round. */
const YEARS_APART = 2
const YEAR = 365.25 * 86_400_000

/** The patient whom the given details mean. */
export type Identity<P extends Patient = Patient> =
  | { readonly is: 'new' }
  | { readonly is: 'found'; readonly patient: P }
  /** Several patients may be meant, or one may be meant who has no hospital number yet. */
  | { readonly is: 'ambiguous'; readonly patients: readonly P[] }
  /** The hospital number belongs to this patient, who is described differently. */
  | { readonly is: 'taken'; readonly patient: P }

/**
 * Returns who is meant. The same hospital number means the same person, and different numbers mean two. Without a number, the same phone
 * and name mean the same person, unless birth date, age or gender contradict. Without number and phone it is a new patient.
 *
 * @param near all patients with the same hospital number or phone
 */
export function identify<P extends Patient>(told: Details, near: readonly P[], at: number): Identity<P> {
  const { hospitalNumber, phone } = told
  const holder = hospitalNumber === null ? undefined : near.find((each) => each.hospitalNumber === hospitalNumber)
  if (holder !== undefined) return { is: contradict(told, holder, at) ? 'taken' : 'found', patient: holder }
  const alike = near.filter(
    (each) =>
      phone !== null &&
      each.phone === phone &&
      (hospitalNumber === null || each.hospitalNumber === null) &&
      !contradict(told, each, at),
  )
  const [first, ...others] = alike
  if (first === undefined) return { is: 'new' }
  if (hospitalNumber !== null || others.length > 0) return { is: 'ambiguous', patients: alike }
  return { is: 'found', patient: first }
}

/** Whether the details told now cannot be those of the patient. Details that one side lacks contradict nothing. */
function contradict(told: Details, known: Patient, now: number): boolean {
  if (comparableName(told.name) !== comparableName(known.name)) return true
  if (differ(gender(told), gender(known))) return true
  if (told.birthDate !== null && known.birthDate !== null) return told.birthDate !== known.birthDate
  const ages = [ageOn(told, now, now), ageOn(known, known.updatedAt, now)] as const
  return ages[0] !== null && ages[1] !== null && Math.abs(ages[0] - ages[1]) > YEARS_APART
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}

function gender({ gender }: Details): string | null {
  return gender === 'unknown' ? null : gender
}

/** The age at a time, from the birth date or from the age told at another time. */
function ageOn({ age, birthDate }: Details, toldAt: number, at: number): number | null {
  if (birthDate !== null) return fullYears(Date.parse(birthDate), at)
  return age === null ? null : age + fullYears(toldAt, at)
}

function fullYears(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / YEAR))
}
