import { memoryStore, OpdError, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { TailReader } from '../../src/shell/sessions/tail-reader'
import { at, clinic, DAY, hourly, SESSION } from '../scheduler/clinic'
import { gate } from './faulty-store'

/** Calls of a store, in order. */
function watched(inner: Store, asked: string[]): Store {
  return {
    ...inner,
    load: (stream, after) => {
      asked.push(`load ${stream}`)
      return inner.load(stream, after)
    },
    loadAll: async (versions) => {
      asked.push(`load ${[...versions.keys()].join(' and ')}`)
      const tails = [...versions].map(async ([stream, after]) => [stream, await inner.load(stream, after)] as const)
      return new Map(await Promise.all(tails))
    },
    append: async (commits) => {
      const outcomes = await inner.append(commits)
      asked.push(`append ${outcomes.map(({ status }) => status).join(' ')}`)
      return outcomes
    },
  }
}

function schedulerOn(store: Store): OpdScheduler {
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
}

/** A clinic for which another process works as well. */
async function shared(seats = 40) {
  const memory = memoryStore()
  const asked: string[] = []
  const store = watched(memory, asked)
  const { opd, book } = await clinic([seats], { store })
  const elsewhere = schedulerOn(memory)
  const bookElsewhere = (patientId: string) =>
    elsewhere.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
  asked.length = 0
  return { memory, asked, store, opd, book, bookElsewhere }
}

describe('a session that other processes write to', () => {
  it('is read before a command is decided, after the first conflict', async () => {
    const { asked, book, bookElsewhere, opd } = await shared()
    await book('alone', 'online', '09:00')
    expect(asked).toEqual(['append committed'])
    asked.length = 0
    await bookElsewhere('rival 1')
    await book('late', 'online', '09:00')
    expect(asked).toEqual(['append conflict', `load ${SESSION}`, 'append committed'])
    asked.length = 0
    await bookElsewhere('rival 2')
    await Promise.all(['a', 'b', 'c'].map((patientId) => book(patientId, 'online', '09:00')))
    expect(asked).toEqual([`load ${SESSION}`, 'append committed committed committed'])
    expect((await opd.session(SESSION))!.tokens).toHaveLength(7)
  })

  it('is read again by a command that arrives during an append', async () => {
    const { memory, asked, store, book, bookElsewhere } = await shared()
    await bookElsewhere('rival')
    await book('late', 'online', '09:00')
    asked.length = 0
    const { append } = store
    const started = gate()
    const release = gate()
    store.append = async (commits) => {
      store.append = append
      started.open()
      await release.passed
      return append(commits)
    }
    const first = book('first', 'online', '09:00')
    await started.passed
    const second = book('second', 'online', '09:00')
    release.open()
    for (const result of await Promise.all([first, second])) expect(result.status).toBe('confirmed')
    expect(asked).toEqual([`load ${SESSION}`, 'append committed', `load ${SESSION}`, 'append committed'])
    expect(await memory.head()).toBe(6)
  })

  it('is read once for all commands that are refused meanwhile', async () => {
    const { asked, book, bookElsewhere } = await shared()
    await book('known', 'online', '09:00')
    await bookElsewhere('rival')
    await book('late', 'online', '09:00')
    asked.length = 0
    const refused = await Promise.all(Array.from({ length: 20 }, () => book('known', 'online', '09:00')))
    for (const result of refused) expect(result).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
    // A read that began before the last command arrived cannot confirm its refusal.
    expect(asked.length).toBeLessThanOrEqual(2)
  })

  it('makes newly loaded sessions count as contended too', async () => {
    const { memory, asked, opd, book, bookElsewhere } = await shared()
    await bookElsewhere('rival')
    await book('late', 'online', '09:00')
    const elsewhere = schedulerOn(memory)
    await elsewhere.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([5]) })
    const ask = (desk: OpdScheduler, patientId: string) =>
      desk.book({ doctorId: 'dr-rao', date: '2026-01-31', start: '09:00', source: 'online', patientId })
    await ask(opd, 'x')
    await ask(elsewhere, 'y')
    asked.length = 0
    expect((await ask(opd, 'z')).status).toBe('confirmed')
    expect(asked).toEqual(['load dr-rao.2026-01-31', 'append committed'])
  })
})

describe('streams that are wanted at the same time', () => {
  it('are read with one call', async () => {
    const { memory, opd, asked, store } = await shared()
    const ids = ['dr-a', 'dr-b', 'dr-c']
    for (const id of ids) await opd.registerDoctor({ id, name: id })
    for (const doctorId of ids) await opd.openSession({ doctorId, date: DAY, slots: hourly([9]) })
    const fresh = schedulerOn(store)
    asked.length = 0
    const days = ids.map((id) => `${id}.${DAY}`)
    const views = await Promise.all(days.map((id) => fresh.session(id)))
    expect(views.map((view) => view?.id)).toEqual(days)
    // The sessions, then their doctors.
    expect(asked).toEqual([`load ${days.join(' and ')}`, `load ${ids.join(' and ')}`])
    expect(await memory.head()).toBe(8)
  })

  it('are read one by one if one of them is damaged', async () => {
    const { memory, opd, store } = await shared()
    await opd.registerDoctor({ id: 'dr-a', name: 'A' })
    await opd.openSession({ doctorId: 'dr-a', date: DAY, slots: hourly([9]) })
    store.load = async (stream, after) => {
      if (stream === SESSION) throw new OpdError('store-corrupt', 'An event is damaged.')
      return memory.load(stream, after)
    }
    const { loadAll } = store
    store.loadAll = async (versions) => {
      if (versions.has(SESSION)) throw new OpdError('store-corrupt', 'An event of one of these is damaged.')
      return loadAll!(versions)
    }
    const fresh = schedulerOn(store)
    const [damaged, sound] = await Promise.allSettled([fresh.session(SESSION), fresh.session(`dr-a.${DAY}`)])
    expect(damaged).toMatchObject({ status: 'rejected', reason: { code: 'store-corrupt' } })
    expect(sound).toMatchObject({ status: 'fulfilled', value: { id: `dr-a.${DAY}` } })
  })

  it('are each read from the given version', async () => {
    const { store, asked, book } = await shared()
    await book('a', 'online', '09:00')
    asked.length = 0
    const tails = new TailReader(store)
    const [all, again, last] = await Promise.all([tails.of(SESSION, 0), tails.of(SESSION, 0), tails.of(SESSION, 1)])
    expect([all.length, again.length, last.length]).toEqual([2, 2, 1])
    expect(asked).toEqual([`load ${SESSION}`, `load ${SESSION}`])
  })

  it('all fail with the same error', async () => {
    const { store } = await shared()
    const fresh = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00'), deadlineMs: 30 })
    store.loadAll = () => Promise.reject(new Error('no route to the store'))
    const days = [SESSION, 'dr-x.2026-01-30']
    for (const answer of await Promise.allSettled(days.map((id) => fresh.session(id))))
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'store-failed' } })
  })
})
