import { fixed, memoryStore, OpdScheduler, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect, it, onTestFinished, vi } from 'vitest'
import { faulty, gate } from '../shell/faulty-store'
import { until } from '../support/until'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

const NEXT = '2026-01-31'

/** A door that lets calls through, or holds them up. */
function door() {
  let open = () => {}
  let passage = Promise.resolve()
  let held = 0
  return {
    pass: async () => {
      held++
      await passage
      held--
    },
    /** How many calls stand before it. */
    held: () => held,
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
  const outcomes: string[] = []
  // Without `loadAll` each stream is loaded by itself, so that the doctor's can be held up.
  const { loadAll: _, ...rest } = store
  const slow: Store = {
    ...rest,
    append: async (commits) => {
      await appends.pass()
      const answers = await store.append(commits)
      outcomes.push(...answers.map(({ status }) => status))
      return answers
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
  const book = (opd: OpdScheduler, patientId: string, date = DAY) =>
    opd.book({ doctorId: 'dr-rao', date, start: '09:00', source: 'online', patientId, tokenId: `t-${patientId}` })
  await here.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  for (const date of [DAY, NEXT]) await here.openSession({ doctorId: 'dr-rao', date, slots: hourly([9]) })
  // A first conflict: from now on the session is copied before each command.
  await book(elsewhere, 'p1')
  await book(here, 'p2')

  appends.shut()
  // While one append is under way, commits gather for the next one, and further commands are decided on them.
  const ahead = book(here, 'p0', NEXT)
  await until('the first append', appends.held)
  const lost = book(here, 'p3')
  // The cached doctor becomes too old.
  const real = performance.now.bind(performance)
  const engineClock = vi.spyOn(performance, 'now').mockImplementation(() => real() + 2_100)
  onTestFinished(() => engineClock.mockRestore())
  doctors.shut()
  const waiting = book(here, 'p4')
  await until('the second command to ask for the doctor', doctors.held)
  // One event, like p3's booking, which is now in conflict. The waiting command was decided on that booking.
  await book(elsewhere, 'p5')
  appends.open()
  await until(
    'the conflict',
    () => outcomes.at(-1),
    (outcome) => outcome === 'conflict',
  )
  doctors.open()
  expect((await Promise.all([ahead, lost, waiting])).map(({ status }) => status)).toEqual(Array(3).fill('confirmed'))

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
    const { opd, book } = await clinic([2], { store })
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
