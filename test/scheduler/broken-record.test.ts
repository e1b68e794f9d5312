import { setTimeout as pause } from 'node:timers/promises'
import { fixed, memoryStore, OpdScheduler, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { faulty, gate } from '../shell/faulty-store'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

/** A door that lets calls through, or holds them up. */
function door() {
  let open = () => {}
  let passage = Promise.resolve()
  return {
    pass: () => passage,
    shut: () => {
      passage = new Promise((resolve) => {
        open = resolve
      })
    },
    open: () => open(),
  }
}

it('a failed commit does not count for a command that waited for the doctor meanwhile', async () => {
  const store = memoryStore()
  const appends = door()
  const doctors = door()
  const slow: Store = {
    ...store,
    append: async (commits) => {
      await appends.pass()
      return store.append(commits)
    },
    load: async (stream, afterVersion) => {
      if (stream === 'dr-rao') await doctors.pass()
      return store.load(stream, afterVersion)
    },
  }
  const options = {
    timeZone: 'Asia/Kolkata',
    rules: { ...standard(), capacity: fixed(), overflow: [] },
    clock: () => at('06:00'),
    deadlineMs: 20_000,
  }
  const here = new OpdScheduler({ ...options, store: slow })
  const elsewhere = new OpdScheduler({ ...options, store })
  const book = (opd: OpdScheduler, patientId: string) =>
    opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId, tokenId: `t-${patientId}` })
  await here.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await here.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([9]) })
  // A first conflict: from now on the session is copied before each command.
  await book(elsewhere, 'p1')
  await book(here, 'p2')

  appends.shut()
  const lost = book(here, 'p3')
  // The cached doctor becomes too old.
  await pause(2_100)
  doctors.shut()
  const waiting = book(here, 'p4')
  await pause(20)
  // One event, like p3's booking, which is now in conflict. The waiting command was decided on that booking.
  await book(elsewhere, 'p5')
  appends.open()
  await pause(20)
  doctors.open()
  await Promise.all([lost, waiting])

  const session = await here.session(SESSION)
  expect(session?.tokens.map(({ patientId }) => patientId).sort()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
  const stored = (await store.load(SESSION, 1)).map((event) => ('patientId' in event ? event.patientId : event.type))
  expect(stored.sort()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
  await here.close()
  await elsewhere.close()
})

it('a query that asks while a commit fails never shows what was not committed', async () => {
  for (let ticks = 0; ticks < 16; ticks++) {
    const { store, faults } = faulty(memoryStore())
    const { opd, book } = await clinic([2], { store, deadlineMs: 300 })
    const { open, passed } = gate()
    faults.append = async (commits) => {
      faults.append = undefined
      await passed
      return commits.map(() => ({ status: 'conflict' as const }))
    }
    const booked = book('p', 'online', '09:00')
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    open()
    for (let tick = 0; tick < ticks; tick++) await undefined
    const { tokens, version } = (await opd.session(SESSION, { maxStaleMs: 60_000 }))!
    expect(tokens.length, `after ${ticks} ticks`).toBe(version - 1)
    expect((await store.load(SESSION, 0)).length, `after ${ticks} ticks`).toBeGreaterThanOrEqual(version)
    expect((await booked).status).toBe('confirmed')
  }
})
