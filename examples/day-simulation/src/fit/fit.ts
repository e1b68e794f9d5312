import type { ClassHabits } from '../day/clinic'
import { comesUnbooked, type Scenario, type ScenarioClass, type ScenarioDoctor } from '../scenario/scenario'
import { UsageError } from '../usage-error'
import type { Booking } from './bookings'
import { type FittedVisits, fitVisits, rounded } from './fit-visits'
import { distance, normalShare, quantileOf, type Sample, sampleOf } from './samples'

/** A clinic that was fitted to records. */
export interface Fitted {
  readonly scenario: Scenario
  readonly visits: Sample
  readonly distributions: readonly FittedVisits[]
  /** How early patients with an appointment came, if the records say so, and how far that is from normal. */
  readonly early: { readonly sample: Sample; readonly distance: number } | undefined
  /** Minutes from arrival to the doctor. */
  readonly waits: Sample | undefined
  /** Bookings, and sessions of one doctor on one day. */
  readonly bookings: number
  readonly sessions: number
}

/** Fewer records than this say nothing about a distribution. */
const LEAST = 20

const HOUR = 60
const DAY = 24 * HOUR

/** First days of the groups in which no-shows are counted. */
const LEADS = [0, 1, 3, 8, 16]

/** Fits a clinic to records. Each part of the result says how many of them it is from. */
export function fitClinic(what: string, bookings: readonly Booking[]): Fitted {
  const visits = sampleOf(both(bookings, 'startedAt', 'endedAt').filter((minutes) => minutes > 0))
  if (visits.count < LEAST)
    throw new UsageError(
      `${what} has ${visits.count} visits with 'started at' and 'ended at'. Give at least ${LEAST} of them.`,
    )
  const distributions = fitVisits(visits)
  const came = sampleOf(
    both(
      bookings.filter((booking) => !comesUnbooked(booking)),
      'arrivedAt',
      'appointmentAt',
    ),
  )
  const early = came.count < LEAST ? undefined : came
  const waits = sampleOf(both(bookings, 'arrivedAt', 'startedAt').filter((minutes) => minutes >= 0))
  const sessions = grouped(bookings, ({ doctor, appointmentAt }) => `${doctor} ${Math.floor(appointmentAt / DAY)}`)
  const hours = hoursOf(bookings)
  const doctors = doctorsOf(bookings, visits.mean, [...sessions.values()])
  const roomsBySession = [...sessions.values()].map(([first]) => doctors.rooms.get(first!.doctor)!)
  const roomHours = roomsBySession.reduce((sum, rooms) => sum + rooms, 0) * hours.length
  const seatsPerRoom = Math.max(1, Math.min(200, Math.round(bookings.length / roomHours)))
  const from = (count: number, noun: string): string => `fitted to ${count} ${noun} of ${what}`
  const scenario: Scenario = {
    name: 'Fitted clinic',
    load: rounded(Math.min(20, bookings.length / (roomHours * seatsPerRoom))),
    slots: {
      hours,
      seatsPerRoom,
      wanted: hours.map((hour) => bookings.filter(({ appointmentAt }) => hourOf(appointmentAt) === hour).length),
    },
    doctors: doctors.list,
    visits: distributions[0]!.visits,
    punctuality: {
      meanMinutesEarly: within(early?.mean ?? 15, -120, 120),
      sdMinutes: within(early?.sd ?? 20, 0, 120),
    },
    noShows: noShowsOf(bookings),
    classes: classesOf(bookings, hours),
    sources: {
      load: `${from(bookings.length, 'bookings')}; requests that got no booking are not in it`,
      slots: `${from(bookings.length, 'bookings')}; seats are the bookings of an hour on average`,
      doctors: from(sessions.size, 'sessions'),
      visits: from(visits.count, 'visits'),
      punctuality:
        early === undefined ? 'assumption: 15 minutes early, give or take 20' : from(early.count, 'arrivals'),
      noShows: from(attended(bookings).length, 'bookings that were not cancelled'),
      classes: from(bookings.length, 'bookings'),
    },
  }
  return {
    scenario,
    visits,
    distributions,
    early: early && { sample: early, distance: distance(early, (value) => normalShare(value, early.mean, early.sd)) },
    waits: waits.count < LEAST ? undefined : waits,
    bookings: bookings.length,
    sessions: sessions.size,
  }
}

type Time = 'appointmentAt' | 'bookedAt' | 'arrivedAt' | 'startedAt' | 'endedAt'

/** Minutes from the first time to the second, of the bookings that have both. */
function both(bookings: readonly Booking[], first: Time, second: Time): number[] {
  return bookings.flatMap((each) => {
    const [from, to] = [each[first], each[second]]
    return from === undefined || to === undefined ? [] : [to - from]
  })
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const each of all) {
    const key = keyOf(each)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [each])
    else group.push(each)
  }
  return groups
}

function hourOf(at: number): number {
  return Math.floor((at % DAY) / HOUR)
}

/** Hours with at least one appointment in a hundred. */
function hoursOf(bookings: readonly Booking[]): number[] {
  const counts = new Array<number>(24).fill(0)
  for (const { appointmentAt } of bookings) counts[hourOf(appointmentAt)]!++
  return counts.flatMap((count, hour) => (count >= bookings.length / 100 && hour >= 6 && hour <= 22 ? [hour] : []))
}

function doctorsOf(
  bookings: readonly Booking[],
  minutes: number,
  sessions: readonly (readonly Booking[])[],
): { list: ScenarioDoctor[]; rooms: ReadonlyMap<string, number> } {
  const rooms = new Map<string, number>()
  const list = [...grouped(bookings, ({ doctor }) => doctor)].map(([name, own], index) => {
    const count = roomsOf(own)
    rooms.set(name, count)
    const late = lateOf(sessions.filter(([first]) => first!.doctor === name))
    const plain = name.replace(/^Dr\.? /, '')
    return {
      name: /^[A-Za-z][A-Za-z0-9 -]{0,29}$/.test(plain) ? plain : `Doctor ${index + 1}`,
      minutesPerVisit: Math.max(1, Math.min(120, Math.round(minutes))),
      ...(count === 1 ? undefined : { rooms: count }),
      weight: own.length,
      ...(late === undefined ? undefined : { late }),
    }
  })
  return { list, rooms }
}

/** How many visits of a doctor run at once, as in nineteen of twenty of them at most. */
function roomsOf(own: readonly Booking[]): number {
  const runs = own.flatMap(({ startedAt, endedAt }) =>
    startedAt === undefined || endedAt === undefined ? [] : [{ startedAt, endedAt }],
  )
  if (runs.length === 0) return 1
  const busy = runs.map(({ startedAt: at }) => runs.filter((run) => run.startedAt <= at && at < run.endedAt).length)
  return Math.max(1, Math.min(50, Math.floor(quantileOf(sampleOf(busy), 0.95))))
}

/** How long after the first appointment's hour the first visit of a session began. */
function lateOf(sessions: readonly (readonly Booking[])[]): ScenarioDoctor['late'] {
  const minutes = sessions.flatMap((session) => {
    const started = session.flatMap(({ startedAt }) => startedAt ?? [])
    if (started.length === 0) return []
    const opening = Math.floor(Math.min(...session.map(({ appointmentAt }) => appointmentAt)) / HOUR) * HOUR
    return [Math.max(0, Math.min(...started) - opening)]
  })
  if (minutes.length < 5) return undefined
  const { mean, sd } = sampleOf(minutes)
  return mean < 1 ? undefined : { meanMinutes: within(mean, 0, 240), sdMinutes: within(sd, 0, 120) }
}

function attended(bookings: readonly Booking[]): Booking[] {
  return bookings.filter(({ status }) => status !== 'cancelled')
}

function leadOf({ bookedAt, appointmentAt }: Booking): number {
  return bookedAt === undefined ? 0 : Math.max(0, Math.floor(appointmentAt / DAY) - Math.floor(bookedAt / DAY))
}

/** Groups with few records are those of the group before. */
function noShowsOf(bookings: readonly Booking[]): Scenario['noShows'] {
  return LEADS.flatMap((fromDays, index) => {
    const until = LEADS[index + 1] ?? Number.POSITIVE_INFINITY
    const own = attended(bookings).filter((each) => leadOf(each) >= fromDays && leadOf(each) < until)
    const absent = own.filter(({ status }) => status === 'no-show').length
    if (own.length >= LEAST) return [{ fromDays, percent: rounded((absent / own.length) * 100) }]
    return index === 0 ? [{ fromDays, percent: 0 }] : []
  })
}

function classesOf(bookings: readonly Booking[], hours: readonly number[]): ScenarioClass[] {
  const classes = [...grouped(bookings, ({ source }) => source)]
  const shares = classes.map(([, own]) => rounded((own.length / bookings.length) * 100))
  const others = shares.slice(1).reduce((sum, share) => sum + share, 0)
  return classes.map(([name, own], index): ScenarioClass => {
    const source = name as ClassHabits['source']
    const percent = index === 0 ? rounded(100 - others) : shares[index]!
    if (!comesUnbooked({ source })) {
      // The demand draws between these numbers and rounds down, so the middle of a day stands for it.
      const leads = sampleOf(own.map((each) => leadOf(each) + 0.5))
      const leadDays = Array.from({ length: 11 }, (_, tenth) => Math.min(30, rounded(quantileOf(leads, tenth / 10))))
      return { source, percent, leadDays }
    }
    const counts = new Map<number, number>()
    for (const { arrivedAt, bookedAt, appointmentAt } of own) {
      const hour = Math.max(6, Math.min(hours.at(-1)!, hourOf(bookedAt ?? arrivedAt ?? appointmentAt)))
      counts.set(hour, (counts.get(hour) ?? 0) + 1)
    }
    const byHour = [...counts].sort(([a], [b]) => a - b).map(([hour, weight]) => ({ hour, weight }))
    return { source, percent, byHour }
  })
}

function within(value: number, least: number, most: number): number {
  return rounded(Math.max(least, Math.min(most, value)))
}
