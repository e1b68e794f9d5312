import type { Doctor, OpdScheduler } from 'opd-scheduler'

const DOCTORS = [
  { id: 'dr-rao', name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 6 },
  { id: 'dr-shah', name: 'Dr. Shah', specialization: 'General medicine', minutesPerVisit: 5 },
  { id: 'dr-iyer', name: 'Dr. Iyer', specialization: 'Orthopaedics', minutesPerVisit: 10 },
]
const HOURS = [9, 10, 11, 12, 14, 15, 16]
const DAYS = 7
const DAY = 86_400_000

/**
 * `always`: the sample's doctors besides others. `if-empty`: only if there are no other doctors. In both cases a doctor who has one of
 * its ids and other data is somebody real, and is left alone.
 */
export type SampleMode = 'always' | 'if-empty' | 'off'

/**
 * Returns a function that registers three doctors, to try the server with, and opens their sessions of today and the coming six days.
 * Later calls open the days that have come nearer.
 */
export function sampleOf(scheduler: OpdScheduler, timeZone: string, clock: () => number, mode: SampleMode) {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone })
  const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  let openedOn: string | undefined
  return async (): Promise<void> => {
    const today = day.format(clock())
    if (mode === 'off' || openedOn === today) return
    const known = new Map((await scheduler.doctors()).map((doctor) => [doctor.id, doctor]))
    const isOurs = (sample: Sample) => same(sample, known.get(sample.id))
    const others = [...known.keys()].filter((id) => !DOCTORS.some((sample) => sample.id === id && isOurs(sample)))
    for (const sample of mode === 'if-empty' && others.length > 0 ? [] : DOCTORS) {
      if (known.has(sample.id) && !isOurs(sample)) continue
      await scheduler.registerDoctor(sample)
      const capacity = Math.floor(60 / sample.minutesPerVisit)
      const slots = HOURS.map((hour) => ({ start: two(hour), end: two(hour + 1), capacity }))
      for (let ahead = 0; ahead < DAYS; ahead++)
        await scheduler.openSession({ doctorId: sample.id, date: day.format(clock() + ahead * DAY), slots })
    }
    openedOn = today
  }
}

type Sample = (typeof DOCTORS)[number]

function same(a: Sample, b: Doctor | undefined): boolean {
  return a.name === b?.name && a.specialization === b.specialization && a.minutesPerVisit === b.minutesPerVisit
}
