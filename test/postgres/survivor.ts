import { fixed, OpdScheduler, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { at, DAY, SESSION, ZONE } from '../scheduler/clinic'

/** A process that is not restarted when its database is replaced. Its rules have neither overflow seats nor a waiting list. */
export function survivorOn(store: Store) {
  const rules = { ...standard(), capacity: fixed(), overflow: [] }
  const opd = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => at('06:00') })
  const book = (patientId: string) =>
    opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
  const seated = async () =>
    (await opd.session(SESSION))!.tokens
      .filter(({ status }) => status === 'confirmed')
      .map(({ patientId }) => patientId)
  return { opd, book, seated }
}
