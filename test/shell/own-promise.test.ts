import { memoryStore, OpdScheduler } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { at, DAY, hourly } from '../scheduler/clinic'

it('works in a host that has replaced the global Promise', async () => {
  const store = memoryStore()
  const clock = () => at('06:00')
  const first = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock })
  await first.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await first.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([3]) })
  // Its cache is empty, so it has to wait for reads.
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock })
  const Native = globalThis.Promise
  class Own<T> extends Native<T> {}
  globalThis.Promise = Own as PromiseConstructor
  try {
    const booked = await opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId: 'p' })
    expect(booked.status).toBe('confirmed')
  } finally {
    globalThis.Promise = Native
  }
})
