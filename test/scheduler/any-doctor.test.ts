import { memoryStore, OpdScheduler, type Rules, standard, type TokenDone } from 'opd-scheduler'
import type { Commit, Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, DAY, hourly, ZONE } from './clinic'

const DOCTORS = ['dr-shah', 'dr-rao', 'dr-iyer'] as const
const ANY = { doctorIds: DOCTORS, date: DAY, source: 'online' }

/** A department whose doctors have these slots, and schedulers of one store or each of its own process. */
async function department(slots: Partial<Record<(typeof DOCTORS)[number], readonly number[]>>, rules?: Rules) {
  const commits: Commit[] = []
  const memory = memoryStore()
  const store: Store = {
    ...memory,
    append: (batch) => {
      commits.push(...batch)
      return memory.append(batch)
    },
  }
  const clock = { now: at('06:00') }
  const open = () => new OpdScheduler({ timeZone: ZONE, store, clock: () => clock.now, ...(rules && { rules }) })
  const opd = open()
  for (const id of DOCTORS) await opd.registerDoctor({ id, name: id })
  for (const [doctorId, capacities] of Object.entries(slots))
    await opd.openSession({ doctorId, date: DAY, slots: hourly(capacities) })
  const full = async (doctorId: string, seats: number) => {
    for (let n = 0; n < seats; n++)
      await opd.book({ doctorId, date: DAY, source: 'online', patientId: `${doctorId} ${n}` })
  }
  return { opd, open, clock, commits, full }
}

/** The doctor and the start of a token's slot. */
function whom(result: object): string {
  const { token } = result as TokenDone
  return `${token.doctorId} ${token.start}`
}

describe('a booking with any of several doctors', () => {
  it('leaves out doctors without a session, in whatever place of the list', async () => {
    const { opd } = await department({ 'dr-rao': [1, 1] })
    expect(whom(await opd.book({ ...ANY, patientId: 'a' }))).toBe('dr-rao 09:00')
    const withUnknown = { ...ANY, doctorIds: ['dr-rao', 'dr-unknown'] }
    expect(whom(await opd.book({ ...withUnknown, patientId: 'b' }))).toBe('dr-rao 10:00')
  })

  it('is refused if none of them has a session on that day', async () => {
    const { opd } = await department({ 'dr-rao': [1] })
    const wanted = { ...ANY, doctorIds: ['dr-shah', 'dr-iyer'], patientId: 'a' }
    expect(await opd.book(wanted)).toMatchObject({
      status: 'rejected',
      code: 'session-not-found',
      details: { doctorId: 'dr-shah', doctorIds: ['dr-shah', 'dr-iyer'], date: DAY },
      message: `None of the doctors dr-shah, dr-iyer has a session on ${DAY}. Open a session first.`,
    })
  })

  it('goes by the order of the list if all else is equal, and its answer and events are those of the chosen doctor', async () => {
    const { opd } = await department({ 'dr-rao': [2], 'dr-shah': [2] })
    await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah', minutesPerVisit: 25 })
    const events: string[] = []
    opd.on('*', (event) => events.push('sessionId' in event ? event.sessionId : event.type))
    const booked = await opd.book({ ...ANY, patientId: 'a' })
    expect(booked).toMatchObject({
      status: 'confirmed',
      token: { id: `dr-shah.${DAY}.t1`, number: '001', named: false },
    })
    expect(events).toEqual([`dr-shah.${DAY}`])
    expect(whom(await opd.book({ ...ANY, doctorIds: ['dr-shah', 'dr-rao'], patientId: 'b' }))).toBe('dr-rao 09:00')
    const third = (await opd.book({ ...ANY, doctorIds: ['dr-shah', 'dr-rao'], patientId: 'c' })) as TokenDone
    expect(third.token).toMatchObject({
      doctorId: 'dr-shah',
      position: 2,
      plannedTime: expect.stringMatching(/T09:25/),
    })
  })

  it('checks the versions of all sessions that it looked at', async () => {
    const { opd, commits, full } = await department({ 'dr-rao': [1], 'dr-shah': [3] })
    await full('dr-rao', 1)
    await opd.book({ ...ANY, patientId: 'a' })
    const writes = commits
      .at(-1)!
      .writes.map(({ stream, expectedVersion, events }) => [stream, expectedVersion, events.length])
    expect(writes).toEqual([
      [`dr-shah.${DAY}`, 1, 1],
      [`dr-rao.${DAY}`, 2, 0],
    ])
  })

  it('is decided anew if another process takes the seat meanwhile', async () => {
    const { opd, open } = await department({ 'dr-rao': [1], 'dr-shah': [1] })
    const others = [opd, open(), open(), open()]
    const results = await Promise.all(others.map((each, n) => each.book({ ...ANY, patientId: `p${n}` })))
    const seated = results.filter(({ status }) => status === 'confirmed').map(whom)
    expect(seated.sort()).toEqual(['dr-rao 09:00', 'dr-shah 09:00'])
    const waiting = results.filter(({ status }) => status === 'waitlisted')
    expect(waiting.map((each) => (each as TokenDone).token.doctorId).sort()).toEqual(['dr-rao', 'dr-shah'])
  })

  it('never waits for another booking that names the same doctors in another order', async () => {
    const { opd } = await department({ 'dr-rao': [40], 'dr-shah': [40], 'dr-iyer': [40] })
    const orders = [DOCTORS, [...DOCTORS].reverse(), ['dr-rao', 'dr-shah']]
    const asked = Array.from({ length: 30 }, (_, n) =>
      opd.book({ ...ANY, doctorIds: orders[n % 3]!, patientId: `p${n}`, ...(n % 2 === 0 && { tokenId: `own-${n}` }) }),
    )
    const results = await Promise.all(asked)
    expect(results.every(({ status }) => status === 'confirmed')).toBe(true)
    const sessions = await opd.sessions()
    expect(sessions.map(({ slots }) => slots[0]!.used)).toEqual([10, 10, 10])
  })

  it('is shown by a plan, whose basis has every session that counted', async () => {
    const { opd, full } = await department({ 'dr-rao': [1], 'dr-shah': [1, 1], 'dr-iyer': [2] })
    await full('dr-rao', 1)
    const command = { op: 'book', ...ANY, patientId: 'a' } as const
    const plan = await opd.plan(command)
    expect(whom(plan)).toBe('dr-shah 09:00')
    expect(plan.basis.versions).toEqual({ [`dr-shah.${DAY}`]: 1, [`dr-rao.${DAY}`]: 2, [`dr-iyer.${DAY}`]: 1 })
    await opd.cancel({ tokenId: `dr-rao.${DAY}.t1` })
    expect(await opd.execute(command, { basis: plan.basis })).toMatchObject({ code: 'plan-stale' })
    const again = await opd.plan(command)
    expect(await opd.execute(command, { basis: again.basis })).toMatchObject({ status: 'confirmed' })
  })

  it('is repeated by its command id, and another order of doctors is another command', async () => {
    const { opd } = await department({ 'dr-rao': [2], 'dr-shah': [2] })
    const first = await opd.book({ ...ANY, patientId: 'a', commandId: 'c1' })
    expect(await opd.book({ ...ANY, patientId: 'a', commandId: 'c1' })).toEqual(first)
    const reversed = { ...ANY, doctorIds: [...DOCTORS].reverse(), patientId: 'a', commandId: 'c1' }
    await expect(opd.book(reversed)).rejects.toMatchObject({ code: 'command-id-reused' })
  })

  it('refuses a token id that a token of any of them has', async () => {
    const { opd } = await department({ 'dr-rao': [2], 'dr-shah': [2] })
    await opd.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'a', tokenId: 'visit-1' })
    expect(await opd.book({ ...ANY, patientId: 'b', tokenId: 'visit-1' })).toMatchObject({ code: 'token-id-taken' })
    expect(whom(await opd.book({ ...ANY, patientId: 'b', tokenId: 'visit-2' }))).toBe('dr-shah 09:00')
  })

  it('asks the rules of each doctor, and goes on if those of one refuse it', async () => {
    const closedToOnline: Rules = { ...standard(), admission: { permit: ({ request }) => request.source !== 'online' } }
    const memory = new OpdScheduler({
      timeZone: ZONE,
      clock: () => at('06:00'),
      rules: { default: standard(), doctors: { 'dr-shah': closedToOnline } },
    })
    for (const doctorId of ['dr-shah', 'dr-rao']) {
      await memory.registerDoctor({ id: doctorId, name: doctorId })
      await memory.openSession({ doctorId, date: DAY, slots: hourly([2]) })
    }
    expect(whom(await memory.book({ ...ANY, patientId: 'a' }))).toBe('dr-rao 09:00')
    expect(whom(await memory.book({ ...ANY, patientId: 'b', source: 'walk-in' }))).toBe('dr-shah 09:00')
    const only = { ...ANY, doctorIds: ['dr-shah', 'dr-iyer'], patientId: 'c' }
    expect(await memory.book(only)).toMatchObject({ code: 'policy-denied', details: { sessionId: `dr-shah.${DAY}` } })
  })

  it.each([
    [{ doctorIds: ['dr-rao'] }, 'doctorIds'],
    [{ doctorIds: [] }, 'doctorIds'],
    [{ doctorIds: 'dr-rao' }, 'doctorIds'],
    [{ doctorIds: Array.from({ length: 21 }, (_, n) => `dr-${n}`) }, 'doctorIds'],
    [{ doctorIds: ['dr-rao', 'dr-rao'] }, 'doctorIds[1]'],
    [{ doctorIds: ['dr-rao', 'dr.shah'] }, 'doctorIds[1]'],
    [{ doctorIds: ['dr-rao', 7] }, 'doctorIds[1]'],
    [{ date: undefined }, 'date'],
    [{ date: '2026-02-30' }, 'date'],
    [{ start: '09:00' }, 'start'],
    [{ doctorId: 'dr-rao' }, 'doctorId'],
    [{ slotId: `dr-rao.${DAY}.0900` }, 'doctorIds'],
    [{ override: true, actor: 'matron' }, 'override'],
  ])('refuses %o as bad input', async (wrong, field) => {
    const { opd } = await department({ 'dr-rao': [1], 'dr-shah': [1] })
    const asked = opd.book({ ...ANY, patientId: 'a', ...wrong } as never)
    await expect(asked).rejects.toMatchObject({ code: 'invalid-input', details: { field } })
  })
})
