import { OpdScheduler, publicHospital, standard } from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import type { Store } from 'opd-scheduler/store'
import { expect } from 'vitest'
import { at, DAY, hourly } from '../scheduler/clinic'

const rules: RulesOption = {
  default: standard(),
  doctors: { 'dr-shah': { ...publicHospital(), name: 'paediatrics' } },
}

/** Two processes decide the sessions of two doctors by each doctor's own rules, and a third finds their names in the store. */
export async function decideByDoctor(newStore: () => Store): Promise<void> {
  const schedulers = [0, 1, 2].map(
    () => new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store: newStore(), clock: () => at('06:00') }),
  )
  const [first, second, third] = schedulers as [OpdScheduler, OpdScheduler, OpdScheduler]
  for (const id of ['dr-rao', 'dr-shah']) {
    await first.registerDoctor({ id, name: id })
    await first.openSession({ doctorId: id, date: DAY, slots: hourly([1, 2]) })
  }
  const attributes = { priorityGroup: 'child' }
  const book = (opd: OpdScheduler, doctorId: string, patientId: string, more: object = {}) =>
    opd.book({ doctorId, date: DAY, start: '09:00', source: 'online', patientId, ...more })
  for (const doctorId of ['dr-rao', 'dr-shah']) await book(first, doctorId, 'a')
  // Only the rules of dr-shah let a child go first.
  expect(await book(second, 'dr-rao', 'b', { attributes })).toMatchObject({ token: { rank: 4 }, moves: [] })
  expect(await book(second, 'dr-shah', 'b', { attributes })).toMatchObject({
    token: { rank: 2 },
    moves: [{ patientId: 'a' }],
  })
  const moved = await second.reschedule({ tokenId: `dr-shah.${DAY}.t1`, doctorId: 'dr-rao', date: DAY, start: '10:00' })
  expect(moved).toMatchObject({ status: 'confirmed', token: { rank: 4 } })
  expect((await third.session(`dr-shah.${DAY}`))!.rules).toBe('paediatrics')
  expect((await third.history(`dr-rao.${DAY}.t3`)).map((entry) => entry.rules)).toEqual(['standard'])
  for (const opd of schedulers) await opd.close()
}
