import type {
  CoreBlockTime,
  CoreBook,
  CoreCloseSession,
  CoreCommand,
  CoreOpenSession,
  CoreReschedule,
} from '../command'
import { type Decision, NEXT_SESSION, Refusal } from '../decision'
import { evolve } from '../state/evolve'
import { blockTime, closeAndMove, unblockTime } from './away'
import { book } from './book'
import { callNext } from './call'
import { present } from './clock'
import { reclassify } from './reclassify'
import { reschedule } from './reschedule'
import { addSlots, delay, openSession, resizeSlot } from './roster'
import { settle } from './settle'
import { reinstate, takeStep } from './steps'
import { sweep } from './sweep'
import type { Clinic, View } from './view'

/**
 * Decides what a command itself changes: returns facts or a refusal, and never writes to the sessions. The caller folds the facts, and then
 * calls `settle` for each session that has some. A booking gets the doctor's coming sessions in order of date, a move to another session
 * two, a leave those elsewhere as well, every other command one. Each session is decided by its own rules; a session that opens has only
 * those yet. Facts that are due come first: holds, offers and reservations end if their time is up, and tokens get the seats that they may
 * have by now.
 */
export function change(clinics: readonly Clinic[], command: CoreCommand): Decision {
  if (command.op === 'book') return book(clinics, command)
  if (command.op === 'openSession') return openSession(command, clinics[0]!.rules)
  if (command.op === 'reschedule') return reschedule(clinics, command)
  if (command.op === 'blockTime') return blockTime(clinics, command)
  if (command.op === 'closeSession') return closeAndMove(clinics, command)
  const clinic = clinics[0]!
  const view = present(clinic, command.at, 0)
  const decision = decideIn(view, command, clinic)
  if (decision instanceof Refusal || decision === NEXT_SESSION) return decision
  return view.ended.length > 0 ? [...view.ended, ...decision] : decision
}

/** Decides a command and what follows from it, on copies. */
export function decide(clinics: readonly Clinic[], command: CoreCommand): Decision {
  const decision = change(clinics, command)
  if (decision instanceof Refusal || decision === NEXT_SESSION || command.op === 'openSession') return decision
  const facts = decision.slice()
  for (const [index, { session, rules }] of clinics.entries()) {
    const own = decision.filter((fact) => fact.session === index)
    if (own.length === 0) continue
    const draft = session.draft()
    for (const fact of own) evolve(draft, fact)
    settle({ session: draft, rules }, own, (_, fact) => {
      evolve(draft, fact)
      facts.push(fact)
    })
  }
  return facts
}

type OfOneSession = Exclude<CoreCommand, CoreBook | CoreOpenSession | CoreReschedule | CoreBlockTime | CoreCloseSession>

function decideIn(view: View, command: OfOneSession, { day }: Clinic): Decision {
  switch (command.op) {
    case 'callNext':
      return callNext(view, command.room ?? '')
    case 'reinstate':
      return reinstate(view, command)
    case 'reclassify':
      return reclassify(view, command, day)
    case 'addSlots':
      return addSlots(view, command)
    case 'resizeSlot':
      return resizeSlot(view, command)
    case 'unblockTime':
      return unblockTime(view, command)
    case 'delay':
      return delay(view, command)
    case 'sweepSession':
      return sweep(view)
    default:
      return takeStep(view, command)
  }
}
