import { readFileSync } from 'node:fs'
import { type OpdEvent, OpdScheduler, type Rules, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { modelUnder } from '../model/model-suite'
import { PRESET_COMPOSITIONS } from '../model/preset-compositions'
import { Reached } from '../reached'
import { PRESETS } from '../scheduler/clinic'
import { type Golden, goldenDay, read, storeOf } from './golden-day'
import { hostileRules } from './hostile'

const golden: Golden = JSON.parse(readFileSync(new URL('golden/schema-1.json', import.meta.url), 'utf8'))

async function reopened(events: readonly OpdEvent[], asOf: number, rules: Rules, timeZone = 'Europe/Berlin') {
  const store = await storeOf(JSON.parse(JSON.stringify(events)))
  return { store, opd: new OpdScheduler({ timeZone, store, rules, clock: () => asOf }) }
}

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
    const { opd, store } = await reopened(golden.events, golden.asOf, hostileRules())
    expect(await read(opd, store, golden.asOf)).toEqual(golden)
    const sentences = (await opd.history('host-7')).map((entry) => entry.sentence)
    expect(sentences.length).toBeGreaterThan(3)
  })

  it('goes on', async () => {
    const { opd } = await reopened(golden.events, golden.asOf, standard())
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
      const rules = preset()
      await modelUnder(rules, PRESET_COMPOSITIONS[name]!, {
        runs: 40,
        note: reached.note,
        after: async ({ opd, store, now }) => {
          const events = (await store.read(0, 100_000)).map((entry) => entry.event)
          const other = await reopened(events, now, hostileRules(rules.priority.at), 'Asia/Kolkata')
          for (const { id } of await opd.sessions()) {
            expect(await other.opd.session(id)).toEqual(await opd.session(id))
            for (const token of (await opd.session(id))!.tokens)
              expect(await other.opd.history(token.id)).toEqual(await opd.history(token.id))
          }
          expect(await other.opd.stats()).toEqual(await opd.stats())
          expect((await other.store.read(0, 100_000)).map((entry) => entry.event)).toEqual(events)
        },
      })
      expect(reached.count('days')).toBe(Number(process.env.RUNS ?? 40))
    })
  }
})
