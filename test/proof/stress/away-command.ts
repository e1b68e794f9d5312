import type { Command } from 'opd-scheduler'
import { DOCTORS, datesAt, startsOf, WIDE_DOCTORS } from './clinic'
import { anyOf, type Situation } from './commands'

/** Returns a command for a doctor who is late, away for an hour, or back; rarely, and never of the busiest doctor, for a cancelled clinic. */
export function awayCommand(situation: Situation, doctorId: string): Command {
  const { random, commandId, doneByAll, isWide } = situation
  const [today] = datesAt(doneByAll, isWide)
  const session = { doctorId, date: today, commandId }
  const dice = random(100)
  if (dice < 45) {
    const from = anyOf(startsOf(doctorId), random)
    const to = `${from.slice(0, 2)}:30`
    return { op: 'blockTime', ...session, from, to, elsewhere: elsewhere(situation, doctorId) }
  }
  if (dice < 65) return { op: 'unblockTime', ...session }
  if (dice < 95) return { op: 'delay', ...session, minutes: random(4) * 20 }
  if (doctorId === DOCTORS[0]) return { op: 'delay', ...session, minutes: 0 }
  return { op: 'closeSession', ...session, expected: 'move', elsewhere: elsewhere(situation, doctorId) }
}

/** A substitute on the same day and the doctor's next day, in any order, or one in four times nothing. */
function elsewhere({ random, doneByAll, isWide }: Situation, doctorId: string): string[] {
  const [today, tomorrow] = datesAt(doneByAll, isWide)
  const others = (isWide ? WIDE_DOCTORS : DOCTORS).filter((id) => id !== doctorId)
  const ids = [`${anyOf(others, random)}.${today}`, `${doctorId}.${tomorrow}`]
  return random(4) === 0 ? [] : random(2) === 0 ? ids : ids.toReversed()
}
