import type { Command } from 'opd-scheduler'
import { counts, groupOf, WAITING_LIMIT } from '../clinic'
import { commitsIn } from './commits'
import { Fold, type FoldedToken } from './fold'
import type { Execution, History, Violation } from './history'
import { isTaken } from './keys'

/** Statuses that a token must have for each step. An expired hold that is not swept yet is refused with another code. */
const ALLOWS: Readonly<Partial<Record<Command['op'], readonly string[]>>> = {
  confirm: ['held'],
  cancel: ['held', 'confirmed', 'checked-in', 'called', 'waitlisted', 'dropped'],
  checkIn: ['confirmed'],
  start: ['confirmed', 'checked-in', 'called'],
  complete: ['confirmed', 'checked-in', 'called', 'in-consultation'],
  reschedule: ['confirmed', 'waitlisted', 'checked-in', 'called', 'dropped'],
}

/** Every refusal was right at some moment between command and answer. */
export function checkRefusals({ entries, executions }: History): Violation[] {
  const wrong: Violation[] = []
  const waiting = executions.filter(({ outcome }) => outcome === 'refused').sort((a, b) => a.headBefore - b.headBefore)
  const fold = new Fold()
  let open: Execution[] = []
  let next = 0
  const examine = (position: number, until: number): void => {
    for (; next < waiting.length && waiting[next]!.headBefore < until; next++) open.push(waiting[next]!)
    open = open.filter((refusal) => {
      if (couldRefuse(refusal, fold)) return false
      if (refusal.headAfter! >= until) return true
      const { id, command, code, headBefore, headAfter } = refusal
      const message = `${command.op} ${id} was refused with ${code}, which was never true from ${headBefore} to ${headAfter} (checked until ${position})`
      wrong.push({ rule: 'false refusal', message })
      return false
    })
  }
  const commits = commitsIn(entries)
  const ends = commits.map((commit) => commit.entries.at(-1)!.position)
  examine(0, ends[0] ?? Number.POSITIVE_INFINITY)
  commits.forEach((commit, index) => {
    for (const { stream, event } of commit.entries) fold.apply(stream, event)
    examine(ends[index]!, ends[index + 1] ?? Number.POSITIVE_INFINITY)
  })
  return wrong
}

/** Returns whether a refusal is right on this state; true also if this state cannot tell. */
function couldRefuse({ command, code }: Execution, fold: Fold): boolean {
  const token = 'tokenId' in command && command.tokenId !== undefined ? fold.tokens.get(command.tokenId) : undefined
  switch (code) {
    case 'slot-full':
      return command.op !== 'book' || command.slotId === undefined || isFull(command, command.slotId, fold)
    case 'no-capacity':
      return command.op !== 'book' || !('date' in command) || isFull(command, undefined, fold)
    case 'token-not-found':
      return token === undefined
    case 'token-id-taken':
      return token !== undefined
    case 'session-not-found':
      return command.op !== 'book' || !fold.sessions.has(sessionOf(command))
    case 'slot-blocked':
      return !isByDay(command) || isAway(command, fold)
    case 'session-closed':
      return !isByDay(command) || fold.sessions.get(goalOf(command, fold).sessionId)?.isClosed === true
    case 'queue-empty':
      return (
        command.op !== 'callNext' || !fold.tokensOf(sessionOf(command)).some(({ status }) => status === 'checked-in')
      )
    case 'hold-expired':
      return token !== undefined && ['held', 'expired'].includes(token.status)
    case 'invalid-transition':
      // A patient who came back after a visit does not move.
      if (command.op === 'reschedule' && token?.steps.some(({ status }) => status === 'completed')) return true
      return token !== undefined && !mayTake(token, command.op)
    case 'duplicate-token':
      return isDuplicate(command, token, fold)
    default:
      return true
  }
}

/** Whether a token's status allows a step. Without a seat an emergency checks in, and whoever is there may go in. */
function mayTake({ status, standby, source }: FoldedToken, op: Command['op']): boolean {
  if (op === 'checkIn' && status === 'waitlisted') return source === 'emergency' && !standby
  if (op === 'start' && status === 'waitlisted') return standby
  return ALLOWS[op]?.includes(status) === true
}

/** Returns whether the patient has another live token on the date of a booking, or of a token that is to be live, or that moves to it. */
function isDuplicate(command: Command, token: FoldedToken | undefined, fold: Fold): boolean {
  if (command.op === 'book')
    return counts(command.source) && isTaken(fold, command.patientId, sessionOf(command).slice(-10), undefined)
  if (token === undefined || !('tokenId' in command)) return false
  const { sessionId } = command.op === 'reschedule' ? goalOf(command, fold) : { sessionId: token.session }
  // It may be where it is to go.
  if (command.op === 'reschedule' && sessionId === token.session) return true
  return counts(token.source) && isTaken(fold, token.patientId, sessionId.slice(-10), command.tokenId)
}

/** Returns whether a command is about a slot, or about a day of a doctor. */
function isByDay(command: Command): boolean {
  return 'date' in command || 'slotId' in command
}

/** Returns whether the doctor is away in the slot that the command names, or in all slots of the day. */
function isAway(command: Command, fold: Fold): boolean {
  const { sessionId, slotId } = goalOf(command, fold)
  const slots = [...(fold.sessions.get(sessionId)?.slots.values() ?? [])]
  return slots.filter((slot) => slotId === undefined || slot.slotId === slotId).every(({ blocked }) => blocked === true)
}

/** Returns the session that a command by doctor, date or slot is about, and the slot if it names one. */
function goalOf(command: Command, fold: Fold): { readonly sessionId: string; readonly slotId: string | undefined } {
  const token = command.op === 'reschedule' ? fold.tokens.get(command.tokenId) : undefined
  const home = token?.session.slice(0, token.session.lastIndexOf('.'))
  const fields = command as { readonly [Name in 'slotId' | 'doctorId' | 'date' | 'start']?: string }
  const { doctorId = home, date, start } = fields
  const slotId = fields.slotId ?? (start && `${doctorId}.${date}.${start.replace(':', '')}`)
  return { sessionId: slotId?.slice(0, slotId.lastIndexOf('.')) ?? `${doctorId}.${date}`, slotId }
}

/** Returns whether there is no seat from the slot asked for on, and no place on the waiting list. A hold never waits. */
function isFull(command: Command & { op: 'book' }, slotId: string | undefined, fold: Fold): boolean {
  const sessionId = sessionOf(command)
  const session = fold.sessions.get(sessionId)
  if (session === undefined) return false
  const group = groupOf(command.source)
  const slots = [...session.slots.keys()].sort().filter((id) => slotId === undefined || id >= slotId)
  if (slots.some((id) => fold.hasRoom(sessionId, id, group))) return false
  const waiters = fold.tokensOf(sessionId).filter(({ status }) => status === 'waitlisted')
  return command.holdMinutes !== undefined || waiters.length >= WAITING_LIMIT
}

function sessionOf(command: Command & { op: 'book' | 'callNext' }): string {
  if ('sessionId' in command) return command.sessionId
  if ('slotId' in command && command.slotId !== undefined)
    return command.slotId.slice(0, command.slotId.lastIndexOf('.'))
  return `${command.doctorId}.${command.date}`
}
