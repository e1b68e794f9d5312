import fc from 'fast-check'
import { type CommandResult, fixed, memoryStore, OpdScheduler, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { property } from '../support/seed'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

const NEXT = '2026-01-31'

/** Returns a scheduler on the same store, as in another process. */
function other(store: Store): OpdScheduler {
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
}

/** Rejects if the work needs more turns of the event loop than it can: nothing in it waits for a timer. */
async function inTurns<T>(work: Promise<T>): Promise<T> {
  let isOver = false
  const done = work.finally(() => {
    isOver = true
  })
  for (let turns = 0; !isOver; turns++) {
    if (turns === 10_000) throw new Error('they wait for ever')
    await new Promise(setImmediate)
  }
  return done
}

describe('commands at the same time', () => {
  it('bookings for the coming sessions and sessions that open before them never wait for each other', async () => {
    await property(
      fc.array(fc.nat(60), { minLength: 20, maxLength: 20 }),
      async (pauses) => {
        const memory = memoryStore()
        let calls = 0
        const slow: Store = {
          ...memory,
          sessions: async (query) => {
            for (let turn = pauses[calls++ % pauses.length]!; turn > 0; turn--) await undefined
            return memory.sessions(query)
          },
        }
        // No booking may wait here, so each is refused, and before each refusal the sessions are listed again.
        const { opd } = await clinic([0], { store: slow, rules: { ...standard(), overflow: [] } })
        const ask = (i: number) => opd.book({ doctorId: 'dr-rao', source: 'online', patientId: `p${i}` })
        const open = (date: string) => opd.openSession({ doctorId: 'dr-rao', date, slots: hourly([0]) })
        const all = [ask(1), open('2026-01-29'), ask(2), ask(3), ask(4), open(NEXT), ask(5), ask(6), ask(7)]
        const answers = await inTurns(Promise.all(all))
        expect(answers.map((answer) => answer.status).sort()).toEqual([
          'open',
          'open',
          ...Array<string>(7).fill('rejected'),
        ])
      },
      200,
    )
  })

  it('of one session are executed in the order in which they were given, refused or not', async () => {
    const rules = { ...standard(), capacity: fixed(), overflow: [] }
    const token = { tokenId: `${SESSION}.t1` }
    const codes = async (asked: Promise<CommandResult>[]) =>
      (await Promise.all(asked)).map((answer) => (answer.status === 'rejected' ? answer.code : answer.status))

    const empty = await clinic([1], { rules })
    expect(await codes([empty.opd.cancel(token), empty.book('a', 'online', '09:00')])).toEqual([
      'token-not-found',
      'confirmed',
    ])
    const full = await clinic([1], { rules })
    await full.book('a', 'online', '09:00')
    expect(await codes([full.book('b', 'online', '09:00'), full.opd.cancel(token)])).toEqual(['slot-full', 'cancelled'])
    const seated = await clinic([1], { rules })
    await seated.book('a', 'online', '09:00')
    expect(await codes([seated.opd.reinstate(token), seated.opd.noShow(token)])).toEqual([
      'invalid-transition',
      'no-show',
    ])
  })

  it('one host id is given to one token', async () => {
    const { opd } = await clinic([5])
    const ask = (patientId: string, commandId: string) =>
      opd.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId, tokenId: 'host-1', commandId })
    const [first, again, rival] = await Promise.all([ask('a', 'c1'), ask('a', 'c1'), ask('b', 'c2')])
    expect(first).toMatchObject({ status: 'confirmed', token: { id: 'host-1', patientId: 'a' } })
    expect(again).toEqual(first)
    expect(rival).toMatchObject({ status: 'rejected', code: 'token-id-taken' })
    const plan = await opd.plan({
      op: 'book',
      doctorId: 'dr-rao',
      date: DAY,
      source: 'online',
      patientId: 'c',
      tokenId: 'host-1',
    })
    expect(plan).toMatchObject({ code: 'token-id-taken' })
    expect((await opd.stats()).tokens).toBe(1)
  })

  it('a booking takes the first session with a seat, even if another process freed it', async () => {
    const { opd, store } = await clinic([1])
    await opd.openSession({ doctorId: 'dr-rao', date: NEXT, slots: hourly([1]) })
    const first = await opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'a' })
    if (first.status === 'rejected') throw new Error(first.message)
    await other(store).cancel({ tokenId: first.token.id })
    expect(await opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'b' })).toMatchObject({
      status: 'confirmed',
      token: { date: DAY },
    })
  })

  it('everything that a booking has read must still be true when it is committed', async () => {
    const memory = memoryStore()
    const { opd } = await clinic([1], { store: memory })
    const first = await opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'a' })
    if (first.status === 'rejected') throw new Error(first.message)
    await opd.openSession({ doctorId: 'dr-rao', date: NEXT, slots: hourly([1]) })
    const elsewhere = other(memory)
    let frees = 1
    const slow: Store = {
      ...memory,
      append: async (commit) => {
        if (frees-- === 1) await elsewhere.cancel({ tokenId: first.token.id })
        return memory.append(commit)
      },
    }
    expect(await other(slow).book({ doctorId: 'dr-rao', source: 'online', patientId: 'b' })).toMatchObject({
      status: 'confirmed',
      token: { date: DAY },
    })
    expect(frees).toBeLessThan(0)
  })

  it('one command id for two commands at once, one that changes something and one that would not', async () => {
    const memory = memoryStore()
    const { opd } = await clinic([1], { store: memory })
    const open = (on: OpdScheduler, date: string) =>
      on.openSession({ doctorId: 'dr-rao', date, slots: hourly([1]), commandId: 'c1' })
    expect(await open(opd, NEXT)).toMatchObject({ status: 'open' })
    await expect(open(other(memory), DAY)).rejects.toMatchObject({ code: 'command-id-reused' })
  })
})
