import { readFileSync } from 'node:fs'
import { type OpdEvent, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { Reached } from '../reached'
import { PRESETS } from '../scheduler/clinic'
import { type Golden, goldenDay, read } from './golden-day'
import { hostileRules } from './hostile'
import { readsBack, reopened } from './reads-back'

const golden: Golden = JSON.parse(readFileSync(new URL('golden/schema-1.json', import.meta.url), 'utf8'))

describe('the golden log of schema 1', () => {
  it('has one of everything that can be written down', () => {
    const kinds: Record<OpdEvent['type'], true> = {
      'doctor.registered': true,
      'session.opened': true,
      'session.closed': true,
      'slot.added': true,
      'slot.resized': true,
      'token.confirmed': true,
      'token.waitlisted': true,
      'token.bumped': true,
      'token.moved': true,
      'token.promoted': true,
      'token.dropped': true,
      'token.cancelled': true,
      'token.checked-in': true,
      'token.started': true,
      'token.completed': true,
      'token.no-show': true,
      'token.reinstated': true,
      'token.reclassified': true,
    }
    expect(new Set(golden.events.map((event) => event.type))).toEqual(new Set(Object.keys(kinds)))
    expect(golden.events.every((event) => event.schema === 1)).toBe(true)
  })

  it('opens, whatever the rules are by now', async () => {
    const { opd, store } = await reopened(golden.events, golden.asOf, hostileRules(), 'Europe/Berlin')
    expect(await read(opd, store, golden.asOf)).toEqual(golden)
    const sentences = (await opd.history('host-7')).map((entry) => entry.sentence)
    expect(sentences.length).toBeGreaterThan(3)
  })

  it('goes on', async () => {
    const { opd } = await reopened(golden.events, golden.asOf, standard(), 'Europe/Berlin')
    const next = { doctorId: 'dr-rao', date: '2026-03-30', start: '09:00', source: 'emergency', patientId: 'new' }
    expect(await opd.book(next)).toMatchObject({ status: 'confirmed', token: { sequence: 2 } })
    expect(await opd.checkIn({ tokenId: 'dr-rao.2026-03-29.t8' })).toMatchObject({ status: 'checked-in' })
  })

  it('is what this version writes, too', async () => {
    // Where the shape of events changes on purpose, a new schema gets a golden file of its own and this line moves to it.
    expect(JSON.parse(JSON.stringify(await goldenDay()))).toEqual(golden)
  })
})

describe('a log read back', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`gives the same state under rules that refuse every question, ${name}`, async () => {
      const reached = new Reached()
      await readsBack(name, preset(), { runs: 40, note: reached.note })
      expect(reached.count('commands')).toBeGreaterThan(reached.count('days'))
    })
  }
})
