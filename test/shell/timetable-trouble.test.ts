import { memoryStore, OpdError, OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { hourly } from '../scheduler/clinic'
import { faulty, gate } from './faulty-store'

const slots = hourly([6, 6])
const week = { monday: slots, tuesday: slots, wednesday: slots, thursday: slots, friday: slots }
/** Sixty workdays from Monday 2 February 2026 on. */
const QUARTER = { doctorId: 'dr-rao', from: '2026-02-02', to: '2026-04-26', week, commandId: 'spring' }
const WORKDAYS = 60
/** More sessions than are opened side by side in two rounds. */
const HALF_YEAR = { ...QUARTER, to: '2026-07-19' }

async function desks(count: number) {
  const memory = memoryStore()
  const { store, faults, appends } = faulty(memory)
  const opds = Array.from(
    { length: count },
    () => new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => Date.parse('2026-02-01T00:00Z') }),
  )
  await opds[0]!.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  appends.length = 0
  return { memory, faults, appends, opds, opd: opds[0]! }
}

describe('a timetable is opened', () => {
  it('in few appends, and other calls have their turn meanwhile', async () => {
    const { opd, appends } = await desks(1)
    let turns = 0
    let isOver = false
    const running = opd.openSessions(QUARTER).finally(() => {
      isOver = true
    })
    while (!isOver) {
      await new Promise(setImmediate)
      turns++
    }
    expect((await running).opened).toHaveLength(WORKDAYS)
    expect(appends.reduce((sum, commits) => sum + commits, 0)).toBe(WORKDAYS)
    expect(appends.length).toBeLessThanOrEqual(3)
    expect(turns).toBeGreaterThan(WORKDAYS)
  })

  it.each(['spring', undefined])(
    'by two processes at once, with the command id %s, each session by one of them',
    async (commandId) => {
      const { opds, memory } = await desks(2)
      const [first, second] = await Promise.all(opds.map((opd) => opd.openSessions({ ...QUARTER, commandId })))
      expect([...first!.opened, ...second!.opened].sort()).toEqual([...first!.opened, ...first!.asBefore].sort())
      expect(second!.asBefore).toEqual(first!.opened)
      expect([first, second]).toMatchObject([
        { failed: [], other: [] },
        { failed: [], other: [] },
      ])
      expect(await memory.head()).toBe(1 + WORKDAYS)
    },
  )

  it('by two processes with different slots: one opens the session, the other says so', async () => {
    const { opds, memory } = await desks(2)
    const reports = await Promise.all(
      opds.map((opd, n) => opd.openSessions({ ...QUARTER, week: { monday: hourly([4 + n]) } })),
    )
    const [first, second] = reports
    expect([...first!.opened, ...second!.opened]).toHaveLength(12)
    expect(second!.other).toEqual(first!.opened)
    expect(first!.other).toEqual(second!.opened)
    expect(await memory.head()).toBe(1 + 12)
  })
})

describe('if the store fails in the middle', () => {
  const full = new OpdError('store-failed', 'The disk is full.')

  it('the failure is thrown, no further session is begun, and a repeat opens the rest', async () => {
    const { opd, faults, appends, memory } = await desks(1)
    faults.append = async (commits) => {
      if (appends.length > 1) throw full
      return memory.append(commits)
    }
    await expect(opd.openSessions(HALF_YEAR)).rejects.toBe(full)
    const before = (await opd.sessions()).length
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(WORKDAYS)
    // Those that were under way when the first one failed.
    expect(appends.length).toBeLessThanOrEqual(3)
    faults.append = undefined
    const { opened, asBefore } = await opd.openSessions(HALF_YEAR)
    expect([opened.length, asBefore.length]).toEqual([2 * WORKDAYS - before, before])
    expect(await memory.head()).toBe(1 + 2 * WORKDAYS)
  })

  it('a damaged session fails alone', async () => {
    const memory = memoryStore()
    const isDamaged = (stream: string) => stream === 'dr-rao.2026-02-03'
    const damage = new OpdError('store-corrupt', 'An event of the session cannot be read.')
    const load: typeof memory.load = async (stream, after) => {
      if (isDamaged(stream)) throw damage
      return memory.load(stream, after)
    }
    const { loadAll: _, ...rest } = memory
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: { ...rest, load } })
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    expect(await opd.openSessions({ ...QUARTER, to: '2026-02-04' })).toEqual({
      opened: ['2026-02-02', '2026-02-04'],
      asBefore: [],
      other: [],
      failed: [{ date: '2026-02-03', code: 'store-corrupt', message: damage.message }],
    })
  })

  it('closing the scheduler waits for the run', async () => {
    const { opd, faults, memory } = await desks(1)
    const began = gate()
    const release = gate()
    faults.append = async (commits) => {
      began.open()
      await release.passed
      return memory.append(commits)
    }
    const running = opd.openSessions(QUARTER)
    await began.passed
    const closing = opd.close()
    await expect(opd.openSessions(QUARTER)).rejects.toMatchObject({ code: 'closed' })
    release.open()
    await closing
    expect((await running).opened).toHaveLength(WORKDAYS)
  })
})
