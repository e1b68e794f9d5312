import { bump, fixed, type Rules, standard, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { clinic, SESSION } from '../scheduler/clinic'

const rules: Rules = { ...standard(), capacity: fixed(), overflow: [bump(), waitlist()], displaced: [waitlist()] }

async function open(capacity: number, patients: readonly string[], waits = true) {
  const overflow = waits ? rules.overflow : [bump()]
  const day = await clinic([capacity], { rules: { ...rules, overflow } })
  for (const patient of patients) await day.book(patient, 'online', '09:00')
  const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })
  return { ...day, token }
}

describe('a checked-in token that is reclassified', () => {
  it('is not promoted in the place of a waiter', async () => {
    const { opd, book, token, seats, waiting } = await open(2, ['a', 'b', 'c'])
    await opd.checkIn(token(1))
    await opd.reclassify({ ...token(1), source: 'paid' })
    expect(await opd.cancel(token(2))).toMatchObject({ moves: [{ patientId: 'c', from: null }] })
    expect(await seats('09:00')).toEqual(['a', 'c'])
    expect(await book('d', 'online', '09:00')).toMatchObject({ status: 'waitlisted' })
    expect(await waiting()).toEqual(['d'])
  })

  it('does not move its neighbours in line that did not check in', async () => {
    const { opd, book, token, seats } = await open(3, ['a', 'b', 'c'], false)
    await opd.checkIn(token(2))
    await opd.checkIn(token(1))
    await opd.reclassify({ ...token(2), source: 'paid' })
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ moves: [{ patientId: 'c' }] })
    expect(await book('f', 'emergency', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await seats('09:00')).toEqual(['a', 'b', 'e'])
  })

  it('is not bumped with its new class either', async () => {
    const { opd, book, token, seats } = await open(1, ['a'], false)
    await opd.checkIn(token(1))
    await opd.reclassify({ ...token(1), source: 'walk-in' })
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await seats('09:00')).toEqual(['a'])
  })
})

describe('a seated token that is reclassified', () => {
  it('cannot be bumped by lower classes than its new one', async () => {
    const { opd, book, token, seats } = await open(1, ['a'], false)
    await opd.reclassify({ ...token(1), source: 'paid' })
    expect(await book('f', 'follow-up', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ moves: [{ patientId: 'a', rank: 2 }] })
    expect(await seats('09:00')).toEqual(['e'])
  })

  it('frees one seat when it leaves', async () => {
    const { opd, book, token, seats } = await open(2, ['a', 'b', 'c'])
    await opd.reclassify({ ...token(1), source: 'paid' })
    await opd.cancel(token(1))
    expect(await seats('09:00')).toEqual(['b', 'c'])
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ moves: [{ patientId: 'c' }] })
    expect(await book('f', 'emergency', '09:00')).toMatchObject({ moves: [{ patientId: 'b' }] })
    expect(await book('g', 'emergency', '09:00')).toMatchObject({ status: 'waitlisted', moves: [] })
  })
})
