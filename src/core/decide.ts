import { book } from './book'
import type { Command } from './command'
import type { Decision } from './decision'
import { addSlots, closeSession, openSession, resizeSlot } from './roster'
import type { Rules } from './rules'
import type { Session } from './session'
import { reclassify, visit } from './visit'

/**
 * What should happen, or why nothing may. Reads the sessions, in order of date, and never writes them. Only a booking for the
 * doctor's coming sessions looks at more than one; every other command concerns the first. A session that opens is not there
 * yet.
 */
export function decide(sessions: readonly Session[], command: Command, rules: Rules): Decision {
  if (command.op === 'openSession') return openSession(command, rules)
  if (command.op === 'book') return book(sessions, command, rules)
  const session = sessions[0]!
  switch (command.op) {
    case 'reclassify':
      return reclassify(session, command, rules)
    case 'addSlots':
      return addSlots(session, command, rules)
    case 'resizeSlot':
      return resizeSlot(session, command, rules)
    case 'closeSession':
      return closeSession(session, command)
    default:
      return visit(session, command, rules)
  }
}
