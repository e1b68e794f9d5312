import { elastic, fixed, OpdScheduler, type Rules, standard, waitlist, withCeiling } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

const rulesWith = (more: Partial<Rules>): Rules => ({
  ...standard(),
  overflow: [],
  displaced: [waitlist()],
  ...more,
})

async function open(capacities: readonly number[], more: Partial<Rules> = {}) {
  const day = await clinic(capacities, { rules: rulesWith(more) })
  const { opd, book, store } = day
  /** Books each in the slot at nine. The first letter of its name says how: an emergency, by override, or online. */
  const seat = async (...patients: readonly string[]) => {
    for (const patient of patients) {
      const above = patient.startsWith('x') ? { override: true, actor: 'matron' } : {}
      const source = patient.startsWith('e') ? 'emergency' : 'online'
      expect(await book(patient, source, '09:00', above)).toMatchObject({ status: 'confirmed' })
    }
  }
  const resize = (capacity: number, displace = false, hour = '09', by: OpdScheduler = opd) =>
    by.resizeSlot({ slotId: `${SESSION}.${hour}00`, capacity, displace })
  const under = (rules: Rules) => new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => at('06:00') })
  return { ...day, seat, resize, under }
}

describe('a slot that gets fewer seats', () => {
  it('is too small for a class that sees fewer seats than it uses, even if others see more', async () => {
    const { seat, resize, seats } = await open([2], { capacity: elastic({ for: ['emergency'], extra: 1 }) })
    await seat('a', 'b')
    expect(await resize(1)).toMatchObject({ code: 'capacity-in-use' })
    expect(await resize(1, true)).toMatchObject({ moves: [{ patientId: 'b', status: 'waitlisted' }] })
    expect(await seats('09:00')).toEqual(['a'])
  })

  it('does not change if the tokens that have to go find no place', async () => {
    const { seat, resize, seats } = await open([2], { capacity: fixed(), displaced: [] })
    await seat('a', 'b')
    expect(await resize(1, true)).toMatchObject({ code: 'capacity-in-use' })
    expect(await seats('09:00')).toEqual(['a', 'b'])
  })

  it('loses its overflow seats if the session may have fewer, from the lowest class on', async () => {
    const { seat, resize, seats, waiting } = await open([2], {
      capacity: elastic({ for: ['emergency'], extra: 5, perSession: '50%' }),
    })
    await seat('a', 'b', 'e')
    expect(await resize(1, true)).toMatchObject({ moves: [{ patientId: 'b' }, { patientId: 'a' }] })
    expect(await seats('09:00')).toEqual(['e'])
    expect(await waiting()).toEqual(['a', 'b'])
  })

  it('keeps a seat given by an override, up to the ceiling', async () => {
    const capacity = withCeiling(elastic({ for: [], extra: 0, perSession: 0 }), 1)
    const { opd, seat, resize, seats } = await open([3, 1], { capacity })
    await seat('a', 'b', 'c', 'x')
    expect(await resize(2, false, '10')).toMatchObject({ status: 'open' })
    await opd.noShow({ tokenId: `${SESSION}.t3` })
    expect(await resize(2)).toMatchObject({ status: 'open' })
    expect(await seats('09:00')).toEqual(['a', 'b', 'x'])
  })

  it('and no further: not if the ceiling was lowered', async () => {
    const { seat, resize, under, seats } = await open([1], { capacity: withCeiling(fixed(), 1) })
    await seat('a', 'x')
    const lower = under(rulesWith({ capacity: withCeiling(fixed(), 0) }))
    expect(await resize(1, false, '09', lower)).toMatchObject({ code: 'capacity-in-use' })
    expect(await resize(1, true, '09', lower)).toMatchObject({ moves: [{ patientId: 'x' }] })
    expect(await seats('09:00')).toEqual(['a'])
  })
})
