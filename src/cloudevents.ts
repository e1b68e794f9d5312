/**
 * CloudEvents 1.0: events of the log for a message bus.
 *
 * @module
 */
import type { OpdEvent } from './events/event'
import type { LogEntry } from './store/store'

/** Each kind of event by itself, so that `data` narrows by its type. */
type WithoutNote<Event> = Event extends unknown ? Omit<Event, 'note'> : never

/** An event in the envelope of CloudEvents 1.0, as JSON. */
export interface CloudEvent {
  /** Version of CloudEvents. */
  readonly specversion: '1.0'
  /** The event's id. It is unique in one store only, so it counts together with `source`. */
  readonly id: string
  /** The store of the facility, as a URI. */
  readonly source: string
  /** Kind of event, such as `opd-scheduler.token.bumped`. */
  readonly type: string
  /** Id of the token, the session or the doctor that the event is about. */
  readonly subject: string
  /** Time of the event, in UTC. */
  readonly time: string
  /** Media type of `data`. */
  readonly datacontenttype: 'application/json'
  /** Names the shape of `data`. */
  readonly dataschema: string
  /** Position in the log, with zeros in front: these texts are in order, as the extension demands. */
  readonly sequence: string
  /** The session or the doctor. Events with the same key have to be delivered in order. */
  readonly partitionkey: string
  /** The event without its note. */
  readonly data: WithoutNote<OpdEvent>
}

/** How to name the facility's events. */
export interface CloudEventOptions {
  /** URI of the store, with the facility in it: `https://hospital.example/opd/north`. */
  readonly source: string
  /**
   * Goes before the kind of event in `type`.
   *
   * @defaultValue `'opd-scheduler.'`
   */
  readonly typePrefix?: string
}

/** As many digits as the largest position has. */
const DIGITS = 16

/**
 * Returns an entry of the log as a CloudEvent. It leaves out the command's note, which may hold words about a patient.
 *
 * @throws RangeError if the source is empty
 * @example
 * ```ts
 * for await (const entry of opd.subscribe({ after }))
 *   await bus.publish(cloudEventOf(entry, { source: 'https://hospital.example/opd/north' }))
 * ```
 */
export function cloudEventOf({ position, event }: LogEntry, options: CloudEventOptions): CloudEvent {
  const { source, typePrefix = 'opd-scheduler.' } = options
  if (source === '') throw new RangeError('A CloudEvent needs a source. Give a URI with the facility in it.')
  const { note: _, ...data } = event
  const stream = 'sessionId' in event ? event.sessionId : event.doctor.id
  return {
    specversion: '1.0',
    id: event.eventId,
    source,
    type: `${typePrefix}${event.type}`,
    subject: 'tokenId' in event ? event.tokenId : stream,
    time: new Date(event.at).toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:opd-scheduler:event:${event.schema}`,
    sequence: String(position).padStart(DIGITS, '0'),
    partitionkey: stream,
    data: data as CloudEvent['data'],
  }
}
