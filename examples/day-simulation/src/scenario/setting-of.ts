import { type ClassHabits, type ClinicDoctor, HOUR, MIDNIGHT, MINUTE, SECOND, TRIAGE_MIX, UPSETS } from '../day/clinic'
import { exponential, lognormal, normal } from '../day/distributions'
import type { Random } from '../day/random'
import type { Absence, Setting } from '../day/setting'
import type { Scenario, ScenarioClass, ScenarioDoctor, Visits } from './scenario'

/** The doctors of a clinic's file, as the scheduler gets to know them. */
export function doctorsIn({ doctors }: Scenario): ClinicDoctor[] {
  return doctors.map(({ name, specialization = 'General medicine', minutesPerVisit, rooms }) => ({
    id: idOf(name),
    name: `Dr. ${name}`,
    specialization,
    minutesPerVisit,
    ...(rooms === undefined || rooms === 1 ? undefined : { rooms }),
  }))
}

/** What the days of a clinic's file have in common. */
export function settingOf({
  slots,
  doctors,
  visits,
  punctuality,
  noShows,
  classes,
  triage,
  surge = 0,
  conduct,
}: Scenario): Setting {
  const known = new Map(doctors.map((doctor) => [idOf(doctor.name), doctor]))
  return {
    hours: slots.hours,
    capacity: slots.seatsPerRoom,
    popularity: slots.wanted,
    reputation: doctors.map(({ weight = 1 }) => weight),
    classes: classes.map(habitsOf),
    noShowRate: (leadDays) => noShows.findLast(({ fromDays }) => fromDays <= leadDays)!.percent / 100,
    triageMix: triage ?? TRIAGE_MIX,
    upsets: { ...UPSETS, ...conduct },
    visitMinutes: ({ id }, random) => minutesOf(known.get(id)!.visits ?? visits, random),
    earlyMinutes: (random) => normal(random, punctuality.meanMinutesEarly, punctuality.sdMinutes),
    surge,
    // The file says how long visits really are.
    tempo: [1],
    absences: ({ id }, random) => absencesOf(known.get(id)!, slots.hours[0]!, random),
  }
}

function idOf(name: string): string {
  return `dr-${name.toLowerCase().replaceAll(' ', '-')}`
}

function habitsOf({ source, percent, leadDays = [0], byHour }: ScenarioClass): ClassHabits {
  if (byHour === undefined) return { source, share: percent, leadDays }
  const weights = byHour.map(({ weight }) => weight)
  return {
    source,
    share: percent,
    leadDays,
    // Whole seconds, so that rounding does not move a patient into the next hour, which may have no slot.
    hourOf: (random) => byHour[random.weighted(weights)]!.hour + random.below(3600) / 3600,
  }
}

function minutesOf({ distribution, meanMinutes, cv = 0 }: Visits, random: Random): number {
  switch (distribution) {
    case 'fixed':
      return meanMinutes
    case 'exponential':
      return exponential(random, meanMinutes)
    default:
      return lognormal(random, meanMinutes, cv)
  }
}

function absencesOf({ late, breaks = [] }: ScenarioDoctor, firstHour: number, random: Random): Absence[] {
  const opening = MIDNIGHT + firstHour * HOUR
  const lateMinutes = late === undefined ? 0 : Math.max(0, normal(random, late.meanMinutes, late.sdMinutes))
  const lateMs = Math.round((lateMinutes * MINUTE) / SECOND) * SECOND
  return [
    ...(lateMs === 0 ? [] : [[MIDNIGHT, opening + lateMs] as const]),
    ...breaks.map(({ from, to }): Absence => [at(from), at(to)]),
  ]
}

function at(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return MIDNIGHT + hour * HOUR + minute * MINUTE
}
