import type { Command } from 'opd-scheduler'
import { lineAt, type ShownAnswer, type ShownSession, timeOf } from './shown'

const DONE: Readonly<Partial<Record<Command['op'], string>>> = {
  cancel: 'cancelled',
  noShow: 'did not come',
  skip: 'did not answer',
  leaveUnseen: 'left unseen',
  confirm: 'confirmed',
  undo: 'last step taken back',
  checkIn: 'arrived',
  call: 'called',
  callNext: 'called',
  start: 'inside',
  complete: 'seen',
  sweepSession: 'time is over',
  addSlots: 'more slots',
  resizeSlot: 'other capacity',
  blockTime: 'doctor away',
  unblockTime: 'doctor back',
  delay: 'doctor late',
  closeSession: 'closed',
}

/** Says what became of a command, in a few words. */
export function stepText(command: Command, answer: ShownAnswer, session: ShownSession | undefined): string {
  if (answer.status === 'rejected') return command.op === 'book' ? 'refused' : `${command.op} refused`
  const { token } = answer
  if (token === undefined || session === undefined) return DONE[command.op] ?? command.op
  switch (command.op) {
    case 'book':
    case 'reschedule':
    case 'reclassify':
    case 'reinstate': {
      const before = command.op === 'reclassify' ? `now ${token.source}, ` : ''
      const back = command.op === 'reinstate' ? 'came after all, ' : ''
      const place = placeText(answer, session, command.op === 'book' && 'start' in command ? command.start : undefined)
      return `${before}${back}${place}`
    }
    default:
      return DONE[command.op] ?? token.status
  }
}

function placeText({ token, status }: ShownAnswer, session: ShownSession, asked: string | undefined): string {
  if (token === undefined) return ''
  const { slotId, waitsFor, position, plannedTime } = token
  if (waitsFor !== null)
    return `waits for ${waitsFor.slotId === null ? 'any time' : timeOf(waitsFor.slotId)}, number ${position}`
  const slot = session.slots.find(({ id }) => id === slotId)
  if (slot === undefined) return status
  const all = lineAt(session, slot.id).length
  const isAbove = all > slot.capacity ? ` (${slot.capacity} seats)` : ''
  const at = slot.start === asked ? '' : `${slot.start}, `
  const about = plannedTime === null ? '' : `, about ${plannedTime.slice(11, 16)}`
  return `${status === 'held' ? 'held, ' : ''}${at}${position} of ${all}${isAbove}${about}`
}

/** Says what happened to another token because of a command. */
export function moveText(
  { from, to, status, cause, by }: NonNullable<ShownAnswer['moves']>[number],
  labels: ReadonlyMap<string, string>,
): string {
  const rival = by === null ? '' : (labels.get(by.tokenId) ?? by.tokenId)
  const leaves = from === null ? '' : by !== null ? `gives ${timeOf(from)} to ${rival}` : `leaves ${timeOf(from)}`
  if (to !== null)
    return from === null ? `gets a seat at ${timeOf(to)}, after waiting` : `${leaves} and moves to ${timeOf(to)}`
  switch (status) {
    case 'waitlisted':
      return `${leaves} and waits`
    case 'dropped':
      return `${leaves === '' ? '' : `${leaves} and `}is dropped: ${DROPPED[cause] ?? 'no other place'} (${cause})`
    case 'no-show':
      return `did not come: no-show (${cause})`
    default:
      return `${leaves === '' ? '' : `${leaves}: `}${status} (${cause})`
  }
}

const DROPPED: Readonly<Record<string, string>> = {
  outranked: 'no later slot has room today',
  'end-of-day': 'there is no later slot today',
  blocked: 'the doctor is away',
}
