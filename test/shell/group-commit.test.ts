import { fixed, memoryStore, OpdError, OpdScheduler, type Results, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from '../scheduler/clinic'
import { faulty, gate } from './faulty-store'

/** Returns a scheduler on the same store, as in another process. */
function other(store: ReturnType<typeof memoryStore>): OpdScheduler {
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
}

describe('waiting commits share an append', () => {
  it('of one session, each command decided on the pending commits before it', async () => {
    const { store, appends } = faulty(memoryStore())
    const { book, opd } = await clinic([30], { store })
    appends.length = 0
    const results = await Promise.all(Array.from({ length: 64 }, (_, i) => book(`p${i}`, 'online', '09:00')))
    // Thirty seats and a waiting list of twenty. Further bookings are refused and write nothing.
    expect(appends).toEqual([50])
    expect(results.filter((result) => result.status === 'confirmed')).toHaveLength(30)
    expect(results.filter((result) => result.status === 'waitlisted').length).toBeGreaterThan(0)
    const log = (await store.read(0, 1000)).map((entry) => entry.event)
    expect(log.slice(2).map((event) => ('number' in event ? event.number : ''))).toEqual(
      Array.from({ length: log.length - 2 }, (_, i) => String(i + 1).padStart(3, '0')),
    )
    expect((await opd.session(SESSION))?.free).toBe(0)
  })

  it('of several sessions, and commands that arrive during an append share the next one', async () => {
    const memory = memoryStore()
    const { store, faults, appends } = faulty(memory)
    const { opd } = await clinic([9], { store })
    const doctors = ['dr-a', 'dr-b', 'dr-c']
    for (const id of doctors) await opd.registerDoctor({ id, name: id })
    await Promise.all(doctors.map((doctorId) => opd.openSession({ doctorId, date: DAY, slots: hourly([9]) })))
    const started = gate()
    const release = gate()
    faults.append = async (commits) => {
      faults.append = undefined
      started.open()
      await release.passed
      return memory.append(commits)
    }
    appends.length = 0
    const ask = (doctorId: string, patientId: string) => opd.book({ doctorId, date: DAY, source: 'online', patientId })
    const first = ask('dr-a', 'p0')
    await started.passed
    const later = doctors.flatMap((doctor) => [ask(doctor, 'p1'), ask(doctor, 'p2')])
    release.open()
    expect((await first).status).toBe('confirmed')
    for (const result of await Promise.all(later)) expect(result.status).toBe('confirmed')
    expect(appends).toEqual([1, 6])
  })

  it('and keep the order in which the commands were given, whichever learns first that its id is free', async () => {
    const memory = memoryStore()
    const release = gate()
    let asked = 0
    const store: Store = {
      ...memory,
      locate: async (key) => {
        if (++asked === 1) await release.passed
        return memory.locate(key)
      },
    }
    const { book } = await clinic([1], { store, rules: { ...standard(), capacity: fixed(), overflow: [] } })
    const first = book('first', 'online', '09:00', { tokenId: 'host-1' })
    const second = book('second', 'online', '09:00', { tokenId: 'host-2' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toBe(2)
    release.open()
    expect(await Promise.all([first, second])).toMatchObject([
      { status: 'confirmed', token: { id: 'host-1' } },
      { status: 'rejected', code: 'slot-full' },
    ])
  })

  it('and no event or answer is given before the append has ended', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { opd, book } = await clinic([9], { store })
    const release = gate()
    faults.append = async (commits) => {
      faults.append = undefined
      const outcomes = await memory.append(commits)
      await release.passed
      return outcomes
    }
    const seen: string[] = []
    opd.on('token.confirmed', (event) => seen.push(event.patientId))
    const asked = [book('a', 'online', '09:00'), book('b', 'online', '09:00')]
    void Promise.all(asked).then(() => seen.push('answered'))
    const looked = opd.session(SESSION).then((view) => seen.push(`seen ${view!.tokens.length}`))
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(seen).toEqual([])
    release.open()
    await Promise.all([...asked, looked])
    expect(seen.sort()).toEqual(['a', 'answered', 'b', 'seen 2'])
  })
})

describe('a command decided on a commit that failed', () => {
  it('is decided again, even if its version would fit by accident', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { book, opd } = await clinic([2], { store, rules: { ...standard(), capacity: fixed(), overflow: [] } })
    const elsewhere = other(store)
    const rivals: Results['book'][] = []
    faults.append = async (commits) => {
      faults.append = undefined
      // Before the batch arrives, another process takes a seat: the first commit fails, and the version of the second would fit.
      rivals.push(await elsewhere.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'rival' }))
      return memory.append(commits)
    }
    const results = await Promise.all([book('a', 'online', '09:00'), book('b', 'online', '09:00')])
    expect(rivals).toMatchObject([{ status: 'confirmed' }])
    expect(results).toMatchObject([{ status: 'confirmed' }, { status: 'rejected', code: 'slot-full' }])
    const view = await opd.session(SESSION)
    expect(view?.tokens.map((token) => token.patientId)).toEqual(['rival', 'a'])
    expect(view?.tokens.map((token) => token.number)).toEqual(['001', '002'])
  })

  it('is decided again if an earlier command had a taken host id', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { book, opd } = await clinic([5, 5], { store })
    const elsewhere = other(store)
    await elsewhere.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([1]) })
    faults.append = async (commits) => {
      faults.append = undefined
      await elsewhere.book({
        doctorId: 'dr-rao',
        date: '2026-01-31',
        source: 'online',
        patientId: 'x',
        tokenId: 'host-1',
      })
      return memory.append(commits)
    }
    const results = await Promise.all([
      book('a', 'online', '09:00', { tokenId: 'host-1' }),
      book('b', 'online', '09:00', { tokenId: 'host-2' }),
      book('a', 'online', '10:00'),
    ])
    expect(results.map((result) => (result.status === 'rejected' ? result.code : result.status))).toEqual([
      'token-id-taken',
      'confirmed',
      'confirmed',
    ])
    expect((await opd.session(SESSION))?.tokens.map((token) => token.patientId).sort()).toEqual(['a', 'b'])
  })
})

describe('a refusal', () => {
  it('that depends on a pending booking is not returned if that booking fails', async () => {
    const { store, faults } = faulty(memoryStore())
    const { book } = await clinic([1], { store, rules: { ...standard(), overflow: [] } })
    faults.append = () => {
      faults.append = undefined
      return Promise.reject(new OpdError('store-failed', 'disk full'))
    }
    const first = book('a', 'online', '09:00')
    const second = book('b', 'online', '09:00')
    await expect(first).rejects.toMatchObject({ code: 'store-failed' })
    expect(await second).toMatchObject({ status: 'confirmed' })
  })

  it('is not decided on the cache alone while another process may have freed a seat', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { book, opd } = await clinic([2], { store, rules: { ...standard(), overflow: [] } })
    await book('a', 'online', '09:00')
    const started = gate()
    const release = gate()
    faults.append = async (commits) => {
      faults.append = undefined
      const outcomes = await memory.append(commits)
      started.open()
      await release.passed
      return outcomes
    }
    const full = book('b', 'online', '09:00')
    await started.passed
    // The append has reached the store, but not returned. Then another process frees a seat, and only after that a patient books.
    await other(store).cancel({ tokenId: `${SESSION}.t1` })
    const late = book('c', 'online', '09:00')
    release.open()
    expect(await full).toMatchObject({ status: 'confirmed' })
    expect(await late).toMatchObject({ status: 'confirmed' })
    expect((await opd.session(SESSION))?.free).toBe(0)
  })

  it('of many waiting commands asks the store once', async () => {
    const memory = memoryStore()
    let loads = 0
    const load = (stream: string, after: number) => {
      loads++
      return memory.load(stream, after)
    }
    const store = { ...memory, load }
    const { book } = await clinic([1], { store, rules: { ...standard(), overflow: [] } })
    await book('a', 'online', '09:00')
    loads = 0
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => book(`p${i}`, 'online', '09:00')))
    expect(results.every((result) => result.status === 'rejected' && result.code === 'slot-full')).toBe(true)
    expect(loads).toBe(1)
  })
})
