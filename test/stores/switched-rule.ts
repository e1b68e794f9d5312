import { OpdScheduler, type Rules, standard } from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import type { Store } from 'opd-scheduler/store'
import { expect } from 'vitest'
import { at, DAY, hourly, ZONE } from '../scheduler/clinic'

const day: Rules = { ...standard(), admission: { oneLive: { in: 'day' } } }
const slot: Rules = standard()
const DOCTORS = ['dr-rao', 'dr-shah'] as const

/** Has processes with and without the rule of one live token a day work on one store. No key may be left behind, lost, or given twice. */
export async function switchTheRule(newStore: () => Store): Promise<void> {
  const opened: OpdScheduler[] = []
  const under = (rules: RulesOption): OpdScheduler => {
    const opd = new OpdScheduler({
      timeZone: ZONE,
      rules,
      store: newStore(),
      clock: () => at('06:00'),
      deadlineMs: 3_000,
    })
    opened.push(opd)
    return opd
  }
  const store = newStore()
  const [on, off] = [under(day), under(slot)]
  const onlyRao = under({ default: slot, doctors: { 'dr-rao': day } })
  for (const id of DOCTORS) {
    await on.registerDoctor({ id, name: id })
    await on.openSession({ doctorId: id, date: DAY, slots: hourly([20, 20]) })
  }
  const [rao, shah] = DOCTORS.map((id) => `${id}.${DAY}`) as [string, string]
  const book = async (opd: OpdScheduler, doctorId: string, patientId: string, source = 'online') => {
    const booked = await opd.book({ doctorId, date: DAY, start: '09:00', source, patientId })
    return booked.status === 'rejected' ? booked.code : booked.token.id
  }
  const holder = (patientId: string) => store.locate(`~day/${DAY}/${patientId}`)

  // The rule is off when the token with the key ends.
  const first = await book(on, 'dr-rao', 'p')
  expect(await holder('p')).toBe(rao)
  await off.cancel({ tokenId: first })
  expect(await holder('p')).toBeUndefined()
  const second = await book(on, 'dr-shah', 'p')
  expect(await holder('p')).toBe(shah)

  // A token from before the rule was on has no key, and gives none back.
  const older = await book(off, 'dr-rao', 'p')
  await on.cancel({ tokenId: older })
  expect(await holder('p')).toBe(shah)
  expect(await book(on, 'dr-rao', 'p')).toBe('duplicate-token')

  // A token that comes back while the rule is off claims no key, and one that stays keeps its own.
  await off.undo({ tokenId: older })
  expect(await holder('p')).toBe(shah)
  await off.checkIn({ tokenId: second, override: true, actor: 'desk' })
  expect(await holder('p')).toBe(shah)
  await off.cancel({ tokenId: older })
  await off.leaveUnseen({ tokenId: second })
  expect(await holder('p')).toBeUndefined()

  // One doctor has the rule and the other has not.
  const mixed = await book(onlyRao, 'dr-rao', 'q')
  const beside = await book(onlyRao, 'dr-shah', 'q')
  expect(await holder('q')).toBe(rao)
  await onlyRao.cancel({ tokenId: beside })
  expect(await holder('q')).toBe(rao)
  const moved = await onlyRao.reschedule({ tokenId: mixed, doctorId: 'dr-shah', date: DAY, start: '10:00' })
  expect(await holder('q')).toBeUndefined()
  const back = 'token' in moved ? moved.token.id : ''
  expect(await book(on, 'dr-rao', 'q')).toBe(`${rao}.t4`)
  await onlyRao.cancel({ tokenId: back })
  expect(await holder('q')).toBe(rao)
  await off.reschedule({ tokenId: `${rao}.t4`, doctorId: 'dr-shah', date: DAY, start: '10:00' })
  expect(await holder('q')).toBeUndefined()

  // The source of a token with a key becomes exempt: the token counts until it ends.
  const exempting = under({ ...standard(), admission: { oneLive: { in: 'day', exempt: ['online'] } } })
  const online = await book(on, 'dr-rao', 'r')
  expect(await book(exempting, 'dr-shah', 'r', 'walk-in')).toBe('duplicate-token')
  await exempting.cancel({ tokenId: online })
  expect(await book(exempting, 'dr-shah', 'r', 'walk-in')).toMatch(shah)
  expect(await holder('r')).toBe(shah)

  for (const opd of opened) await opd.close()
  await store.close()
}
