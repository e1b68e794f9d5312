import type { CoreBook, CoreCommand, CoreOpenSession, CoreReschedule } from '../command'
import { type Decision, NEXT_SESSION, Refusal } from '../decision'
import type { Rules } from '../rules/rules'
import type { Session } from '../state/session'
import { book } from './book'
import { callNext } from './calling'
import { expireThenView } from './expire'
import { reclassify } from './reclassify'
import { reschedule } from './reschedule'
import { addSlots, closeSession, openSession, resizeSlot } from './roster'
import { settled } from './settle'
import { reinstate, takeStep } from './steps'
import { sweep } from './sweep'
import type { View } from './view'

/**
 * Decides a command: returns facts or a refusal, and never writes to the sessions. A booking gets the doctor's coming sessions in
 * order of date, a move to another day two, opening a session none, every other command one. Holds, offers and reservations whose
 * time is up end first, as part of the same decision.
 */
export function decide(sessions: readonly Session[], command: CoreCommand, rules: Rules): Decision {
  if (command.op === 'book') return book(sessions, command, rules)
  if (command.op === 'openSession') return openSession(command, rules)
  if (command.op === 'reschedule') return reschedule(sessions, command, rules)
  const view = expireThenView(sessions[0]!, command.at, rules, 0)
  const decision = decideIn(view, command)
  if (decision instanceof Refusal || decision === NEXT_SESSION) return decision
  const first = decision[0]
  const facts = first === undefined ? decision : settled(view, decision, first)
  return view.ended.length > 0 ? [...view.ended, ...facts] : facts
}

function decideIn(view: View, command: Exclude<CoreCommand, CoreBook | CoreOpenSession | CoreReschedule>): Decision {
  switch (command.op) {
    case 'callNext':
      return callNext(view)
    case 'reinstate':
      return reinstate(view, command)
    case 'reclassify':
      return reclassify(view, command)
    case 'addSlots':
      return addSlots(view, command)
    case 'resizeSlot':
      return resizeSlot(view, command)
    case 'closeSession':
      return closeSession(view)
    case 'sweepSession':
      return sweep(view)
    default:
      return takeStep(view, command)
  }
}
