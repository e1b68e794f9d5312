import type { Command } from 'opd-scheduler'
import type { Replay } from '../replay/replay-file'
import type { TimedCommand } from '../run/script'
import { dateText, type WallClock } from '../run/wall-clock'
import { inOrder, letterOf } from './classes'
import { moveText, stepText } from './course-words'
import type { Paint } from './paint'
import { lineAt, type ShownAnswer, type ShownSession, type ShownToken, sessionIdOf, timeOf, waitersOf } from './shown'
import { wrap } from './wrap'

/** Commands beyond which a file is not shown step by step. */
export const MOST_STEPS = 150

/** Width of a line. */
const WIDTH = 80
const INDENT = 14

/** Steps of a visit; a run of the same step is one line. */
const ROUTINE: Readonly<Partial<Record<Command['op'], string>>> = {
  checkIn: 'arrived',
  call: 'called',
  callNext: 'called',
  start: 'inside',
  complete: 'seen',
}

/** Reads a session after a command, from the scheduler or from a server. */
export type Look = (sessionId: string) => Promise<ShownSession | undefined>

interface Routine {
  readonly op: Command['op']
  readonly doctorId: string
  readonly at: number
  readonly labels: string[]
}

/** Writes down a file's commands with their answers, as lines for a clerk. */
export class Course {
  /** Number and class of each token, such as `007W`. */
  readonly labels = new Map<string, string>()
  /** The patient of each token. */
  readonly people = new Map<string, string>()
  private readonly sources = new Map<string, string>()
  private readonly lines: string[] = []
  private readonly names: ReadonlyMap<string, string>
  private readonly doctors = new Map<string, string>()
  private readonly nameWidth: number
  private readonly placeWidth: number
  private day = ''
  private routine: Routine | undefined

  constructor(
    { commands, names }: Pick<Replay, 'commands' | 'names'>,
    private readonly clock: WallClock,
    private readonly pen: Paint,
  ) {
    this.names = names
    for (const { command } of commands) if (command.op === 'registerDoctor') this.doctors.set(command.id, command.name)
    const booked = commands.flatMap(({ command }) => (command.op === 'book' ? [this.nameOf(command.patientId)] : []))
    this.nameWidth = widest(booked)
    this.placeWidth = widest([...this.doctors.values()]) + 6
  }

  async add({ at, command }: TimedCommand, answer: ShownAnswer, look: Look): Promise<void> {
    const { token, moves = [] } = answer
    if (token !== undefined) this.meet(token, command)
    const isQuiet = moves.length === 0 && answer.status !== 'rejected'
    const routine = ROUTINE[command.op]
    if (isQuiet && routine !== undefined && token !== undefined) return this.addRoutine(at, command.op, token)
    const isTold = command.op === 'registerDoctor' || command.op === 'openSession' || command.op === 'sweepSession'
    if (isQuiet && isTold) return
    this.endRoutine()
    const session = token === undefined ? undefined : await look(token.sessionId)
    this.tell(at, this.headOf(command, answer), stepText(command, answer, session))
    if (answer.status === 'rejected') this.more(`${answer.message} (${answer.code})`)
    for (const move of inOrderOf(moves)) this.more(`${this.tokenText(move.tokenId)} ${moveText(move, this.labels)}`)
    for (const line of await this.now(answer, session, look)) this.more(this.pen.faint(line))
  }

  /** Sessions by date, the doctors in the order in which they were registered. */
  inOrder<Session extends Pick<ShownSession, 'doctorId' | 'date'>>(sessions: readonly Session[]): Session[] {
    const ids = [...this.doctors.keys()]
    return sessions.toSorted(
      (a, b) => Number(a.date > b.date) - Number(a.date < b.date) || ids.indexOf(a.doctorId) - ids.indexOf(b.doctorId),
    )
  }

  /** All lines, with a heading. */
  get text(): readonly string[] {
    this.endRoutine()
    const letters = inOrder([...this.labels.keys()].map((id) => this.sources.get(id) ?? ''))
    const legend = letters.map((source) => `${letterOf(source)} ${source}`).join('   ')
    const meaning = '  Each line: time, token, patient, slot asked for, place in line, planned time.'
    return [`${this.pen.bold('Step by step')}   ${this.pen.faint(legend)}`, this.pen.faint(meaning), ...this.lines]
  }

  private nameOf(patientId: string): string {
    return this.names.get(patientId) ?? patientId
  }

  private meet(token: ShownToken, command: Command): void {
    this.labels.set(token.id, `${token.number}${letterOf(token.source)}`)
    this.sources.set(token.id, token.source)
    if (command.op === 'book') this.people.set(token.id, this.nameOf(command.patientId))
    if (command.op === 'reschedule') this.people.set(token.id, this.people.get(command.tokenId) ?? '')
  }

  private tokenText(tokenId: string): string {
    return `${this.labels.get(tokenId) ?? tokenId} ${this.people.get(tokenId) ?? ''}`.trimEnd()
  }

  /** Token, patient, doctor and time. */
  private headOf(command: Command, { token }: ShownAnswer): string {
    const label = token === undefined ? '' : this.labels.get(token.id)!
    if (command.op === 'book') {
      const asked = 'start' in command ? command.start : undefined
      const slotId = 'slotId' in command ? command.slotId : undefined
      const doctorId = ('doctorId' in command ? command.doctorId : undefined) ?? slotId?.split('.')[0] ?? ''
      const time = asked ?? (slotId === undefined ? 'any' : timeOf(slotId))
      const shown = label === '' ? `   ${letterOf(command.source)}` : label
      return this.columns(shown, this.nameOf(command.patientId), doctorId, time)
    }
    if ('tokenId' in command && command.tokenId !== undefined) {
      const time = token?.slotId == null ? '' : timeOf(token.slotId)
      const doctorId = token?.doctorId ?? ''
      const shown = this.labels.get(command.tokenId) ?? command.tokenId
      return this.columns(shown, this.people.get(command.tokenId) ?? '', doctorId, time)
    }
    const { doctorId, sessionId, slotId } = command as { doctorId?: string; sessionId?: string; slotId?: string }
    const own = doctorId ?? (sessionId ?? slotId ?? '').split('.')[0]!
    return `${this.doctors.get(own) ?? own}:`
  }

  private columns(label: string, name: string, doctorId: string, time: string): string {
    const place = `${this.doctors.get(doctorId) ?? doctorId} ${time}`.trimEnd()
    return `${label.padEnd(4)} ${name.padEnd(this.nameWidth)}  ${place.padEnd(this.placeWidth)}`
  }

  /** The line of each slot from which or to which others moved, that has more tokens than seats, or for which the token waits. */
  private async now(
    { token, moves = [], status }: ShownAnswer,
    own: ShownSession | undefined,
    look: Look,
  ): Promise<string[]> {
    const slot = own?.slots.find(({ id }) => id === token?.slotId)
    const isAbove = own !== undefined && slot !== undefined && lineAt(own, slot.id).length > slot.capacity
    const touched = new Set(moves.flatMap(({ from, to }) => [from, to]).filter((id) => id !== null))
    if (slot !== undefined && (isAbove || touched.size > 0)) touched.add(slot.id)
    const waitsFor = status === 'waitlisted' ? token?.waitsFor?.slotId : undefined
    if (waitsFor != null) touched.add(waitsFor)
    const texts: string[] = []
    for (const slotId of [...touched].sort()) {
      const session = own !== undefined && slotId.startsWith(`${own.id}.`) ? own : await look(sessionIdOf(slotId))
      if (session === undefined) continue
      const seated = lineAt(session, slotId).map(({ id }) => this.labels.get(id) ?? id)
      const waiting = waitersOf(session, slotId).map(({ id }) => this.labels.get(id) ?? id)
      const behind = waiting.length === 0 ? '' : `; waiting: ${waiting.join(' ')}`
      texts.push(`${timeOf(slotId)} now: ${seated.join(' ') || 'nobody'}${behind}`)
    }
    return texts
  }

  private addRoutine(at: number, op: Command['op'], { id, doctorId }: ShownToken): void {
    const { routine } = this
    if (routine?.op !== op || routine.doctorId !== doctorId) {
      this.endRoutine()
      this.routine = { op, doctorId, at, labels: [] }
    }
    this.routine!.labels.push(this.labels.get(id)!)
  }

  private endRoutine(): void {
    const { routine } = this
    this.routine = undefined
    if (routine === undefined) return
    const doctor = this.doctors.get(routine.doctorId) ?? routine.doctorId
    const [first = '', ...rest] = wrap(`${doctor}: ${ROUTINE[routine.op]} ${routine.labels.join(' ')}`, WIDTH - 9)
    this.print(routine.at, first)
    for (const line of rest) this.more(line)
  }

  private tell(at: number, head: string, text: string): void {
    const room = WIDTH - 9 - head.length - 2
    const fits = text.length <= room
    this.print(at, fits ? `${head}${head.endsWith(':') ? ' ' : '  '}${text}` : head.trimEnd())
    if (!fits) this.more(text)
  }

  private more(text: string): void {
    const [first = '', ...rest] = wrap(text, WIDTH - INDENT - 2)
    this.lines.push(`${' '.repeat(INDENT)}${first}`, ...rest.map((line) => `${' '.repeat(INDENT + 2)}${line}`))
  }

  private print(at: number, text: string): void {
    const moment = this.clock.textAt(at)
    const day = dateText(moment.slice(0, 10), 'short')
    if (day !== this.day) this.lines.push(`  ${this.pen.faint(day)}`)
    this.day = day
    this.lines.push(`  ${moment.slice(11, 16)}  ${text}`)
  }
}

/** A chain of bumps in the order in which seats are taken, then the waiting list. */
function inOrderOf(moves: NonNullable<ShownAnswer['moves']>): typeof moves {
  const key = (from: string | null): string => from ?? '~'
  return moves.toSorted((a, b) => (key(a.from) < key(b.from) ? -1 : key(a.from) > key(b.from) ? 1 : 0))
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0)
}
