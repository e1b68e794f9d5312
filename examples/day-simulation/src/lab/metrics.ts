import { CLASSES, type ClassHabits, clockOf, MINUTE } from '../day/clinic'
import type { Patient } from '../day/demand'
import { slotIdOf } from '../day/timetable'
import type { DayCourse, PatientCourse, SessionCourse } from './course'
import type { DayValue } from './figure'
import type { LabDay } from './lab'

type Source = ClassHabits['source']

/** One line of the table. */
export interface Metric {
  /** The booking class asked for; null for all patients together. */
  readonly source: Source | null
  readonly name: string
  readonly unit: string
  readonly better: 'less' | 'more'
}

/** A patient with the first of their requests, and what became of them. */
interface Person {
  readonly request: Patient
  /** Id of the slot asked for; undefined if the request named none. */
  readonly wanted: string | undefined
  /** Undefined if every request was refused. */
  readonly course: PatientCourse | undefined
}

interface OfClass extends Omit<Metric, 'source'> {
  of(people: readonly Person[]): DayValue
}

interface OfDay extends Omit<Metric, 'source'> {
  of(people: readonly Person[], sessions: readonly SessionCourse[]): DayValue
}

const OF_CLASS: readonly OfClass[] = [
  {
    name: 'mean wait from check-in to the doctor',
    unit: 'minutes',
    better: 'less',
    of: (people) => mean(waitsOf(people)),
  },
  {
    name: 'wait that 9 in 10 do not exceed',
    unit: 'minutes',
    better: 'less',
    of: (people) => ninetieth(waitsOf(people)),
  },
  {
    name: 'seated in the hour asked for',
    unit: '% of those who named an hour',
    better: 'more',
    of: (people) => share(people.filter(isLoyal), ({ wanted, course }) => course?.seat === wanted),
  },
  {
    name: 'had a place on the day at all',
    unit: '% of patients',
    better: 'more',
    of: (people) => share(people.filter(wantsPlace), hadPlace),
  },
]

const OF_DAY: readonly OfDay[] = [
  {
    name: 'seen',
    unit: 'patients',
    better: 'more',
    of: (people) => count(people, ({ course }) => course?.isSeen === true),
  },
  {
    name: 'ended without a seat',
    unit: 'patients',
    better: 'less',
    of: (people) => count(people.filter(wantsPlace), (person) => !hadPlace(person)),
  },
  {
    name: 'moved for another',
    unit: 'patients',
    better: 'less',
    of: (people) => count(people, (person) => bumpsOf(person) > 0),
  },
  { name: 'most moves of one', unit: 'times', better: 'less', of: (people) => Math.max(0, ...people.map(bumpsOf)) },
  { name: 'overtime', unit: 'min a doctor', better: 'less', of: (_, sessions) => mean(sessions.map(overtimeOf)) },
  {
    name: 'idle in working hours',
    unit: 'min a doctor',
    better: 'less',
    of: (_, sessions) => mean(sessions.map(idleOf)),
  },
]

const SOURCES = CLASSES.map(({ source }) => source)

/** All lines, in the order of the values of a day. */
export const METRICS: readonly Metric[] = [
  ...OF_CLASS.flatMap(({ name, unit, better }) => SOURCES.map((source) => ({ source, name, unit, better }))),
  ...OF_DAY.map(({ name, unit, better }) => ({ source: null, name, unit, better })),
]

/** Measures a finished day: a value for each of `METRICS`, null if there was nobody to measure. */
export function measure({ patients, hours }: LabDay, course: DayCourse): DayValue[] {
  const first = new Map<string, Patient>()
  // A few patients ask again. Their first request tells what they wanted.
  for (const patient of patients) if (!first.has(patient.id)) first.set(patient.id, patient)
  const people = [...first.values()].map((request): Person => {
    const { doctor, slot } = request
    const wanted = slot === undefined ? undefined : slotIdOf(doctor, clockOf(hours[slot]!))
    return { request, wanted, course: course.patients.get(request.id) }
  })
  const byClass = SOURCES.map((source) => people.filter(({ request }) => request.source === source))
  const sessions = [...course.sessions.values()]
  return [...OF_CLASS.flatMap(({ of }) => byClass.map(of)), ...OF_DAY.map(({ of }) => of(people, sessions))]
}

/** Patients who call off themselves need no place. They are the same under all rules. */
function wantsPlace({ request }: Person): boolean {
  return request.cancelsAt === undefined
}

/** Whether the patient named an hour and stays with it. */
function isLoyal(person: Person): boolean {
  return wantsPlace(person) && person.wanted !== undefined && person.request.reschedulesAt === undefined
}

function hadPlace({ course }: Person): boolean {
  return course !== undefined && (course.seat !== null || course.isSeen)
}

function bumpsOf({ course }: Person): number {
  return course?.bumps ?? 0
}

/** Minutes, ascending. */
function waitsOf(people: readonly Person[]): number[] {
  return people
    .flatMap(({ course }) => (course?.waitMs === undefined ? [] : [course.waitMs / MINUTE]))
    .sort((a, b) => a - b)
}

/** Minutes from the end of the doctor's hours to the end of the last visit. */
function overtimeOf({ hours, visits }: SessionCourse): number {
  const end = Math.max(...hours.map(({ endsAt }) => endsAt))
  return Math.max(0, ...visits.map(({ to }) => to - end)) / MINUTE
}

/** Minutes of the doctor's hours without a patient; of several rooms, the average. */
function idleOf({ hours, rooms, visits }: SessionCourse): number {
  let ms = 0
  for (const { startsAt, endsAt } of hours) {
    ms += rooms * (endsAt - startsAt)
    for (const { from, to } of visits) ms -= Math.max(0, Math.min(to, endsAt) - Math.max(from, startsAt))
  }
  return ms / rooms / MINUTE
}

function mean(values: readonly number[]): DayValue {
  return values.length === 0 ? null : values.reduce((sum, each) => sum + each, 0) / values.length
}

/** The smallest value that at least nine tenths do not exceed. */
function ninetieth(ascending: readonly number[]): DayValue {
  return ascending[Math.ceil(ascending.length * 0.9) - 1] ?? null
}

function share(people: readonly Person[], holds: (person: Person) => boolean): DayValue {
  return people.length === 0 ? null : (100 * count(people, holds)) / people.length
}

function count(people: readonly Person[], holds: (person: Person) => boolean): number {
  return people.reduce((sum, person) => (holds(person) ? sum + 1 : sum), 0)
}
