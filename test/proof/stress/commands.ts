import type { Command } from 'opd-scheduler'
import { awayCommand } from './away-command'
import { DOCTORS, datesAt, SOURCES, startsOf, WIDE_DOCTORS } from './clinic'

type Random = (below: number) => number

/** Tokens of all workers that a worker has learned of lately, so that commands of several workers meet. */
export class KnownTokens {
  private readonly ids: string[] = []

  hear(tokenId: string): void {
    this.ids.push(tokenId)
    if (this.ids.length > 25) this.ids.shift()
  }

  any(random: Random): string | undefined {
    return this.ids[random(this.ids.length)]
  }
}

/** What a worker needs to choose a command. */
export interface Situation {
  readonly random: Random
  readonly known: KnownTokens
  /** Commands that the whole run has done. */
  readonly doneByAll: number
  readonly isWide: boolean
  /** Unique; begins with the name of the worker. */
  readonly commandId: string
}

const TOKEN_OPS = [
  'cancel',
  'cancel',
  'cancel',
  'leaveUnseen',
  'confirm',
  'undo',
  'undo',
  'reinstate',
  'reinstate',
] as const

/** Steps that say whether the patient came. The slots are still to come, so they override the rules. */
const VISIT_OPS = ['checkIn', 'checkIn', 'start', 'complete', 'complete', 'noShow', 'noShow'] as const

/** One in four bookings is for one of these few patients, who so have tokens with several doctors. */
const BUSY_PATIENTS = 16

/** Returns a random command that a desk might give now. Half of them are for the same small session, or for any of fifty. */
export function anyCommand(situation: Situation): Command {
  const { random, known, doneByAll, isWide, commandId } = situation
  const [today, tomorrow] = datesAt(doneByAll, isWide)
  const doctorId = isWide ? anyOf(WIDE_DOCTORS, random) : aSmallClinics(random)
  const tokenId = known.any(random)
  const dice = random(100)
  if (tokenId === undefined || dice < 40) return booking(situation, doctorId, random(10) === 0 ? tomorrow : today)
  if (dice < 46) return { op: 'callNext', doctorId, date: today, room: String(dice % 3), commandId }
  if (dice < 49) return { op: 'sweepSession', doctorId, date: today, commandId }
  if (dice < 58) {
    const date = random(3) === 0 ? tomorrow : today
    const goal = random(4) === 0 ? { doctorId, date } : { date }
    return random(2) === 0
      ? { op: 'reschedule', tokenId, ...goal, commandId }
      : { op: 'reschedule', tokenId, ...goal, start: anyOf(startsOf(doctorId), random), commandId }
  }
  if (dice < 61) return awayCommand(situation, doctorId)
  if (dice < 75) return { op: anyOf(VISIT_OPS, random), tokenId, commandId, override: true, actor: 'desk' }
  return { op: anyOf(TOKEN_OPS, random), tokenId, commandId }
}

function aSmallClinics(random: Random): string {
  return random(100) < 60 ? DOCTORS[0] : DOCTORS[1 + random(DOCTORS.length - 1)]!
}

function booking({ random, commandId }: Situation, doctorId: string, date: string): Command {
  const source = anyOf(SOURCES, random)
  const patientId = random(4) === 0 ? `busy-${random(BUSY_PATIENTS)}` : `p-${random(400)}`
  // One in two goes to the day's first slot.
  const start = anyOf(startsOf(doctorId).slice(0, random(2) === 0 ? 1 : undefined), random)
  const slotId = `${doctorId}.${date}.${start.replace(':', '')}`
  const named = random(4) > 0 ? { slotId } : { doctorId, date }
  const hold = random(8) === 0 ? { holdMinutes: 1 + random(2) } : undefined
  return { op: 'book', source, patientId, ...named, ...hold, ...ownTokenId(commandId, random), commandId }
}

/**
 * Returns a token id of the host for some bookings, at times one that others use too. Most tokens get their ids from the library.
 */
function ownTokenId(commandId: string, random: Random): { readonly tokenId: string } | undefined {
  const dice = random(12)
  if (dice > 2) return undefined
  return { tokenId: dice === 0 ? `wanted-${random(150)}` : `own-${commandId}` }
}

export function anyOf<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)]!
}
