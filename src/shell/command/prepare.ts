import { type Soon, whenReady } from '../time'
import { prepareBook } from './booking'
import { prepareBlockTime, prepareCloseSession, prepareDelay } from './doctor-away'
import type { Outcome, Preparation } from './preparation'
import type { SessionCommand } from './read-command'
import { prepareReschedule } from './rescheduling'
import { prepareAddSlots, prepareCallNext, prepareOpenSession, prepareResizeSlot, prepareSweepSession } from './roster'
import { foreseen } from './taken-key'
import { prepareToken } from './token'

/** Loads the sessions that a command concerns and lets the core decide. Changes nothing. */
export function prepare(command: SessionCommand, on: Preparation): Soon<Outcome> {
  const prepared = decided(command, on)
  return on.foresees ? whenReady(prepared, (outcome) => foreseen(command, outcome, on)) : prepared
}

function decided(command: SessionCommand, on: Preparation): Soon<Outcome> {
  switch (command.op) {
    case 'openSession':
      return prepareOpenSession(command, on)
    case 'addSlots':
      return prepareAddSlots(command, on)
    case 'resizeSlot':
      return prepareResizeSlot(command, on)
    case 'blockTime':
    case 'unblockTime':
      return prepareBlockTime(command, on)
    case 'delay':
      return prepareDelay(command, on)
    case 'closeSession':
      return prepareCloseSession(command, on)
    case 'sweepSession':
      return prepareSweepSession(command, on)
    case 'callNext':
      return prepareCallNext(command, on)
    case 'book':
      return prepareBook(command, on)
    case 'reschedule':
      return prepareReschedule(command, on)
    default:
      return prepareToken(command, on)
  }
}
