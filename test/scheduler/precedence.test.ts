import { type Basis, OpdScheduler, REFUSALS, type Rejected, standard, waitlistWithEmergencyBump } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from './clinic'

describe('if several refusals apply, the first in the list is returned', () => {
  it('for a booking that is wrong in every way, corrected step by step', async () => {
    const { opd, book, clock } = await clinic([1, 0], { rules: { ...standard(), overflow: [] } })
    await book('p', 'online', '09:00', { tokenId: 'taken' })
    const base = {
      op: 'book',
      doctorId: 'dr-no',
      date: '2026-01-29',
      start: '11:00',
      source: 'stranger',
      patientId: 'p',
      tokenId: 'taken',
    } as const
    const codes: string[] = []
    const ask = async (command: object, basis?: Basis) => {
      const result = (await opd.execute({ ...base, ...command }, basis === undefined ? {} : { basis })) as Rejected
      codes.push(result.code)
    }
    await ask({}, { versions: { [SESSION]: 99 }, outcome: 'x' })
    await ask({})
    await ask({ tokenId: 'new' })
    await ask({ tokenId: 'new', doctorId: 'dr-rao' })
    await ask({ tokenId: 'new', doctorId: 'dr-rao', date: DAY })
    const here = { tokenId: 'new', doctorId: 'dr-rao', date: DAY, start: '09:00' }
    clock.now = at('10:00')
    await ask(here)
    await ask({ ...here, source: 'online' })
    clock.now = at('06:00')
    await ask({ ...here, source: 'online' })
    await ask({ ...here, source: 'online', patientId: 'q' })
    await ask({ ...here, start: undefined, source: 'online', patientId: 'q' })
    await opd.closeSession({ sessionId: SESSION })
    clock.now = at('10:00')
    await ask({ ...here, source: 'online' })
    expect(codes).toEqual([
      'plan-stale',
      'token-id-taken',
      'doctor-not-found',
      'session-not-found',
      'slot-not-found',
      'unknown-source',
      'slot-past',
      'duplicate-token',
      'slot-full',
      'no-capacity',
      'session-closed',
    ])
    const order = Object.keys(REFUSALS)
    const inOrder = codes.slice(0, -1).map((code) => order.indexOf(code))
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
  })

  it('for a command that the host does not permit, and for an expired hold', async () => {
    const rules = { ...standard(), admission: { permit: () => false } }
    const { opd, store, clock } = await clinic([1], { rules })
    const free = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now })
    const slot = { slotId: `${SESSION}.0900`, patientId: 'p' }
    const above = { override: true, actor: 'x', bump: `${SESSION}.t9` }
    expect(await opd.book({ ...slot, ...above, source: 'online' })).toMatchObject({ code: 'token-not-found' })
    expect(await opd.book({ ...slot, source: 'stranger' })).toMatchObject({ code: 'unknown-source' })
    expect(await opd.book({ ...slot, source: 'online' })).toMatchObject({ code: 'policy-denied' })
    await free.book({ ...slot, source: 'online', holdMinutes: 1 })
    const token = { tokenId: `${SESSION}.t1` }
    expect(await opd.reschedule({ ...token, date: DAY })).toMatchObject({ code: 'policy-denied' })
    expect(await free.reschedule({ ...token, date: DAY })).toMatchObject({ code: 'invalid-transition' })
    await opd.closeSession({ sessionId: SESSION })
    expect(await opd.confirm(token)).toMatchObject({ code: 'hold-expired' })
    expect(await opd.reinstate(token)).toMatchObject({ code: 'policy-denied' })
    expect(await free.reinstate(token)).toMatchObject({ code: 'session-closed' })
  })

  it('for steps of a token', async () => {
    const { opd, book } = await clinic([1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '09:00')
    const token = { tokenId: `${SESSION}.t1` }
    await opd.cancel(token)
    expect(await opd.reclassify({ ...token, source: 'stranger' })).toMatchObject({ code: 'unknown-source' })
    expect(await opd.reclassify({ ...token, source: 'paid' })).toMatchObject({ code: 'invalid-transition' })
    await opd.closeSession({ sessionId: SESSION })
    expect(await opd.reinstate(token)).toMatchObject({ code: 'session-closed' })
    expect(await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 0 })).toMatchObject({ code: 'session-closed' })
    expect(
      await opd.addSlots({ sessionId: SESSION, slots: [{ start: '09:00', end: '09:30', capacity: 1 }] }),
    ).toMatchObject({ code: 'session-closed' })
  })
})
