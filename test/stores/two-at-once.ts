import { OpdScheduler, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect } from 'vitest'

const DAY = '2026-01-30'

/**
 * Two schedulers with connections of their own book each patient with two doctors at once, under the rule that allows one live token a day.
 * Exactly one booking must succeed, and the key must belong to its session, also after the token was cancelled and booked again.
 */
export async function bookTwiceAtOnce(connect: () => Store, rounds: number): Promise<void> {
  const rules = { ...standard(), admission: { oneLive: { in: 'day' } } } as const
  const clock = (): number => Date.parse(`${DAY}T06:00+05:30`)
  const stores = [connect(), connect()] as const
  const [one, two] = stores.map((store) => new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock })) as [
    OpdScheduler,
    OpdScheduler,
  ]
  for (const doctorId of ['dr-rao', 'dr-shah']) {
    await one.registerDoctor({ id: doctorId, name: doctorId })
    await one.openSession({ doctorId, date: DAY, slots: [{ start: '09:00', end: '12:00', capacity: 2 * rounds }] })
  }
  for (let round = 0; round < rounds; round++) {
    const patientId = `p-${round}`
    const ask = (opd: OpdScheduler, doctorId: string) => opd.book({ doctorId, date: DAY, source: 'online', patientId })
    const [first, second] = await Promise.all([ask(one, 'dr-rao'), ask(two, 'dr-shah')])
    const [kept, refused] = first.status === 'rejected' ? [second, first] : [first, second]
    expect(refused).toMatchObject({ code: 'duplicate-token', details: { tokenId: 'token' in kept && kept.token.id } })
    if (!('token' in kept)) throw new Error(`both were refused: ${kept.message}`)
    const { id, sessionId } = kept.token
    for (const store of stores) expect(await store.locate(`~day/${DAY}/${patientId}`)).toBe(sessionId)
    // One cancels while the other books: the key is never lost, and never given twice.
    const elsewhere = sessionId.startsWith('dr-rao') ? 'dr-shah' : 'dr-rao'
    const [, again] = await Promise.all([one.cancel({ tokenId: id }), ask(two, elsewhere)])
    const holder = again.status === 'rejected' ? undefined : `${elsewhere}.${DAY}`
    expect(await stores[0].locate(`~day/${DAY}/${patientId}`)).toBe(holder)
  }
  await Promise.all([one.close(), two.close()])
}
