import { memoryStore, OpdError } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { clinic, SESSION } from '../scheduler/clinic'
import { faulty } from './faulty-store'

describe('an append with an unknown outcome', () => {
  it('is tried again, and the commit of the first try is found by its command id', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { book, opd } = await clinic([5], { store })
    const seen: string[] = []
    opd.on('token.confirmed', (event) => seen.push(event.patientId))
    faults.append = async (commits) => {
      faults.append = undefined
      await memory.append(commits)
      throw new Error('connection reset')
    }
    const results = await Promise.all([book('a', 'online', '09:00'), book('b', 'online', '09:00', { commandId: 'c1' })])
    expect(results).toMatchObject([
      { status: 'confirmed', token: { number: '001' } },
      { status: 'confirmed', token: { number: '002' } },
    ])
    expect(seen).toEqual(['a', 'b'])
    expect((await opd.session(SESSION))?.tokens).toHaveLength(2)
    // The cache equals the store: the next command commits at once.
    expect(await book('c', 'online', '09:00')).toMatchObject({ status: 'confirmed', token: { number: '003' } })
  })

  it('is told even if the store throws what cannot be shown, and later commits go on', async () => {
    const { store, faults } = faulty(memoryStore())
    const { book } = await clinic([5], { store, deadlineMs: 50 })
    faults.append = () => Promise.reject(Object.create(null))
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({ code: 'outcome-unknown' })
    faults.append = undefined
    expect(await book('b', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
  })

  it('is done by a later try if the first one committed nothing', async () => {
    const memory = memoryStore()
    const { store, faults, appends } = faulty(memory)
    const { book, opd } = await clinic([5], { store })
    let failures = 3
    faults.append = (commits) => {
      if (--failures === 0) faults.append = undefined
      return failures === 0 ? memory.append(commits) : Promise.reject(new Error('connection refused'))
    }
    appends.length = 0
    expect(await book('a', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
    expect(appends.length).toBeGreaterThanOrEqual(3)
    expect((await opd.session(SESSION))?.tokens).toHaveLength(1)
  })

  it('is reported with the command id at the deadline, and a repeated command returns its result', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { book, opd } = await clinic([5], { store, deadlineMs: 30 })
    const codes: unknown[] = []
    for (const isCommitted of [true, false]) {
      faults.append = async (commits) => {
        if (isCommitted) await memory.append(commits)
        throw new Error('connection reset')
      }
      // The next try would find the commit, so every later try fails too.
      const patientId = `p-${isCommitted}`
      const failed = await book(patientId, 'online', '09:00').then(
        () => expect.unreachable(),
        (thrown: OpdError) => thrown,
      )
      codes.push(failed.code)
      faults.append = undefined
      const commandId = String(failed.details.commandId)
      const again = await book(patientId, 'online', '09:00', { commandId })
      expect(again).toMatchObject({ status: 'confirmed', commandId, token: { patientId } })
      expect(await book(patientId, 'online', '09:00', { commandId })).toEqual(again)
    }
    expect(codes).toEqual(['outcome-unknown', 'outcome-unknown'])
    expect((await opd.session(SESSION))?.tokens.map((token) => token.patientId)).toEqual(['p-true', 'p-false'])
  })

  it('that never returns does not block commands for ever', async () => {
    const { store, faults } = faulty(memoryStore())
    const { book, opd } = await clinic([5], { store, deadlineMs: 30 })
    faults.append = () => {
      faults.append = undefined
      return new Promise(() => {})
    }
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringContaining('no answer in time'),
    })
    expect(await book('b', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
    expect((await opd.session(SESSION))?.tokens).toHaveLength(1)
  })

  it('of a commit that another process made with the same id returns the answer of that commit', async () => {
    const memory = memoryStore()
    const { store, faults } = faulty(memory)
    const { book, opd } = await clinic([5, 5], { store })
    const elsewhere = await clinic([5, 5], { store: memory })
    const seen: string[] = []
    opd.on('token.confirmed', (event) => seen.push(event.patientId))
    let theirs: unknown
    faults.append = async () => {
      faults.append = undefined
      await elsewhere.book('x', 'online', '09:00')
      theirs = await elsewhere.book('a', 'online', '09:00', { commandId: 'c1' })
      throw new Error('connection reset')
    }
    expect(await book('a', 'online', '09:00', { commandId: 'c1' })).toEqual(theirs)
    expect(seen).toEqual([])
    expect((await opd.session(SESSION))?.tokens.map((token) => token.patientId)).toEqual(['x', 'a'])
  })
})

describe('a known failure', () => {
  it('is thrown unchanged and at once, and leaves no trace', async () => {
    const { store, faults, appends } = faulty(memoryStore())
    const { book, opd } = await clinic([5], { store })
    faults.append = () => Promise.reject(new OpdError('store-failed', 'disk full'))
    appends.length = 0
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({ code: 'store-failed', message: 'disk full' })
    expect(appends).toEqual([1])
    faults.append = undefined
    expect(await opd.session(SESSION)).toMatchObject({ version: 1, tokens: [] })
  })

  it('of an adapter that returns too few outcomes does not count as a success', async () => {
    const { store, faults } = faulty(memoryStore())
    const { book } = await clinic([5], { store, deadlineMs: 20 })
    faults.append = async () => []
    await expect(book('a', 'online', '09:00')).rejects.toMatchObject({ code: 'outcome-unknown' })
  })
})

describe('a store that cannot be read for a while', () => {
  it('is retried', async () => {
    const memory = memoryStore()
    let failures = 0
    const load: Store['load'] = (stream, after) =>
      failures-- > 0 ? Promise.reject(new Error('the server restarts')) : memory.load(stream, after)
    const { book, opd } = await clinic([1], { store: { ...memory, load } })
    failures = 4
    expect((await opd.session(SESSION))?.tokens).toEqual([])
    expect(failures).toBeLessThan(0)
    expect(await book('a', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
  })

  it('is given up at the deadline', async () => {
    const memory = memoryStore()
    const { opd } = await clinic([1], {
      store: { ...memory, sessions: () => Promise.reject(new Error('the server is gone')) },
      deadlineMs: 20,
    })
    await expect(opd.sessions()).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('the server is gone'),
    })
  })
})
