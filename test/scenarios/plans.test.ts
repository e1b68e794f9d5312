import { bump, fixed, standard, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

describe('a plan', () => {
  it('that shows a bump is not carried out once the slot is frozen, though nothing was booked meanwhile', async () => {
    const overflow = [bump({ freezeMinutes: 60 }), waitlist()]
    const { opd, clock, book } = await clinic([1], { rules: { ...standard(), capacity: fixed(), overflow } })
    await book('online', 'online', '09:00')
    const command = { op: 'book', slotId: `${SESSION}.0900`, source: 'emergency', patientId: 'emergency' } as const
    clock.now = at('07:59')
    const { basis, ...plan } = await opd.plan(command)
    expect(plan).toMatchObject({ status: 'confirmed', moves: [{ patientId: 'online', status: 'waitlisted' }] })
    clock.now = at('08:01')
    expect(await opd.execute(command, { basis })).toMatchObject({ code: 'plan-stale' })
    expect(await opd.session(SESSION)).toMatchObject({ tokens: [{ patientId: 'online', status: 'confirmed' }] })
    expect(await opd.plan(command)).toMatchObject({ status: 'waitlisted', moves: [] })
  })
})
