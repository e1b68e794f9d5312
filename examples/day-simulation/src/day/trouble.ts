import type { Command } from 'opd-scheduler'
import { type ClinicDoctor, clockOf, DATE, HOUR, HOURS, MIDNIGHT, MINUTE } from './clinic'
import type { Patient } from './demand'

/** A day that goes wrong for one doctor. */
export interface Trouble {
  readonly name: TroubleName
  readonly doctor: ClinicDoctor
  /** A colleague of the same department who has time for some of the patients. */
  readonly substitute: { readonly doctor: ClinicDoctor; readonly hours: readonly number[] } | undefined
  /** When the doctor is not there, from the first moment until before the second. */
  readonly away: readonly [from: number, to: number]
  readonly steps: readonly TroubleStep[]
  /** Whether the desk gives the commands of the steps. If not, the scheduler does not learn of the trouble, but the patients do. */
  readonly isTold: boolean
}

/** What the desk does when it learns of the trouble. */
export interface TroubleStep {
  readonly at: number
  readonly command: Command & { readonly op: 'delay' | 'blockTime' | 'closeSession' }
  /** How the desk would say it. */
  readonly sentence: string
  /** The slots from this hour on take place so many minutes later than planned. */
  readonly late?: { readonly fromHour: number; readonly minutes: number }
}

export const TROUBLES = ['late', 'leave', 'cancelled'] as const
export type TroubleName = (typeof TROUBLES)[number]

const SUBSTITUTE = { id: 'dr-das', name: 'Dr. Das', minutesPerVisit: 6 }

/** Hours of the substitute, in which no patient has booked yet. */
const FREE_HOURS = [10, 11, 12, 14]

/** Returns what goes wrong for this doctor. */
export function troubleOf(name: TroubleName, doctor: ClinicDoctor, isTold = true): Trouble {
  const session = { doctorId: doctor.id, date: DATE }
  const common = { name, doctor, isTold }
  if (name === 'late')
    return {
      ...common,
      substitute: undefined,
      away: [at(8, 40), at(10, 10)],
      steps: [
        {
          at: at(8, 40),
          command: { op: 'delay', ...session, minutes: 70 },
          sentence: `${doctor.name} telephones: 70 minutes late.`,
          late: { fromHour: 9, minutes: 70 },
        },
        {
          at: at(12, 30),
          command: { op: 'delay', ...session, minutes: 10, from: clockOf(14) },
          sentence: `${doctor.name} cuts the lunch break short: only 10 minutes late from 14:00 on.`,
          late: { fromHour: 14, minutes: 10 },
        },
      ],
    }
  const substitute = { doctor: { ...SUBSTITUTE, specialization: doctor.specialization }, hours: FREE_HOURS }
  const elsewhere = [`${SUBSTITUTE.id}.${DATE}`]
  if (name === 'leave')
    return {
      ...common,
      substitute,
      away: [at(10), at(12)],
      steps: [
        {
          at: at(9, 30),
          command: { op: 'blockTime', ...session, from: clockOf(10), to: clockOf(12), elsewhere },
          sentence: `${doctor.name} has to go home from 10:00 to 12:00.`,
        },
      ],
    }
  return {
    ...common,
    substitute,
    away: [at(7), at(24)],
    steps: [
      {
        at: at(7),
        command: { op: 'closeSession', ...session, expected: 'move', elsewhere },
        sentence: `${doctor.name} does not come today.`,
      },
    ],
  }
}

/** Returns the substitute, if the patient asks for a time for which the doctor is known to be away. */
export function substituteFor(
  { doctor, slot }: Patient,
  now: number,
  trouble: Trouble | undefined,
): ClinicDoctor | undefined {
  if (trouble?.substitute === undefined || trouble.doctor !== doctor || now < trouble.steps[0]!.at) return undefined
  const [from, to] = trouble.away
  const wanted = slot === undefined ? now : MIDNIGHT + HOURS[slot]! * HOUR
  return from <= wanted && wanted < to ? trouble.substitute.doctor : undefined
}

function at(hour: number, minute = 0): number {
  return MIDNIGHT + hour * HOUR + minute * MINUTE
}
