import { book } from './book'
import { callNext } from './calling'
import type { Command } from './command'
import type { Decision } from './decision'
import type { Fact } from './fact'
import { lapse } from './lapse'
import { reclassify } from './reclassify'
import { reschedule } from './reschedule'
import { addSlots, closeSession, openSession, resizeSlot } from './roster'
import type { Rules } from './rules'
import type { Session } from './session'
import { sweep } from './sweep'
import { View } from './view'
import { reinstate, visit } from './visit'

/**
 * What should happen, or why nothing may. Reads the sessions, in order of date, and never writes them. Only a booking for the
 * doctor's coming sessions and a move to another day look at more than one. A session that opens is not there yet. What is
 * over by the clock is ended first, in the same breath.
 */
export function decide(sessions: readonly Session[], command: Command, rules: Rules): Decision {
  const { at } = command
  if (command.op === 'openSession') return openSession(command, rules)
  let ended: (readonly Fact[])[] | undefined
  const views: View[] = []
  for (let index = 0; index < sessions.length; index++) {
    const session = sessions[index]!
    if (session.dueAt > at || session.closed) {
      views.push(new View(session, rules, at, index))
      continue
    }
    const lapsed = lapse(session, index, at, rules)
    views.push(new View(lapsed.session, rules, at, index))
    ended ??= []
    ended[index] = lapsed.facts
  }
  const decision = decideOn(views, command, rules)
  if (ended === undefined || !Array.isArray(decision)) return decision
  const touched = decision.length === 0 ? [0] : [...new Set((decision as Fact[]).map((fact) => fact.session))]
  return [...touched.flatMap((index) => ended[index] ?? []), ...decision]
}

function decideOn(views: readonly View[], command: Command, rules: Rules): Decision {
  if (command.op === 'book') return book(views, command, rules)
  const view = views[0]!
  switch (command.op) {
    case 'openSession':
      return openSession(command, rules)
    case 'reschedule':
      return reschedule(views, command)
    case 'callNext':
      return callNext(view)
    case 'reinstate':
      return reinstate(view, command)
    case 'reclassify':
      return reclassify(view, command)
    case 'addSlots':
      return addSlots(view.session, command, rules)
    case 'resizeSlot':
      return resizeSlot(view.session, command, rules)
    case 'closeSession':
      return closeSession(view.session, command)
    case 'sweep':
      return sweep(view)
    default:
      return visit(view, command)
  }
}
