import { readFileSync } from 'node:fs'
import { type OpdEvent, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { type Golden, goldenDay, read } from './golden-day'
import { hostileRules } from './hostile'
import { reopened } from './reads-back'

const NAMES = [
  'schema-1',
  'schema-1-consulting-room',
  'schema-1-slot-times',
  'schema-1-standby-and-leave',
  'schema-1-booking-classes',
  'schema-1-names-of-rules',
  'schema-1-rooms',
  'schema-1-order-of-call',
] as const
const logs = NAMES.map((name): Golden => {
  return JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8'))
})
const first = logs[0]!
/** The newest has an event of each kind, in the shape of this version. */
const golden = logs.at(-1)!

/** A view had the field `estimatedTime`, which depended on the clock and the visits, when these logs were written. */
function withoutEstimatedTime(log: Golden): object {
  return JSON.parse(JSON.stringify(log), (key, value) => (key === 'estimatedTime' ? undefined : value))
}

describe('the golden logs of schema 1', () => {
  it('have one event of each kind', () => {
    const kinds: Record<OpdEvent['type'], true> = {
      'doctor.registered': true,
      'session.opened': true,
      'session.closed': true,
      'slot.added': true,
      'slot.resized': true,
      'slot.released': true,
      'slot.blocked': true,
      'slot.unblocked': true,
      'session.delayed': true,
      'token.confirmed': true,
      'token.waitlisted': true,
      'token.held': true,
      'token.offered': true,
      'token.bumped': true,
      'token.moved': true,
      'token.promoted': true,
      'token.dropped': true,
      'token.cancelled': true,
      'token.rescheduled': true,
      'token.expired': true,
      'token.checked-in': true,
      'token.stood-by': true,
      'token.called': true,
      'token.skipped': true,
      'token.started': true,
      'token.completed': true,
      'token.left': true,
      'token.no-show': true,
      'token.undone': true,
      'token.reinstated': true,
      'token.reclassified': true,
    }
    expect(new Set(golden.events.map((event) => event.type))).toEqual(new Set(Object.keys(kinds)))
    expect(logs.flatMap(({ events }) => events).every((event) => event.schema === 1)).toBe(true)
  })

  for (const [index, log] of logs.entries()) {
    it(`open, whatever the rules are by now: ${NAMES[index]}`, async () => {
      const { opd, store } = await reopened(log.events, log.asOf, hostileRules(), 'Europe/Berlin')
      const now = await read(opd, store, log.asOf)
      expect(now.events).toEqual(log.events)
      // Views may have more fields by now, but no other differences.
      expect(now).toMatchObject(withoutEstimatedTime(log))
      const sentences = (await opd.history('host-7')).map((entry) => entry.sentence)
      expect(sentences.length).toBeGreaterThan(3)
    })
  }

  it('go on', async () => {
    const { opd } = await reopened(first.events, first.asOf, standard(), 'Europe/Berlin')
    const next = { doctorId: 'dr-rao', date: '2026-03-30', start: '09:00', source: 'emergency', patientId: 'new' }
    expect(await opd.book(next)).toMatchObject({ status: 'confirmed', token: { sequence: 2 } })
    expect(await opd.checkIn({ tokenId: 'dr-rao.2026-03-29.t8' })).toMatchObject({ status: 'checked-in' })
  })

  it('are the same as this version writes', async () => {
    // If the shape of events changes on purpose, the new shape gets its own golden file, and this line refers to it.
    const now = JSON.parse(JSON.stringify(await goldenDay())) as Golden
    expect(now.events).toEqual(golden.events)
    // Views may have more fields by now, but no other differences.
    expect(now).toMatchObject(withoutEstimatedTime(golden))
  })
})
