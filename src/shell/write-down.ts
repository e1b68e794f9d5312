import { type Envelope, encode } from '../store/codec'
import type { OpdEvent, SlotRecord } from '../store/event'
import { issuedBy } from './issue'
import type { SessionCommand } from './prepare'
import type { Prepared } from './prepared'
import type { SessionRecord } from './record'
import type { Setting } from './setting'

/** Folds the facts of a command into their sessions and answers the events of each. */
export function writeDown(
  command: SessionCommand,
  prepared: Prepared,
  records: readonly SessionRecord[],
  commandId: string,
  setting: Setting,
): OpdEvent[][] {
  const { facts } = prepared
  const envelope = envelopeOf(command, prepared, commandId, setting)
  return records.map((record, index) => {
    const own = records.length === 1 ? facts : facts.filter((fact) => fact.session === index)
    const events = encode(own, record.names, record.version, envelope)
    for (let i = 0; i < events.length; i++) record.fold(own[i]!, events[i]!)
    return events
  })
}

function envelopeOf(
  command: SessionCommand,
  prepared: Prepared,
  commandId: string,
  { formatNumber, zone }: Setting,
): Envelope {
  const { actor, note } = command
  const walls = new Map<number, Pick<SlotRecord, 'slotId' | 'start' | 'end'>>()
  if (command.op === 'openSession' || command.op === 'addSlots') {
    for (const { slotId, start, wallStart, wallEnd } of command.slots)
      walls.set(start, { slotId, start: wallStart, end: wallEnd })
  }
  const { attributes } = prepared
  const replaces = command.op === 'reschedule' ? command.tokenId : undefined
  const issued = issuedBy(command, prepared, formatNumber)
  return { commandId, actor, note, issued, replaces, attributes, walls, timeZone: zone.name }
}
