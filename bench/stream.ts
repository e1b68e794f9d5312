import type { CoreCommand } from '../src/core/command'
import type { Fact } from '../src/core/fact'
import type { Clinic } from './clinic'

/** Kind of a command, as the integer bound reads it. */
export const BOOK = 0
export const CANCEL = 1
export const NO_SHOW = 2
export const COMPLETE = 3

/** A command as integers. */
export interface Row {
  readonly op: number
  readonly session: number
  /** Patient of a booking, token of any other command. */
  readonly subject: number
  /** Slot asked for, or UNNAMED. */
  readonly slot: number
  /** Index into CLASSES. */
  readonly ofClass: number
  /** Minutes since the first slot started. */
  readonly minute: number
}

/** The same commands, as the integer bound reads them: a column for each part of a row. */
export type Columns = Readonly<Record<keyof Row, Int32Array>>

/** Counts of what happened while the commands were prepared. */
export class Tally {
  commands = 0
  bookings = 0
  /** Bookings that bumped a token. */
  bumping = 0
  bumps = 0
  /** The largest number of tokens that one booking moved. */
  deepest = 0
  promotions = 0
  refusals = 0
  facts = 0

  count(command: CoreCommand, facts: readonly Fact[]): void {
    const bumps = facts.filter((fact) => fact.type === 'token.bumped').length
    this.commands++
    this.facts += facts.length
    this.bumps += bumps
    this.deepest = Math.max(this.deepest, bumps)
    this.promotions += facts.filter((fact) => fact.type === 'token.promoted').length
    if (command.op === 'book') this.bookings++
    if (bumps > 0) this.bumping++
    if (facts.length === 0) this.refusals++
  }
}

/** Commands that were prepared for the sessions of one clinic. */
export interface Stream {
  readonly clinic: Clinic
  readonly commands: readonly CoreCommand[]
  readonly columns: Columns
  /** The largest numbers of tokens and of patients in one session. */
  readonly tokens: number
  readonly patients: number
  readonly tally: Tally
}

/** Adds the columns to the other parts of a stream. */
export function streamOf(stream: Omit<Stream, 'columns'>, rows: readonly Row[]): Stream {
  const column = (part: keyof Row): Int32Array => Int32Array.from(rows, (row) => row[part])
  const columns = {
    op: column('op'),
    session: column('session'),
    subject: column('subject'),
    slot: column('slot'),
    ofClass: column('ofClass'),
    minute: column('minute'),
  }
  return { ...stream, columns }
}
