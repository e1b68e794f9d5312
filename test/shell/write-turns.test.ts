import { memoryStore, OpdScheduler } from 'opd-scheduler'
import type { Store, WriteTurn } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from '../scheduler/clinic'
import { gate } from './faulty-store'

const OTHER = `dr-iyer.${DAY}`

type Calls = Pick<Required<Store>, 'loadAll' | 'append'>

/** A clinic for which another process works as well, on a store that has turns. Two sessions have had a conflict. */
async function contended(inTurn: Partial<Calls> = {}, options: { deadlineMs?: number } = {}) {
  const memory = memoryStore()
  const asked: string[] = []
  const where = (turn: WriteTurn | undefined) => (turn === undefined ? '' : 'in turn: ')
  const calls: Calls = {
    loadAll: async (versions, turn) => {
      asked.push(`${where(turn)}load ${[...versions.keys()].sort().join(' and ')}`)
      const tails = [...versions].map(async ([name, after]) => [name, await memory.load(name, after)] as const)
      return new Map(await Promise.all(tails))
    },
    append: async (commits, turn) => {
      const outcomes = await memory.append(commits)
      asked.push(`${where(turn)}append ${outcomes.map(({ status }) => status).join(' ')}`)
      return outcomes
    },
  }
  const store: Store = {
    ...memory,
    load: (stream, after) => {
      asked.push(`load ${stream}`)
      return memory.load(stream, after)
    },
    loadAll: (versions, turn) => ((turn && inTurn.loadAll) ?? calls.loadAll)(versions, turn),
    append: (commits, turn) => ((turn && inTurn.append) ?? calls.append)(commits, turn),
    takeTurn: async () => {
      asked.push('turn')
      return { end: () => void asked.push('end') }
    },
  }
  const { opd, book } = await clinic([40], { store, ...options })
  const elsewhere = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: memory, clock: () => at('06:00') })
  await opd.registerDoctor({ id: 'dr-iyer', name: 'Dr. Iyer' })
  await opd.openSession({ doctorId: 'dr-iyer', date: DAY, slots: hourly([40]) })
  const ask = (desk: OpdScheduler, doctorId: string, patientId: string) =>
    desk.book({ doctorId, date: DAY, start: '09:00', source: 'online', patientId })
  const rival = async (patientId: string) => {
    await ask(elsewhere, 'dr-rao', patientId)
    await ask(elsewhere, 'dr-iyer', patientId)
  }
  await ask(opd, 'dr-iyer', 'known')
  await rival('rival 1')
  asked.length = 0
  const rao = (id: string) => book(id, 'online', '09:00')
  return { memory, asked, store, rival, rao, iyer: (id: string) => ask(opd, 'dr-iyer', id) }
}

it('after a conflict, a session is read and written in a turn', async () => {
  const { asked, rao, rival } = await contended()
  await rao('first')
  expect(asked).toEqual(['append conflict', 'turn', `in turn: load ${SESSION}`, 'in turn: append committed', 'end'])
  asked.length = 0
  await rival('rival 2')
  await rao('second')
  expect(asked).toEqual(['turn', `in turn: load ${SESSION}`, 'in turn: append committed', 'end'])
})

it('all commands that arrive while it is waited for share the turn', async () => {
  const { asked, store, rao, iyer, rival, memory } = await contended()
  await Promise.all([rao('first'), iyer('first')])
  await rival('rival 2')
  const { takeTurn } = store
  const wanted = gate()
  const free = gate()
  store.takeTurn = async () => {
    wanted.open()
    await free.passed
    return takeTurn!()
  }
  asked.length = 0
  const early = [rao('a'), iyer('a')]
  await wanted.passed
  const late = [rao('b'), iyer('b'), rao('c')]
  await new Promise(setImmediate)
  free.open()
  for (const { status } of await Promise.all([...early, ...late])) expect(status).toBe('confirmed')
  const committed = Array.from({ length: 5 }, () => 'committed').join(' ')
  expect(asked).toEqual(['turn', `in turn: load ${OTHER} and ${SESSION}`, `in turn: append ${committed}`, 'end'])
  expect(await memory.head()).toBe(16)
})

it('a turn in which nothing is written ends', async () => {
  const { asked, iyer, rival } = await contended()
  await iyer('first')
  await rival('rival 2')
  asked.length = 0
  expect(await iyer('known')).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(asked).toEqual(['turn', `in turn: load ${OTHER}`, 'end'])
})

const LOST = () => Promise.reject(new Error('the connection is closed'))

it('a turn that is lost while it is read in costs nothing but a read', async () => {
  const { asked, rao } = await contended({ loadAll: LOST })
  expect((await rao('first')).status).toBe('confirmed')
  expect(asked).toEqual(['append conflict', 'turn', 'end', `load ${SESSION}`, 'append committed'])
})

it('a turn that is lost before the append costs nothing but another append', async () => {
  const { asked, rao } = await contended({ append: LOST })
  expect((await rao('first')).status).toBe('confirmed')
  expect(asked).toEqual(['append conflict', 'turn', `in turn: load ${SESSION}`, 'end', 'append committed'])
})

it('without a turn the session is read and written as if there were none', async () => {
  const { asked, store, rao } = await contended()
  store.takeTurn = () => Promise.reject(new Error('no connection is free'))
  expect((await rao('first')).status).toBe('confirmed')
  expect(asked).toEqual(['append conflict', `load ${SESSION}`, 'append committed'])
})

it('a turn whose connection hangs is not waited for longer than the deadline', async () => {
  const { asked, rao } = await contended({ loadAll: () => new Promise(() => {}) }, { deadlineMs: 40 })
  expect((await rao('first')).status).toBe('confirmed')
  expect(asked).toEqual(['append conflict', 'turn', 'end', `load ${SESSION}`, 'append committed'])
})

it('a turn that comes after the deadline ends at once', async () => {
  const { asked, store, rao } = await contended({}, { deadlineMs: 40 })
  const { takeTurn } = store
  const free = gate()
  store.takeTurn = async () => {
    await free.passed
    return takeTurn!()
  }
  expect((await rao('first')).status).toBe('confirmed')
  expect(asked).toEqual(['append conflict', `load ${SESSION}`, 'append committed'])
  asked.length = 0
  free.open()
  await new Promise(setImmediate)
  expect(asked).toEqual(['turn', 'end'])
})
