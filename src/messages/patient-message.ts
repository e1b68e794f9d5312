import type { TokenEvent } from '../events/event'
import { english } from './english'
import type { PatientTexts } from './texts'

/** What a message needs besides the event. */
export interface MessageOptions {
  /** Name of the doctor, as patients know it. */
  readonly doctor: string
  /** The facility's time zone, an IANA name. */
  readonly timeZone: string
  /**
   * The texts of a language.
   *
   * @defaultValue `english`
   */
  readonly texts?: PatientTexts
}

/**
 * Returns what to tell the patient about an event: what happened, why, and what to do now. It names no rank, no rule and no other
 * patient. Returns undefined if there is nothing to tell, as for a check-in.
 *
 * The date is the service date of the session. In a session that passes midnight, a time after midnight belongs to the next day.
 *
 * @throws RangeError if the time zone or the locale of the texts is unknown
 * @example
 * ```ts
 * opd.on('token.bumped', (event) => {
 *   send(event.patientId, patientMessage(event, { doctor: 'Dr. Rao', timeZone: 'Asia/Kolkata' }))
 * })
 * // A patient with an emergency took your 09:00 seat with Dr. Rao on 30 January. Your new time is 10:00.
 * ```
 */
export function patientMessage(event: TokenEvent, options: MessageOptions): string | undefined {
  const { texts = english } = options
  const keys = keysOf(event)
  if (keys.length === 0) return undefined
  const values = valuesOf(event, options, texts)
  return keys.map((key) => texts[key].replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name])).join(' ')
}

/** The names of the texts. */
type TextKey = Exclude<keyof PatientTexts, 'locale' | 'rivals'>

/** The texts that make up the message. */
function keysOf(event: TokenEvent): readonly TextKey[] {
  const { cause, from, strategy } = event
  switch (event.type) {
    case 'token.confirmed':
      return [strategy === 'elsewhere' ? 'movedElsewhere' : 'booked']
    case 'token.held':
      return ['held']
    case 'token.waitlisted':
      return ['waiting']
    case 'token.offered':
      return ['offered']
    case 'token.promoted':
      return [from === null ? 'seatFree' : 'earlier']
    case 'token.bumped':
      return ['bumped', placeNow(event, 'newTime')]
    case 'token.moved':
      return [cause === 'blocked' ? 'doctorAway' : 'fewerSeats', placeNow(event, 'newTime')]
    case 'token.dropped':
      return cause === 'blocked' ? ['doctorAway', 'noPlace'] : ['noSeatFree']
    case 'token.rescheduled':
      // A patient who asked for it has the message about the new seat.
      return cause === 'blocked' ? ['doctorAway', 'newTimeFollows'] : []
    case 'token.cancelled':
      // The patient declined after being dropped, so has no appointment that could be cancelled.
      return cause === 'declined' ? [] : ['cancelled']
    case 'token.expired':
      if (cause === 'blocked') return ['doctorAway', 'noPlace']
      return [cause === 'end-of-day' ? 'cancelled' : 'expired']
    case 'token.no-show':
      return ['missed']
    case 'token.reinstated':
      return [placeNow(event, 'seatAgain')]
    case 'token.undone':
      // Most steps that are taken back leave the patient where the last message said.
      return strategy !== null || event.waitsFor !== null ? [placeNow(event, 'seatAgain')] : []
    case 'token.stood-by':
      return ['standby']
    case 'token.called':
      return [event.room === undefined ? 'called' : 'calledTo']
    case 'token.skipped':
      return ['unanswered']
    case 'token.checked-in':
    case 'token.started':
    case 'token.completed':
    case 'token.left':
    case 'token.reclassified':
      return []
    default:
      return event satisfies never
  }
}

function placeNow({ to, waitsFor }: TokenEvent, seated: TextKey): TextKey {
  if (to !== null) return seated
  return waitsFor === null ? 'noPlace' : 'waitsNow'
}

function valuesOf(event: TokenEvent, { doctor, timeZone }: MessageOptions, texts: PatientTexts) {
  const { fromSlot, toSlot, by, date, number, until, room = '' } = event
  const { locale, rivals, anyRival } = texts
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })
  return {
    doctor,
    number,
    room,
    date: day.format(Date.parse(`${date}T12:00Z`)),
    time: toSlot?.start ?? '',
    oldTime: fromSlot?.start ?? '',
    until: until === undefined ? '' : clock.format(until),
    rival: (by === null ? undefined : rivals[by.source]) ?? anyRival,
  }
}
