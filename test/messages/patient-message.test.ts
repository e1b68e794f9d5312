import { readFileSync } from 'node:fs'
import {
  bumpByClass,
  memoryStore,
  OpdScheduler,
  type Rules,
  type TokenEvent,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import { english, german, hindi, type PatientTexts, patientMessage } from 'opd-scheduler/messages'
import type { OpdEvent } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'

const CATALOGUES = { english, german, hindi }
const timeZone = 'Asia/Kolkata'
const options = { doctor: 'Dr. Rao', timeZone }

/** A log that has every kind of event. */
const log = new URL('../proof/replay/golden/schema-1.json', import.meta.url)
const isOfToken = (event: OpdEvent): event is TokenEvent => 'tokenId' in event
const events = (JSON.parse(readFileSync(log, 'utf8')).events as OpdEvent[]).filter(isOfToken)

const SILENT = ['token.checked-in', 'token.completed', 'token.left', 'token.reclassified', 'token.started']

const placeholders = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const textsOf = ({ locale: _, rivals, ...texts }: PatientTexts): Record<string, string> => ({ ...texts, ...rivals })

it.each(Object.entries(CATALOGUES))(
  'the texts in %s are complete, and have the placeholders of the English ones',
  (_, texts) => {
    const [own, original] = [textsOf(texts), textsOf(english)]
    expect(Object.keys(own).sort()).toEqual(Object.keys(original).sort())
    for (const [key, text] of Object.entries(own)) expect(placeholders(text), key).toEqual(placeholders(original[key]))
  },
)

it.each(Object.entries(CATALOGUES))('every kind of event has its message in %s, without a gap', (_, texts) => {
  const told = new Set<string>()
  for (const event of events) {
    const message = patientMessage(event, { ...options, texts })
    if (message === undefined) continue
    told.add(event.type)
    // An empty or unknown placeholder would leave one of these.
    expect(message, event.type).not.toMatch(/[{}]|^ | {2}| [.,:;]|undefined/)
  }
  const kinds = [...new Set(events.map(({ type }) => type))].sort()
  expect(kinds.filter((type) => !told.has(type))).toEqual(SILENT)
})

it('no message has a rank, a rule or the id of a patient or token', () => {
  const ids = new Set(events.flatMap(({ tokenId, patientId }) => [tokenId, patientId]))
  for (const event of events) {
    const words = patientMessage(event, options)?.split(/[\s,:;]+|\.(?=\s|$)/) ?? []
    expect(words.filter((word) => ids.has(word) || word === 'rank' || word === event.strategy)).toEqual([])
  }
})

describe('the messages to one patient', () => {
  /** Books seats at 09:00, the first for p-1, and returns what p-1 is told. */
  async function told(rules: Rules, capacities: readonly number[], bookings: readonly object[], texts = english) {
    const store = memoryStore()
    const opd = new OpdScheduler({ timeZone, rules, store, clock: () => Date.parse('2026-01-30T07:00+05:30') })
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    const slots = capacities.map((capacity, n) => ({
      start: `${n + 9}:00`.padStart(5, '0'),
      end: `${n + 10}:00`,
      capacity,
    }))
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-30', slots })
    for (const [n, booking] of bookings.entries())
      await opd.book({ slotId: 'dr-rao.2026-01-30.0900', source: 'online', patientId: `p-${n + 1}`, ...booking })
    const entries = await store.read(0, 1000)
    const own = entries.map(({ event }) => event).filter((event) => isOfToken(event) && event.patientId === 'p-1')
    return own.map((event) => patientMessage(event as TokenEvent, { ...options, texts }))
  }
  const emergency = [{}, { source: 'emergency' }]
  const cascading = { ...waitlistWithEmergencyBump(), displaced: bumpByClass().displaced }

  it('name the emergency that took the seat, and the new time', async () => {
    expect(await told(cascading, [1, 1], emergency)).toEqual([
      'Your appointment with Dr. Rao is on 30 January at 09:00. Your number is 001.',
      'A patient with an emergency took your 09:00 seat with Dr. Rao on 30 January. Your new time is 10:00.',
    ])
    expect((await told(cascading, [1, 1], emergency, german))[1]).toBe(
      'Ein Notfall hat Ihren Platz um 09:00 Uhr bei Dr. Rao am 30. Januar bekommen. Ihr neuer Termin ist um 10:00 Uhr.',
    )
    expect((await told(cascading, [1, 1], emergency, hindi))[1]).toBe(
      '30 जनवरी को Dr. Rao के साथ 09:00 बजे की आपकी सीट आपातकालीन स्थिति वाले एक मरीज़ को दी गई है। आपका नया समय 10:00 बजे है।',
    )
  })

  it('do not name the class of another patient who took the seat, and say that the patient waits now', async () => {
    expect((await told(bumpByClass(), [1], [{}, { source: 'paid' }]))[1]).toBe(
      'A patient who goes first by the rules of the clinic took your 09:00 seat with Dr. Rao on 30 January. ' +
        'You are on the waiting list now. We will tell you when a seat is free.',
    )
  })

  it('say until when a hold has to be confirmed, in the facility’s zone', async () => {
    expect(await told(bumpByClass(), [1], [{ holdMinutes: 30 }])).toEqual([
      'A seat with Dr. Rao on 30 January at 09:00 is on hold for you. Please confirm it by 07:30.',
    ])
  })

  it('name a class for which the host has a text', async () => {
    const texts = { ...english, rivals: { ...english.rivals, paid: 'A private patient' } }
    expect((await told(bumpByClass(), [1], [{}, { source: 'paid' }], texts))[1]).toMatch(/^A private patient took your/)
  })
})
