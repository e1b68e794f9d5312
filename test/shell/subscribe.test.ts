import { memoryStore, OpdScheduler } from 'opd-scheduler'
import type { LogEntry, Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, clinic } from '../scheduler/clinic'

/** Reads `count` entries and leaves the loop. */
async function take(entries: AsyncIterable<LogEntry>, count: number): Promise<LogEntry[]> {
  const taken: LogEntry[] = []
  for await (const entry of entries) if (taken.push(entry) === count) break
  return taken
}

const positions = (entries: readonly LogEntry[]) => entries.map((entry) => entry.position)

describe('subscribe', () => {
  it('yields the whole log, the log after a position, or entries from now on', async () => {
    const { opd, book } = await clinic([5])
    await book('a', 'online', '09:00')
    const all = await take(opd.subscribe(), 3)
    expect(positions(all)).toEqual([1, 2, 3])
    expect(all.map((entry) => entry.event.type)).toEqual(['doctor.registered', 'session.opened', 'token.confirmed'])
    expect(await take(opd.subscribe({ after: 2 }), 1)).toEqual(all.slice(2))
    const latest = take(opd.subscribe({ after: 'latest' }), 1)
    await new Promise((resolve) => setImmediate(resolve))
    await book('b', 'online', '09:00')
    expect((await latest)[0]).toMatchObject({ position: 4, event: { patientId: 'b' } })
  })

  it('waits for entries of this process and of others, and misses none', async () => {
    const store = memoryStore()
    const { opd, book } = await clinic([100], { store })
    const elsewhere = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
    const all = take(opd.subscribe(), 202)
    for (let i = 0; i < 100; i++) {
      await book(`p${i}`, 'online', '09:00')
      await elsewhere.checkIn({ tokenId: `dr-rao.2026-01-30.t${i + 1}` })
    }
    expect(positions(await all)).toEqual(Array.from({ length: 202 }, (_, i) => i + 1))
  })

  it('ends when the signal aborts, when the scheduler closes, and when the loop is left', async () => {
    const { opd } = await clinic([5])
    const abort = new AbortController()
    const seen: number[] = []
    const aborted = (async () => {
      for await (const { position } of opd.subscribe({ signal: abort.signal })) {
        seen.push(position)
        if (position === 2) abort.abort()
      }
    })()
    await aborted
    expect(seen).toEqual([1, 2])
    expect(await take(opd.subscribe({ signal: AbortSignal.abort() }), 1)).toEqual([])
    const waiting = take(opd.subscribe({ after: 2 }), 1)
    await opd.close()
    expect(await waiting).toEqual([])
    expect(() => opd.subscribe()).toThrow(expect.objectContaining({ code: 'closed' }))
  })

  it('throws at a gap in the log', async () => {
    const memory = memoryStore()
    const read: Store['read'] = async (after, limit) =>
      (await memory.read(after, limit)).filter((entry) => entry.position !== 2)
    const { opd } = await clinic([5], { store: { ...memory, read } })
    await opd.openSession({
      doctorId: 'dr-rao',
      date: '2026-01-31',
      slots: [{ start: '09:00', end: '10:00', capacity: 1 }],
    })
    await expect(take(opd.subscribe(), 3)).rejects.toMatchObject({ code: 'store-corrupt', details: { found: 3 } })
  })

  it('refuses bad options', async () => {
    const { opd } = await clinic([5])
    const wrong: object[] = [
      { after: -1 },
      { after: '3' },
      { from: 0 },
      { consumer: 'a b' },
      { signal: {} },
      { consumer: 'a', after: 0 },
    ]
    for (const options of wrong)
      expect(() => opd.subscribe(options)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })
})

describe('a named consumer', () => {
  it('goes on after the entries that it has handled', async () => {
    const store = memoryStore()
    const { opd, book } = await clinic([5], { store })
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00')
    // The third was yielded, but the next one was not requested: the third may not have been handled.
    expect(positions(await take(opd.subscribe({ consumer: 'sms' }), 3))).toEqual([1, 2, 3])
    expect(await store.checkpoint('sms')).toBe(2)
    expect(positions(await take(opd.subscribe({ consumer: 'sms' }), 2))).toEqual([3, 4])
    expect(positions(await take(opd.subscribe({ consumer: 'display' }), 1))).toEqual([1])
    expect(await store.checkpoint('display')).toBe(0)
  })

  it('stores its checkpoint when there is nothing more to read', async () => {
    const store = memoryStore()
    const { opd } = await clinic([5], { store })
    const abort = new AbortController()
    let stored!: (to: number) => void
    const at2 = new Promise<number>((resolve) => {
      stored = resolve
    })
    const { advance } = store
    store.advance = async (consumer, from, to) => {
      const isMoved = await advance(consumer, from, to)
      stored(to)
      return isMoved
    }
    const running = take(opd.subscribe({ consumer: 'sms', signal: abort.signal }), 9)
    expect(await at2).toBe(2)
    abort.abort()
    expect(positions(await running)).toEqual([1, 2])
  })

  it('throws if another process moves its checkpoint', async () => {
    const store = memoryStore()
    const { opd, book } = await clinic([5], { store })
    const running = (async () => {
      for await (const { position } of opd.subscribe({ consumer: 'sms' })) {
        if (position === 2) await book('a', 'online', '09:00')
        if (position === 3) await store.advance('sms', 2, 7)
      }
    })()
    await expect(running).rejects.toMatchObject({
      code: 'checkpoint-moved',
      details: { consumer: 'sms', from: 2, to: 3 },
    })
    expect(await store.checkpoint('sms')).toBe(7)
  })

  it('goes on from a checkpoint that a process before it had still to save when it was killed', async () => {
    const store = memoryStore()
    const { opd, book } = await clinic([5], { store })
    const late = async (to: number) => {
      const seen: number[] = []
      for await (const { position } of opd.subscribe({ consumer: `sms-${to}` })) {
        seen.push(position)
        if (position === 1) await store.advance(`sms-${to}`, 0, to)
        if (position === 2) await book(`p-${to}`, 'online', '09:00')
        if (position === 3) return seen
      }
      return seen
    }
    // The late one says less, as much and more than this one has handled.
    for (const to of [1, 2, 3]) {
      expect(await late(to)).toEqual([1, 2, 3])
      expect(await store.checkpoint(`sms-${to}`)).toBe(to === 3 ? 3 : 2)
    }
  })

  it('counts a checkpoint as moved if it was stored and the answer was lost', async () => {
    const memory = memoryStore()
    let isFirst = true
    const advance: Store['advance'] = async (consumer, from, to) => {
      const isMoved = await memory.advance(consumer, from, to)
      if (!isFirst) return isMoved
      isFirst = false
      throw new Error('connection reset')
    }
    const { opd } = await clinic([5], { store: { ...memory, advance } })
    expect(await take(opd.subscribe({ consumer: 'sms' }), 2)).toHaveLength(2)
    expect(isFirst).toBe(false)
    expect(await memory.checkpoint('sms')).toBe(1)
  })

  it('counts a checkpoint as its own if a save without an answer is carried out late', async () => {
    // The second save: it comes while the next attempt runs, or when the deadline is over.
    for (const isRepeated of [true, false]) {
      const memory = memoryStore()
      let saves = 0
      const advance: Store['advance'] = async (consumer, from, to) => {
        saves++
        if (saves === 2 && isRepeated) throw new Error('connection reset')
        if (saves === 2) return new Promise(() => {})
        if (saves === 3) await memory.advance(consumer, from, to)
        return memory.advance(consumer, from, to)
      }
      const { opd, book } = await clinic([5], { store: { ...memory, advance }, deadlineMs: 40 })
      const read = (async () => {
        const seen: number[] = []
        for await (const { position } of opd.subscribe({ consumer: 'sms' })) {
          seen.push(position)
          if (position === 2) void book('a', 'online', '09:00')
          if (position === 3) void book('b', 'online', '09:00')
          if (position === 4) break
        }
        return seen
      })()
      if (isRepeated) expect(await read).toEqual([1, 2, 3, 4])
      // The deadline is over: that is why it ends.
      else await expect(read).rejects.toMatchObject({ code: 'store-failed' })
      expect(saves).toBeGreaterThan(2)
      expect(await memory.checkpoint('sms')).toBe(3)
    }
  })
})

describe('an entry', () => {
  /** A store that reads new objects each time, as a database does, and freezes only their outside, as careless adapters do. */
  const copying = (memory: Store): Store => ({
    ...memory,
    read: async (after, limit) =>
      (await memory.read(after, limit)).map((entry) => Object.freeze({ ...structuredClone(entry) })),
  })

  it('cannot be changed by its consumer, so no checkpoint passes what was delivered', async () => {
    for (const store of [memoryStore(), copying(memoryStore())]) {
      const { opd, book } = await clinic([5], { store })
      for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00', { attributes: { triage: 3 } })
      const seen: number[] = []
      for await (const entry of opd.subscribe({ consumer: 'greedy' })) {
        const { event } = entry
        const spoils: (() => unknown)[] = [
          () => Object.assign(entry, { position: entry.position + 100 }),
          () => Object.assign(event, { version: 99 }),
          ...('request' in event && event.request !== null
            ? [
                () => Object.assign(event.request!, { source: 'emergency' }),
                () => Object.assign(event.request!.attributes!, { triage: 1 }),
                () => Object.assign(event.toSlot!, { start: '08:00' }),
              ]
            : []),
        ]
        for (const spoil of spoils) expect(spoil).toThrow(TypeError)
        seen.push(entry.position)
        if (seen.length === 4) break
      }
      expect(seen).toEqual([1, 2, 3, 4])
      expect(await store.checkpoint('greedy')).toBe(3)
      expect(positions(await take(opd.subscribe({ consumer: 'greedy' }), 2))).toEqual([4, 5])
    }
  })

  it('of a listener cannot be changed either', async () => {
    const errors: unknown[] = []
    const { opd, book } = await clinic([5], { onListenerError: (error) => errors.push(error) })
    opd.on('*', (event) => Object.assign(event, { patientId: 'x' }))
    opd.on('token.confirmed', (event) => Object.assign(event.request!, { source: 'emergency' }))
    opd.once('token.confirmed', (event) => Object.assign(event.toSlot, { start: '08:00' }))
    await book('a', 'online', '09:00')
    await new Promise((resolve) => setImmediate(resolve))
    expect(errors).toHaveLength(3)
    expect(errors.every((error) => error instanceof TypeError)).toBe(true)
  })
})
