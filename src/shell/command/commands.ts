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
import { prepareToken, type ReadTokenStep, readReclassify, readReinstate, readTokenStep } from './token'

/** How a command is read from what a host passes, and how it loads its sessions and lets the core decide. */
interface Way<Command> {
  readonly read: (fields: Fields, options: ReadCommandOptions, zone: Zone) => Command
  readonly prepare: (command: Command, on: Preparation) => Soon<Outcome>
}

type Op = SessionCommand['op']
type CommandOf<Name extends Op, Each = SessionCommand> = Each extends { readonly op: infer Ops }
  ? Name extends Ops
    ? Each
    : never
  : never

const WAYS: { readonly [Name in Op]: Way<CommandOf<Name>> } = {
  openSession: { read: readOpenSession, prepare: prepareOpenSession },
  addSlots: { read: readAddSlots, prepare: prepareAddSlots },
  resizeSlot: { read: readResizeSlot, prepare: prepareResizeSlot },
  blockTime: { read: readBlockTime, prepare: prepareBlockTime },
  unblockTime: { read: readUnblockTime, prepare: prepareBlockTime },
  delay: { read: readDelay, prepare: prepareDelay },
  closeSession: { read: readCloseSession, prepare: prepareCloseSession },
  sweepSession: { read: readSweepSession, prepare: prepareSweepSession },
  callNext: { read: readCallNext, prepare: prepareCallNext },
  book: { read: readBook, prepare: prepareBook },
  reschedule: { read: readReschedule, prepare: prepareReschedule },
  reclassify: { read: readReclassify, prepare: prepareToken },
  reinstate: { read: readReinstate, prepare: prepareToken },
  ...stepsOfTokens(),
}

function stepsOfTokens(): Readonly<Record<(typeof TOKEN_STEPS)[number], Way<ReadTokenStep>>> {
  const steps = TOKEN_STEPS.map((op): [string, Way<ReadTokenStep>] => {
    return [op, { read: (fields, options) => readTokenStep(op, fields, options), prepare: prepareToken }]
  })
  return Object.fromEntries(steps) as ReturnType<typeof stepsOfTokens>
}

const OPS = ['registerDoctor', ...(Object.keys(WAYS) as Op[])] as const

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
  // The command was read in the same way.
  const way = WAYS[command.op] as Way<SessionCommand>
  const prepared = way.prepare(command, on)
  return on.foresees ? whenReady(prepared, (outcome) => foreseen(command, outcome, on)) : prepared
}
