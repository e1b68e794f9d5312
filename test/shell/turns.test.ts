import { memoryStore, OpdScheduler, type Store, type Turn } from 'opd-scheduler'
import { describe, expect, it, vi } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from '../scheduler/clinic'
import { faulty, gate } from './faulty-store'
import { withTurns } from './turn-store'

/** What a store was asked to append, and in which way. */
interface Seen {
  readonly turns: { readonly streams: readonly string[]; readonly commits: number }[]
  readonly appends: number[]
  conflicts: number
}

/** The same store, and what goes through it. */
function watched(store: ReturnType<typeof withTurns>): { readonly store: typeof store; readonly seen: Seen } {
  const seen: Seen = { turns: [], appends: [], conflicts: 0 }
  const count = (outcomes: Awaited<ReturnType<Store['append']>>) => {
    seen.conflicts += outcomes.filter(({ status }) => status === 'conflict').length
    return outcomes
  }
  return {
    seen,
    store: {
      ...store,
      append: async (commits) => {
        seen.appends.push(commits.length)
        return count(await store.append(commits))
      },
      takeTurn: async (versions) => {
        const turn = await store.takeTurn(versions)
        return {
          ...turn,
          append: async (commits) => {
            seen.turns.push({ streams: [...versions.keys()], commits: commits.length })
            return count(await turn.append(commits))
          },
        }
      },
    },
  }
}

function schedulerOn(store: Store): OpdScheduler {
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
}

/** A clinic where another process got in the way once, so that this one takes turns from now on. */
async function contended() {
  const shared = withTurns(memoryStore())
  const { store, seen } = watched(shared)
  const { opd, book } = await clinic([40], { store })
  const elsewhere = schedulerOn(shared)
  const bookElsewhere = (patientId: string) =>
    elsewhere.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
  await book('first', 'online', '09:00')
  await bookElsewhere('rival')
  expect((await book('second', 'online', '09:00')).status).toBe('confirmed')
  expect(seen.conflicts).toBe(1)
  expect(seen.turns).toEqual([{ streams: [SESSION], commits: 1 }])
  seen.turns.length = 0
  seen.appends.length = 0
  seen.conflicts = 0
  return { shared, store, seen, opd, book, bookElsewhere }
}

describe('where other processes write to the same session', () => {
  it('commands wait for a turn, and all that wait share it', async () => {
    const { seen, book, bookElsewhere, opd } = await contended()
    await bookElsewhere('rival 2')
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => book(`p${i}`, 'online', '09:00')))
    expect(results.map((result) => result.status)).toEqual(Array(8).fill('confirmed'))
    expect(seen).toEqual({ turns: [{ streams: [SESSION], commits: 8 }], appends: [], conflicts: 0 })
    expect((await opd.session(SESSION))!.tokens).toHaveLength(12)
  })

  it('nobody decides in vain, however many processes there are', async () => {
    const shared = withTurns(memoryStore())
    await clinic([200], { store: shared })
    const desks = Array.from({ length: 4 }, () => watched(shared))
    const processes = desks.map(({ store }) => schedulerOn(store))
    let next = 0
    const clerk = async (opd: OpdScheduler) => {
      while (next < 160) {
        const patientId = `p${next++}`
        const result = await opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
        expect(result.status).toBe('confirmed')
      }
    }
    await Promise.all(processes.flatMap((opd) => [clerk(opd), clerk(opd), clerk(opd), clerk(opd)]))
    for (const { seen } of desks) {
      expect(seen.turns.length).toBeGreaterThan(4)
      // Only what was decided before this process knew of the others.
      expect(seen.conflicts).toBeLessThanOrEqual(4)
    }
  })

  it('a session that is new here is taken for one of those', async () => {
    const { seen, opd, shared } = await contended()
    await schedulerOn(shared).openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([5]) })
    await opd.book({ doctorId: 'dr-rao', date: '2026-01-31', start: '09:00', source: 'online', patientId: 'x' })
    expect(seen).toEqual({ turns: [{ streams: ['dr-rao.2026-01-31'], commits: 1 }], appends: [], conflicts: 0 })
  })

  it('a refusal ends the turn as well, and stands on what the turn has shown', async () => {
    const { seen, opd, book } = await contended()
    const refused = await opd.cancel({ tokenId: `${SESSION}.t99` })
    expect(refused).toMatchObject({ status: 'rejected', code: 'token-not-found' })
    await vi.waitFor(() => expect(seen.turns).toEqual([{ streams: [SESSION], commits: 0 }]))
    expect((await book('after', 'online', '09:00')).status).toBe('confirmed')
  })

  it('a command that moves between two days goes without, and comes through', async () => {
    const { shared, opd, book } = await contended()
    await schedulerOn(shared).openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([5]) })
    const booked = await book('mover', 'online', '09:00')
    if (booked.status === 'rejected') throw new Error(booked.code)
    const moved = await opd.reschedule({ tokenId: booked.token.id, date: '2026-01-31', start: '09:00' })
    expect(moved).toMatchObject({ status: 'confirmed', token: { date: '2026-01-31' } })
  })
})

describe('a turn that does not come, or fails', () => {
  it.each([
    ['fails', () => Promise.reject(new Error('lock timeout'))],
    [
      'throws',
      () => {
        throw new Error('not even a promise')
      },
    ],
  ])('is gone without where it %s', async (_, takeTurn) => {
    const { store, book, seen } = await contended()
    store.takeTurn = takeTurn
    const results = await Promise.all(['a', 'b', 'c'].map((patientId) => book(patientId, 'online', '09:00')))
    expect(results.map((result) => result.status)).toEqual(Array(3).fill('confirmed'))
    expect(seen.appends).toEqual([3])
  })

  it('is given back when it comes too late', async () => {
    const { store, book, seen } = await contended()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const asked = gate()
    const release = gate()
    const { takeTurn } = store
    const later: Turn[] = []
    store.takeTurn = async (versions) => {
      asked.open()
      await release.passed
      const turn = await takeTurn(versions)
      later.push(turn)
      return turn
    }
    const booking = book('patient', 'online', '09:00')
    await asked.passed
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await booking).status).toBe('confirmed')
    vi.useRealTimers()
    expect(seen).toMatchObject({ turns: [], appends: [1] })
    release.open()
    await vi.waitFor(() => expect(seen.turns).toEqual([{ streams: [SESSION], commits: 0 }]))
    expect(later).toHaveLength(1)
  })

  it('was committed or not, as the command id tells', async () => {
    for (const isCommitted of [true, false]) {
      const { store, book, opd } = await contended()
      const { takeTurn } = store
      store.takeTurn = async (versions) => {
        const turn = await takeTurn(versions)
        return {
          ...turn,
          append: async (commits) => {
            await turn.append(isCommitted ? commits : [])
            throw new Error('connection lost')
          },
        }
      }
      const result = await book('patient', 'online', '09:00')
      expect(result.status).toBe('confirmed')
      const tokens = (await opd.session(SESSION))!.tokens.filter(({ patientId }) => patientId === 'patient')
      expect(tokens).toHaveLength(1)
    }
  })

  it('brings a stream that does not fit: the command says so', async () => {
    const { store, book } = await contended()
    store.takeTurn = async () => ({
      tails: new Map([[SESSION, (await store.load(SESSION, 0)).slice(0, 1)]]),
      append: async () => [],
    })
    // What the turn brought was wrong; the store itself is not.
    expect((await book('patient', 'online', '09:00')).status).toBe('confirmed')
  })
})

describe('without other processes', () => {
  it('nobody waits for turns', async () => {
    const { store, seen } = watched(withTurns(memoryStore()))
    const { book } = await clinic([9], { store })
    seen.appends.length = 0
    await Promise.all(['a', 'b'].map((patientId) => book(patientId, 'online', '09:00')))
    expect(seen).toEqual({ turns: [], appends: [2], conflicts: 0 })
  })

  it('a store without turns is asked for none', async () => {
    const { store } = faulty(memoryStore())
    expect(store.takeTurn).toBeUndefined()
    const { book } = await clinic([9], { store })
    expect((await book('a', 'online', '09:00')).status).toBe('confirmed')
  })
})
