import type { OpdScheduler } from 'opd-scheduler'

const DOCTORS = [
  { id: 'dr-rao', name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 6 },
  { id: 'dr-shah', name: 'Dr. Shah', specialization: 'General medicine', minutesPerVisit: 5 },
  { id: 'dr-iyer', name: 'Dr. Iyer', specialization: 'Orthopaedics', minutesPerVisit: 10 },
]
const HOURS = [9, 10, 11, 12, 14, 15, 16]
const DAYS = 7
const DAY = 86_400_000

/** Registers three doctors and opens their coming week, to try the server with. Repeating it changes nothing. */
export async function openSample(scheduler: OpdScheduler, timeZone: string, now: number): Promise<void> {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone })
  const two = (hour: number) => String(hour).padStart(2, '0')
  for (const { minutesPerVisit, ...doctor } of DOCTORS) {
    await scheduler.registerDoctor({ ...doctor, minutesPerVisit })
    const capacity = Math.floor(60 / minutesPerVisit)
    const slots = HOURS.map((hour) => ({ start: `${two(hour)}:00`, end: `${two(hour + 1)}:00`, capacity }))
    for (let ahead = 0; ahead < DAYS; ahead++)
      await scheduler.openSession({ doctorId: doctor.id, date: day.format(now + ahead * DAY), slots })
  }
}
