import { readFileSync } from 'node:fs'
import { type OpdEvent, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { type Golden, goldenDay, read } from './golden-day'
import { hostileRules } from './hostile'
import { reopened } from './reads-back'

/** Has an event of each kind. Every later version folds it to the same sessions: events only gain fields. */
const golden: Golden = JSON.parse(readFileSync(new URL('golden/schema-1.json', import.meta.url), 'utf8'))

describe('the golden log of schema 1', () => {
  it('has one event of each kind', () => {
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
    expect(golden.events.every((event) => event.schema === 1)).toBe(true)
  })

  it('opens, whatever the rules are by now', async () => {
    const { opd, store } = await reopened(golden.events, golden.asOf, hostileRules(), 'Europe/Berlin')
    const now = await read(opd, store, golden.asOf)
    expect(now.events).toEqual(golden.events)
    // Views may have more fields by now, but no other differences.
    expect(now).toMatchObject(golden)
    const sentences = (await opd.history('host-7')).map((entry) => entry.sentence)
    expect(sentences.length).toBeGreaterThan(3)
  })

  it('goes on', async () => {
    const { opd } = await reopened(golden.events, golden.asOf, standard(), 'Europe/Berlin')
    const next = { doctorId: 'dr-rao', date: '2026-04-04', start: '10:00', source: 'walk-in', patientId: 'new' }
    expect(await opd.book(next)).toMatchObject({ status: 'waitlisted', token: { sequence: 7 } })
    const cancelled = await opd.cancel({ tokenId: 'dr-rao.2026-04-04.t1' })
    expect(cancelled).toMatchObject({ status: 'cancelled', moves: [{ tokenId: 'dr-rao.2026-04-04.t5' }] })
  })

  it('is the same as this version writes', async () => {
    // If events gain a field or a kind on purpose, the newest log gets a file of its own beside this one.
    const now = JSON.parse(JSON.stringify(await goldenDay())) as Golden
    expect(now.events).toEqual(golden.events)
    // Views may have more fields by now, but no other differences.
    expect(now).toMatchObject(golden)
  })
})
