import { type Envelope, encode } from '../../events/encode'
import type { Write } from '../../store/store'
import type { ReadSlot } from '../input/read-slots'
import type { SessionRecord } from '../sessions/session-record'
import type { Setting } from '../setting'
import { issuedBy } from './issue'
import type { Outcome } from './outcome'
import type { SessionCommand } from './prepare'

/**
 * Folds the facts of a command into their sessions and answers what is to be written to each. That a session without events has
 * no place must be true still when this is committed.
 */
export function writeDown(
  command: SessionCommand,
  prepared: Outcome,
  records: readonly SessionRecord[],
  commandId: string,
  setting: Setting,
): Write[] {
  const { facts } = prepared
  const envelope = envelopeOf(command, prepared, commandId, setting)
  return records.map((record, index) => {
    const own = records.length === 1 ? facts : facts.filter((fact) => fact.session === index)
    const expectedVersion = record.version
    const events = encode(own, record.names, expectedVersion, envelope)
    for (let i = 0; i < events.length; i++) record.fold(own[i]!, events[i]!)
    return record.write(expectedVersion, events)
  })
}

function envelopeOf(
  command: SessionCommand,
  prepared: Outcome,
  commandId: string,
  { formatNumber, zone }: Setting,
): Envelope {
  const { actor, note } = command
  const walls = command.op === 'openSession' || command.op === 'addSlots' ? wallsOf(command.slots) : NO_WALLS
  const { attributes } = prepared
  const replaces = command.op === 'reschedule' ? command.tokenId : undefined
  const issued = issuedBy(command, prepared, formatNumber)
  return { commandId, actor, note, issued, replaces, attributes, walls, timeZone: zone.name }
}

const NO_WALLS: Envelope['walls'] = new Map()

function wallsOf(slots: readonly ReadSlot[]): Envelope['walls'] {
  return new Map(
    slots.map(({ slotId, start, wallStart, wallEnd }) => [start, { slotId, start: wallStart, end: wallEnd }]),
  )
}
