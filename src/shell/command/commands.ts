import type { Commands } from '../../api/commands'
import { TOKEN_STEPS } from '../../core/command'
import { Fields, untrusted } from '../input/fields'
import type { Zone } from '../input/zone'
import { type Soon, whenReady } from '../time'
import { prepareBook, readBook } from './booking'
import type { ReadCommandOptions } from './common-fields'
import { readRegisterDoctor } from './doctor'
import {
  prepareBlockTime,
  prepareCloseSession,
  prepareDelay,
  readBlockTime,
  readCloseSession,
  readDelay,
  readUnblockTime,
} from './doctor-away'
import type { Outcome, Preparation } from './preparation'
import type { ReadCommand, SessionCommand } from './read-command'
import { prepareReschedule, readReschedule } from './rescheduling'
import {
  prepareAddSlots,
  prepareCallNext,
  prepareOpenSession,
  prepareResizeSlot,
  prepareSweepSession,
  readAddSlots,
  readCallNext,
  readOpenSession,
  readResizeSlot,
  readSweepSession,
} from './roster'
import { foreseen } from './taken-key'
import { prepareToken, readReclassify, readReinstate, readTokenStep } from './token'

/** How a command is read from what a host passes, and how it loads its sessions and lets the core decide. */
interface Way<Command> {
  read(fields: Fields, options: ReadCommandOptions, zone: Zone): Command
  prepare(command: Command, on: Preparation): Soon<Outcome>
}

const WAYS = {
  openSession: way({ read: readOpenSession, prepare: prepareOpenSession }),
  addSlots: way({ read: readAddSlots, prepare: prepareAddSlots }),
  resizeSlot: way({ read: readResizeSlot, prepare: prepareResizeSlot }),
  blockTime: way({ read: readBlockTime, prepare: prepareBlockTime }),
  unblockTime: way({ read: readUnblockTime, prepare: prepareBlockTime }),
  delay: way({ read: readDelay, prepare: prepareDelay }),
  closeSession: way({ read: readCloseSession, prepare: prepareCloseSession }),
  sweepSession: way({ read: readSweepSession, prepare: prepareSweepSession }),
  callNext: way({ read: readCallNext, prepare: prepareCallNext }),
  book: way({ read: readBook, prepare: prepareBook }),
  reschedule: way({ read: readReschedule, prepare: prepareReschedule }),
  reclassify: way({ read: readReclassify, prepare: prepareToken }),
  reinstate: way({ read: readReinstate, prepare: prepareToken }),
  ...stepsOfTokens(),
} satisfies Readonly<Record<SessionCommand['op'], unknown>>

/** A command is only prepared by the way that read it. */
function way<Command extends SessionCommand>(own: Way<Command>): Way<SessionCommand> {
  return own as unknown as Way<SessionCommand>
}

function stepsOfTokens(): Readonly<Record<(typeof TOKEN_STEPS)[number], Way<SessionCommand>>> {
  const steps = TOKEN_STEPS.map((op) => {
    const read = (fields: Fields, options: ReadCommandOptions) => readTokenStep(op, fields, options)
    return [op, way({ read, prepare: prepareToken })]
  })
  return Object.fromEntries(steps)
}

const OPS = ['registerDoctor', ...(Object.keys(WAYS) as SessionCommand['op'][])] as const

/** Checks and copies an untrusted command. Throws only `invalid-input`. */
export function readCommand(input: unknown, zone: Zone): ReadCommand {
  return untrusted('the command', input, readFields, zone)
}

function readFields(input: unknown, zone: Zone): ReadCommand {
  const fields = Fields.of(input, '')
  const op = fields.oneOf('op', OPS)
  const commandId = fields.optionalText('commandId', 64)
  const actor = fields.optionalText('actor', 64)
  const note = fields.optionalNote('note', 500)
  const options = { commandId, actor, note }
  const command = op === 'registerDoctor' ? readRegisterDoctor(fields, options) : WAYS[op].read(fields, options, zone)
  fields.done()
  return command
}

/** The command of a method. `{ op, ...input }` takes a tenth of the time of `{ ...input, op }`; the next line restores `op`. */
export function commandOf(op: keyof Commands, input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  return untrusted('the command', input, withOp, op)
}

function withOp(input: object, op: keyof Commands): object {
  const command = { op, ...input }
  command.op = op
  return command
}

/** Loads the sessions that a command concerns and lets the core decide. Changes nothing. */
export function prepare(command: SessionCommand, on: Preparation): Soon<Outcome> {
  const prepared = WAYS[command.op].prepare(command, on)
  return on.foresees ? whenReady(prepared, (outcome) => foreseen(command, outcome, on)) : prepared
}
