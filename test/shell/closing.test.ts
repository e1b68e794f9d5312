import { bumpByClass, memoryStore, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'
import { faulty, gate } from './faulty-store'

describe('closing', () => {
  it('waits for every answer, however often it is called, and closes the store once', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const log: string[] = []
    const { opd, book, clock } = await clinic([5], {
      store: { ...store, close: async () => void log.push('store closed') },
    })
    // The session is due.
    clock.now = at('10:00') - 30_000
    const release = gate()
    faults.append = async (commits) => {
      await release.passed
      return memory.append(commits)
    }
    const note = (what: string) => () => void log.push(what)
    const calls = [
      book('a', 'online', '09:00').then(note('booked')),
      opd.session(SESSION).then(note('looked')),
      opd.sweep().then(note('swept')),
      opd.plan({ op: 'cancel', tokenId: `${SESSION}.t1` }).then(note('planned')),
    ]
    const closings = [opd.close().then(note('closed')), opd.close().then(note('closed'))]
    await expect(opd.session(SESSION)).rejects.toMatchObject({ code: 'closed' })
    expect(log).toEqual([])
    release.open()
    await Promise.all([...calls, ...closings])
    expect(log.slice(0, 4).sort()).toEqual(['booked', 'looked', 'planned', 'swept'])
    expect(log.slice(4)).toEqual(['store closed', 'closed', 'closed'])
  })

  it('stores the checkpoint of a consumer, even during its work on an entry, and ends it without an error', async () => {
    const memory = memoryStore()
    let isClosed = false
    const store: Store = {
      ...memory,
      advance: async (consumer, from, to) => {
        if (isClosed) throw new Error('the store is closed')
        return memory.advance(consumer, from, to)
      },
      close: async () => {
        isClosed = true
      },
    }
    const { opd, book } = await clinic([50], { store })
    for (let i = 0; i < 30; i++) await book(`p${i}`, 'online', '09:00')
    const seen: number[] = []
    for await (const { position } of opd.subscribe({ consumer: 'sms' })) {
      seen.push(position)
      if (position === 20) await opd.close()
    }
    expect(seen.at(-1)).toBe(20)
    expect(await memory.checkpoint('sms')).toBe(19)
    expect(isClosed).toBe(true)
  })

  it('ends a subscription that was never started, or that waits', async () => {
    const { opd } = await clinic([5])
    const never = opd.subscribe()
    const waiting = opd.subscribe({ after: 'latest' })
    const next = waiting.next()
    await opd.close()
    expect(await next).toMatchObject({ done: true })
    expect(await never.next()).toMatchObject({ done: true })
  })
})

describe('a store that hangs', () => {
  it('in a read does not block commands, queries or closing for ever', async () => {
    const memory = memoryStore()
    let hangs = 0
    const load: Store['load'] = (stream, after) => (hangs-- > 0 ? new Promise(() => {}) : memory.load(stream, after))
    const { opd, book } = await clinic([1], { store: { ...memory, load }, deadlineMs: 30 })
    hangs = 1
    const looked = opd.session(SESSION)
    const booked = book('a', 'online', '09:00')
    await expect(looked).rejects.toMatchObject({ code: 'store-failed', message: expect.stringContaining('no answer') })
    expect(await booked).toMatchObject({ status: 'confirmed' })
    await opd.close()
  })

  it('or returns nonsense does not stop later commands', async () => {
    const { store, faults } = faulty(memoryStore())
    const { book } = await clinic([5], { store, deadlineMs: 20 })
    faults.append = async () => [undefined as never]
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({ code: 'outcome-unknown' })
    faults.append = undefined
    expect(await book('b', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
  })
})

describe('a change by another process', () => {
  it('to a doctor shows in answers a little later, a change by this one at once', async () => {
    const { opd, book } = await clinic([5])
    await book('a', 'online', '09:00')
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao', minutesPerVisit: 20 })
    const result = await book('b', 'online', '09:00')
    expect(result).toMatchObject({ token: { plannedTime: expect.stringContaining('T09:20') } })
  })

  it('during the reading of a history does not disturb it', async () => {
    const memory = memoryStore()
    const elsewhere = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      rules: bumpByClass(),
      store: memory,
      clock: () => at('06:00'),
    })
    let loads = 0
    const load: Store['load'] = async (stream, after) => {
      if (stream === SESSION && after === 0 && ++loads === 2)
        await elsewhere.book({ slotId: `${SESSION}.0900`, source: 'paid', patientId: 'x' })
      return memory.load(stream, after)
    }
    const { book } = await clinic([1], { rules: bumpByClass(), store: memory })
    await book('a', 'online', '09:00')
    const opd = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      rules: bumpByClass(),
      store: { ...memory, load },
      clock: () => at('06:00'),
    })
    expect(await opd.history(`${SESSION}.t1`)).toHaveLength(1)
    expect(loads).toBe(2)
    expect(await opd.history(`${SESSION}.t1`)).toHaveLength(2)
  })

  it('makes a contended session be read from its cached version, not from its beginning', async () => {
    const memory = memoryStore()
    const elsewhere = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: memory, clock: () => at('06:00') })
    const after: number[] = []
    const load: Store['load'] = (stream, version) => {
      if (stream === SESSION) after.push(version)
      return memory.load(stream, version)
    }
    const { book, opd } = await clinic([50], { store: { ...memory, load } })
    const meet = async (i: number) => {
      await elsewhere.book({ slotId: `${SESSION}.0900`, source: 'online', patientId: `x${i}` })
      after.length = 0
      expect(await book(`p${i}`, 'online', '09:00')).toMatchObject({ status: 'confirmed' })
    }
    await book('a', 'online', '09:00')
    await meet(1)
    expect(after).toEqual([0])
    await meet(2)
    expect(after).toEqual([4])
    await meet(3)
    expect(after).toEqual([6])
    expect((await opd.session(SESSION))?.tokens).toHaveLength(7)
  })
})

describe('a generated command id', () => {
  it('can repeat that command, and no other', async () => {
    const { opd, book } = await clinic([5])
    const first = await book('a', 'online', '09:00')
    if (first.status === 'rejected') throw new Error(first.message)
    const { commandId } = first
    expect(await book('a', 'online', '09:00', { commandId })).toEqual(first)
    for (const other of [
      () => opd.cancel({ tokenId: first.token.id, commandId }),
      () => opd.registerDoctor({ id: 'dr-new', name: 'New', commandId }),
      () => book('b', 'online', '09:00', { commandId }),
    ])
      await expect(other()).rejects.toMatchObject({ code: 'command-id-reused' })
    expect((await opd.token(first.token.id))?.status).toBe('confirmed')
  })
})
