import { PLAINLY } from '../../src/core/command'
import { change } from '../../src/core/decide/decide'
import { settle } from '../../src/core/decide/settle'
import { evolve } from '../../src/core/state/evolve'
import { boundRules, FIRST_START, openSessions } from '../clinic'
import { bytesInUse } from './heap'

const CLINIC = { sessions: 5_000, slots: 20, seats: 10 }
const GOAL = 300

/** Seats a million tokens in the core, and says what each holds. */
export function aMillionTokens(): string {
  const before = bytesInUse()
  const stages = openSessions(CLINIC, boundRules())
  const request = { source: 'online', attributes: undefined }
  const common = {
    op: 'book',
    at: FIRST_START - 3_600_000,
    request,
    more: false,
    anyDoctor: false,
    manner: PLAINLY,
  } as const
  for (const [clinic] of stages) {
    for (let patient = 0; patient < CLINIC.slots * CLINIC.seats; patient++) {
      const facts = change([clinic], { ...common, patients: [patient], slot: patient % CLINIC.slots })
      if (!Array.isArray(facts)) throw new Error('a booking was refused')
      for (const fact of facts) evolve(clinic.session, fact)
      settle(clinic, facts, evolve)
    }
  }
  const bytes = bytesInUse() - before
  let seated = 0
  for (const [{ session }] of stages) for (let slot = 0; slot < session.slots; slot++) seated += session.used[slot]!
  const sessions = stages.length.toLocaleString('en')
  return `${seated.toLocaleString('en')} live tokens in ${sessions} sessions: ${(bytes / seated).toFixed(0)} bytes each (goal: ≤ ${GOAL})`
}
