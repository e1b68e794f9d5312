import type { NextNumber, PublicBoard, TimeAway } from '../../api/public-board'
import type { QueueEntry, QueueView } from '../../api/queue-view'
import type { SessionRecord } from '../sessions/session-record'
import { queueView } from './queue-view'
import type { Frame } from './views'

/** How many of the next numbers are shown. */
const MOST_NEXT = 8

/** Returns what may be shown in public of a session. It is put together field by field, so that no new field of the queue gets into it. */
export function publicBoard(record: SessionRecord, frame: Frame, estimates: boolean): PublicBoard {
  const { session, names } = record
  // Only those who are present are shown with their times.
  const queue: QueueView = queueView(
    record,
    frame,
    estimates && session.room.present.size + session.room.standby.size > 0,
  )
  const callTime = ({ tokenId }: QueueEntry): number => names.updatedAt[names.token(tokenId)]!
  return {
    doctorId: names.doctorId,
    date: names.date,
    asOf: queue.asOf,
    status: session.closed ? 'closed' : 'open',
    late: queue.late,
    away: session.closed ? [] : timesAway(record, frame),
    inside: queue.inConsultation.map(({ number, room }) => ({ number, room })),
    called: queue.called
      .map((entry) => ({ number: entry.number, room: entry.room, at: callTime(entry) }))
      .sort((a, b) => b.at - a.at),
    next: queue.present.slice(0, MOST_NEXT).map(nextNumber),
    present: session.room.present.size,
    standby: session.room.standby.size,
    expected: queue.expected.length,
  }
}

function nextNumber({ number, estimated }: QueueEntry): NextNumber {
  return { number, from: estimated?.from ?? null, to: estimated?.to ?? null }
}

/** Blocked slots that are not over, joined if one follows the other. */
function timesAway({ session }: SessionRecord, { now, zone }: Frame): readonly TimeAway[] {
  const { starts, ends, blocked, slots } = session
  const text = (time: number): string => zone.textAt(time).slice(11, 16)
  const away: TimeAway[] = []
  for (let slot = 0; slot < slots; slot++) {
    if (!blocked[slot] || ends[slot]! <= now) continue
    const isJoined = slot > 0 && blocked[slot - 1] && ends[slot - 1] === starts[slot] && away.length > 0
    const from = isJoined ? away.pop()!.from : text(starts[slot]!)
    away.push({ from, to: text(ends[slot]!) })
  }
  return away
}
