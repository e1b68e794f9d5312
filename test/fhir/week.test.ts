import { describe, expect, it } from 'vitest'
import { checkWeek } from './check-week'
import { brokenRules, doubled, type Json } from './rules'
import { strangeTexts } from './strange-texts'

const seed = Number(process.env.SEED ?? 31)

it('resources of a random week keep the rules of FHIR, and hold nothing of a patient but the reference', async () => {
  await checkWeek('privateClinic', 0.35, seed)
})

describe('the rules', () => {
  it('find a wrong resource', () => {
    const good: Json = {
      resourceType: 'Appointment',
      id: 'a',
      status: 'booked',
      start: '2026-01-30T09:00:00+05:30',
      end: '2026-01-30T10:00:00+05:30',
      participant: [{ status: 'accepted' }, { status: 'accepted' }],
    }
    expect(brokenRules(good, 'R4')).toEqual([])
    for (const wrong of [
      { status: 'called' },
      { start: undefined, end: undefined },
      { end: '2026-01-30T08:00:00+05:30' },
      { start: '2026-01-30T09:00:00' },
      { cancelationReason: { coding: [] } },
      { participant: [] },
      { priority: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority', code: 'X' }] } },
    ])
      expect(brokenRules({ ...good, ...wrong }, 'R4'), JSON.stringify(wrong)).not.toEqual([])
    expect(doubled([good, good])).not.toEqual([])
    expect(doubled([good, { ...good, id: 'b', replaces: [{ reference: 'Appointment/a' }] }])).not.toEqual([])
  })

  it('find what may be about a patient', () => {
    expect(strangeTexts({ resourceType: 'Appointment', description: 'Sita Devi' })).toEqual(['description: Sita Devi'])
    const participant = [{ actor: { reference: 'Patient/p-1954-1', display: 'Sita Devi' } }]
    expect(strangeTexts({ resourceType: 'Appointment', participant })).toEqual(['display: Sita Devi'])
    expect(strangeTexts({ resourceType: 'Appointment', id: 'p-1954-1' })).toEqual(['id: p-1954-1'])
  })
})
