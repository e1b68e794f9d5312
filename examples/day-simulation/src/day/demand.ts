import type { TokenAttributes } from 'opd-scheduler'
import {
  type ClassHabits,
  type ClinicDoctor,
  CONFIRM_MINUTES,
  DAY,
  HOUR,
  MIDNIGHT,
  MINUTE,
  MISSED_CALLS,
  PRIORITY_GROUPS,
  SECOND,
} from './clinic'
import { indexAt, type Random } from './random'
import { type Absence, type Setting, USUAL } from './setting'

/** A patient's conduct on the telephone and in the waiting room. */
interface Conduct {
  /** Whether the patient first has a seat held by telephone. */
  readonly phones: boolean
  /** Milliseconds after which the held seat is confirmed; undefined if never. */
  readonly confirmsAfterMs: number | undefined
  /** When the patient asks for another slot, if ever, and the index of that slot. */
  readonly reschedulesAt: number | undefined
  readonly otherSlot: number
  /** Number of calls that the patient misses. */
  readonly missedCalls: number
  /** Milliseconds in the waiting room after which the patient goes home unseen; undefined if never. */
  readonly leavesAfterMs: number | undefined
  /** Whether the patient, if still waiting for a seat, comes at the time asked for. */
  readonly standsBy: boolean
}

/** A booking request and everything the patient will do, decided before any rules apply. */
export interface Patient extends Conduct {
  readonly id: string
  /** Id for the token: the same under all rules, so that a recorded day can be replayed under others. */
  readonly tokenId: string
  readonly doctor: ClinicDoctor
  readonly source: ClassHabits['source']
  readonly attributes: TokenAttributes | undefined
  /** Epoch milliseconds of the booking. */
  readonly bookedAt: number
  /** Index of the slot asked for; undefined for the first free one. */
  readonly slot: number | undefined
  /** When the patient cancels, if ever. */
  readonly cancelsAt: number | undefined
  /** Whether the patient comes at all. */
  readonly comes: boolean
  /** Whether the patient books at the desk. */
  readonly isPresent: boolean
  /** When triage reclassifies the patient as an emergency, if ever. */
  readonly urgentAt: number | undefined
  /** Milliseconds before the start of the slot at which the patient arrives, negative when late. */
  readonly earlyMs: number
  /** Milliseconds from home to the clinic. */
  readonly travelMs: number
  /** Milliseconds that a present patient waits without a seat before going home. */
  readonly patienceMs: number
  /** Milliseconds with the doctor. */
  readonly visitMs: number
}

/** Returns the number of booking requests for a load. Each consulting room has its own seats. */
export function requestsFor(load: number, rooms: number, { hours, capacity }: Setting = USUAL): number {
  return Math.round(load * rooms * hours.length * capacity)
}

/** Returns `count` booking requests for the day, and those of an accident if the setting has one. They depend only on the arguments, never on the rules. */
export function demandOf(
  count: number,
  doctors: readonly ClinicDoctor[],
  random: Random,
  setting: Setting = USUAL,
): Patient[] {
  const { reputation, tempo, upsets } = setting
  const patients: Request[] = []
  const wishes = doctors.map((_, index) => reputation[index % reputation.length]!)
  for (let number = 1; number <= count; number++) {
    const earlier = random.chance(0.015) ? patients[random.below(patients.length)] : undefined
    // Multiples of the golden ratio spread evenly, so that chance leaves no doctor without patients.
    const doctor = doctors[indexAt((number * 0.6180339887) % 1, wishes)]!
    const patient = onePatient(number, doctor, random, setting)
    // A few patients ask again although they have a token.
    patients.push(earlier === undefined || earlier.isPresent ? patient : askingAgain(earlier, patient.tokenId, random))
  }
  const tempos = new Map(doctors.map((doctor) => [doctor, random.quantile(tempo)]))
  const withConduct = (requests: readonly Request[]): Patient[] => {
    const all = requests.map((patient) => ({
      ...patient,
      ...conductOf(patient, tempos.get(patient.doctor)!, random, setting),
    }))
    // Drawn last, so that all other numbers are those of a day without standby.
    return all.map((patient) => ({ ...patient, standsBy: random.chance(upsets.standsBy / 100) }))
  }
  const usual = withConduct(patients)
  // Drawn last, so that all others are the same people as on a day without an accident.
  return [...usual, ...withConduct(injuredOf(count, doctors.at(-1)!, random, setting))]
}

/** Requests of an accident's patients. All are sent to one doctor, in the hour before the first slot starts. */
function injuredOf(others: number, doctor: ClinicDoctor, random: Random, setting: Setting): Request[] {
  const opening = setting.hours[0]!
  const hourOf = (): number => random.between(opening - 1, opening)
  const accident = { ...setting, classes: [{ source: 'emergency', share: 100, leadDays: [0], hourOf } as const] }
  return Array.from({ length: setting.surge }, (_, index) => onePatient(others + index + 1, doctor, random, accident))
}

/** Returns when each doctor is not there, by id. They are drawn once for the day, like the patients. */
export function absencesOf(
  doctors: readonly ClinicDoctor[],
  random: Random,
  { absences }: Setting,
): ReadonlyMap<string, readonly Absence[]> {
  return new Map(doctors.map((doctor) => [doctor.id, absences(doctor, random)]))
}

/** A booking request without the patient's later conduct. */
type Request = Omit<Patient, keyof Conduct>

function onePatient(order: number, doctor: ClinicDoctor, random: Random, setting: Setting): Request {
  const { classes, hours } = setting
  const habits = classes[random.weighted(classes.map(({ share }) => share))]!
  const { source } = habits
  const number = String(order).padStart(4, '0')
  const leadDays = Math.floor(random.quantile(habits.leadDays))
  const isPresent = habits.hourOf !== undefined
  const bookedAt = wholeSecond(bookingTime(habits, leadDays, random, setting))
  const slot = wantedSlot(habits, bookedAt, random, setting)
  const start = MIDNIGHT + hours[slot ?? hours.length - 1]! * HOUR
  return {
    id: `p-${number}`,
    tokenId: `t-${number}`,
    doctor,
    source,
    attributes: attributesOf(source, random, setting),
    bookedAt,
    slot,
    cancelsAt: cancellation(leadDays, bookedAt, start, random),
    comes: !random.chance(setting.noShowRate(leadDays)),
    isPresent,
    urgentAt: source === 'walk-in' && random.chance(0.06) ? bookedAt + 10 * MINUTE : undefined,
    earlyMs: wholeSecond(setting.earlyMinutes(random) * MINUTE),
    travelMs: wholeSecond(random.between(15, 45) * MINUTE),
    patienceMs: wholeSecond(random.between(90, 300) * MINUTE),
    visitMs: wholeSecond(setting.visitMinutes(doctor, random) * MINUTE),
  }
}

function askingAgain(patient: Request, tokenId: string, random: Random): Request {
  const bookedAt = patient.bookedAt + wholeSecond(random.between(1, 30) * MINUTE)
  return { ...patient, tokenId, bookedAt, cancelsAt: undefined }
}

function conductOf(
  request: Request,
  tempo: number,
  random: Random,
  { upsets, hours }: Setting,
): Omit<Conduct, 'standsBy'> & Pick<Patient, 'slot' | 'earlyMs' | 'visitMs'> {
  const { source, bookedAt, cancelsAt, slot, earlyMs, visitMs, isPresent } = request
  const percent = (share: number): boolean => random.chance(share / 100)
  const isAhead = bookedAt < MIDNIGHT && cancelsAt === undefined
  const phones = percent(upsets.phones) && isAhead && source !== 'online'
  const abandons = percent(upsets.abandons)
  const confirmsAfterMs = wholeSecond(random.quantile(CONFIRM_MINUTES) * MINUTE)
  const reschedules = percent(upsets.reschedules) && isAhead
  const reschedulesAt = random.between(bookedAt + HOUR, MIDNIGHT + 8 * HOUR)
  const otherSlot = random.below(hours.length)
  const comesLate = percent(upsets.comesLate) && !isPresent
  const lateMs = wholeSecond(random.between(80, 170) * MINUTE)
  const missedCalls = random.weighted(MISSED_CALLS)
  const isImpatient = percent(upsets.isImpatient)
  const leavesAfterMs = wholeSecond(random.between(20, 75) * MINUTE)
  return {
    // A caller takes the first free slot.
    slot: phones ? undefined : slot,
    phones,
    confirmsAfterMs: abandons ? undefined : confirmsAfterMs,
    reschedulesAt: reschedules ? wholeSecond(reschedulesAt) : undefined,
    otherSlot,
    earlyMs: comesLate ? -lateMs : earlyMs,
    missedCalls,
    leavesAfterMs: isImpatient ? leavesAfterMs : undefined,
    visitMs: wholeSecond(visitMs * tempo),
  }
}

function bookingTime({ hourOf }: ClassHabits, leadDays: number, random: Random, { hours }: Setting): number {
  if (hourOf !== undefined) return MIDNIGHT + hourOf(random) * HOUR
  // Patients book on the day itself from early morning to noon, and before it at any waking hour.
  const noon = Math.min(12, hours.at(-1)! - 0.5)
  return MIDNIGHT - leadDays * DAY + (leadDays === 0 ? random.between(6.5, noon) : random.between(8, 21)) * HOUR
}

/** Patients at the desk ask for the current or next slot, or for the first free one; others choose by popularity. */
function wantedSlot(
  { source }: ClassHabits,
  bookedAt: number,
  random: Random,
  { hours, popularity }: Setting,
): number | undefined {
  const hour = (bookedAt - MIDNIGHT) / HOUR
  const next = hours.findIndex((start) => start + 1 > hour)
  if (source === 'emergency') return next
  if (source === 'walk-in') return random.chance(0.4) ? undefined : next
  return random.weighted(popularity.map((weight, index) => (hours[index]! > hour + 0.5 ? weight : 0)))
}

/** Some patients cancel days before, some on the morning of the visit; those who book on the day itself never cancel. */
function cancellation(leadDays: number, bookedAt: number, start: number, random: Random): number | undefined {
  const early = random.chance(0.06)
  const late = random.chance(0.08)
  const moment = random.next()
  if (leadDays < 1 || !(early || late)) return undefined
  const from = early ? bookedAt + HOUR : MIDNIGHT + 6.5 * HOUR
  const to = early ? MIDNIGHT - 4 * HOUR : start - 0.5 * HOUR
  return wholeSecond(from + moment * Math.max(0, to - from))
}

function attributesOf(source: string, random: Random, { triageMix }: Setting): TokenAttributes | undefined {
  const triage = 1 + random.weighted(triageMix)
  const rest = 100 - PRIORITY_GROUPS.reduce((sum, [, percent]) => sum + percent, 0)
  const group = PRIORITY_GROUPS[random.weighted([...PRIORITY_GROUPS.map(([, percent]) => percent), rest])]
  const attributes = {
    ...(source === 'emergency' ? { triage } : undefined),
    ...(group === undefined ? undefined : { priorityGroup: group[0] }),
  }
  return Object.keys(attributes).length === 0 ? undefined : attributes
}

function wholeSecond(ms: number): number {
  return Math.round(ms / SECOND) * SECOND
}
