import fc from 'fast-check'
import { bumpByClass, type CommandResult, memoryStore, OpdScheduler, type SessionView } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { Reached } from '../support/reached'

/** A store whose every answer, or every call, waits until the scheduler lets it through. */
function delayed(inner: Store, schedule: <T>(what: string, task: () => Promise<T>) => Promise<T>): Store {
  return {
    ...inner,
    load: (stream, after) => schedule('load', () => inner.load(stream, after)),
    loadAll: (versions) =>
      schedule('load', async () => {
        const tails = [...versions].map(async ([stream, after]) => [stream, await inner.load(stream, after)] as const)
        return new Map(await Promise.all(tails))
      }),
    append: (commits) => schedule('append', () => inner.append(commits)),
    findCommit: (id) => schedule('findCommit', () => inner.findCommit(id)),
    sessions: (query) => schedule('sessions', () => inner.sessions(query)),
    locate: (key) => schedule('locate', () => inner.locate(key)),
  }
}

type Step = { readonly op: 'book' | 'cancel' | 'checkIn' | 'look' | 'move'; readonly who: number; readonly by: number }

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom('book', 'book', 'book', 'cancel', 'cancel', 'checkIn', 'look', 'move'),
  who: fc.nat(5),
  by: fc.nat(1),
})

describe('two schedulers on one store, in any order of calls and answers', () => {
  it('acknowledge exactly the commits in the log, and see every commit acknowledged before a query', async () => {
    const reached = new Reached()
    const seed = Number(process.env.SEED ?? 20_260_130)
    const numRuns = Number(process.env.RUNS ?? 500)
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 6, maxLength: 20 }), async (s, steps) => {
        await race(s, steps, reached)
      }),
      { seed, numRuns, endOnFailure: process.env.SHRINK === 'no' },
    )
    const wanted = [
      'confirmed',
      'waitlisted',
      'rejected',
      'bumped',
      'promoted',
      'shared append',
      'conflict',
      'cancelled',
      'not found',
      'looked',
    ]
    expect(reached.missing(wanted)).toEqual([])
  })
})

async function race(s: fc.Scheduler, steps: readonly Step[], reached: Reached): Promise<void> {
  const memory = memoryStore()
  const clock = () => at('06:00')
  const rules = bumpByClass()
  const setUp = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: memory, clock, rules })
  await setUp.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await setUp.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([1, 1]) })
  // Both call and answer are held up: a call may arrive late, and an answer may be old.
  const through = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
    await s.schedule(Promise.resolve(), `${what} asked`)
    const answer = await task()
    return s.schedule(Promise.resolve(answer), `${what} answered`)
  }
  const counted: Store = {
    ...memory,
    append: async (commits) => {
      if (commits.length > 1) reached.note('shared append')
      const outcomes = await memory.append(commits)
      for (const { status } of outcomes) reached.note(status)
      return outcomes
    },
  }
  const desks = [0, 1].map(
    () => new OpdScheduler({ timeZone: 'Asia/Kolkata', store: delayed(counted, through), clock, rules }),
  )
  const acknowledged: { readonly tokenId: string; readonly commandId: string }[] = []
  const sources = ['online', 'emergency', 'walk-in', 'paid', 'online', 'emergency']
  const act = async ({ op, who, by }: Step, index: number): Promise<void> => {
    await s.schedule(Promise.resolve(), `${op} begins`)
    const desk = desks[by]!
    const before = [...acknowledged]
    const commandId = `c${index}`
    const token = { tokenId: `p${who}`, commandId }
    if (op === 'look') {
      const view = (await desk.session(SESSION))!
      expectSeen(view, before)
      reached.note('looked')
      return
    }
    const result: CommandResult = await (op === 'book'
      ? desk.book({
          doctorId: 'dr-rao',
          date: DAY,
          start: who % 2 === 0 ? '09:00' : '10:00',
          source: sources[who]!,
          patientId: `p${who}`,
          ...token,
        })
      : op === 'cancel'
        ? desk.cancel(token)
        : op === 'checkIn'
          ? desk.checkIn(token)
          : desk.reschedule({ ...token, date: DAY, start: '10:00' }))
    reached.note(result.status)
    const events = (await memory.read(0, 1000)).filter(({ event }) => event.commandId === commandId)
    if (result.status === 'rejected') {
      expect(events).toEqual([])
      // A token that is not found must not have been acknowledged before the command was given.
      if (result.code === 'token-not-found') {
        reached.note('not found')
        expect(before.map(({ tokenId }) => tokenId)).not.toContain(token.tokenId)
      }
      return
    }
    for (const move of result.moves) if (move.cause.includes('bump')) reached.note('bumped')
    // Acknowledged means written, now or before; the answer repeats.
    if ('token' in result)
      acknowledged.push({ tokenId: result.token.id, commandId: events.length > 0 ? commandId : '' })
  }
  // Steps of one patient come one after the other, those of different patients in any order.
  const last = new Map<number, Promise<void>>()
  for (const [index, each] of steps.entries())
    last.set(
      each.who,
      (last.get(each.who) ?? Promise.resolve()).then(() => act(each, index)),
    )
  const all = Promise.all(last.values())
  // The scheduler does not control work that the engine defers to its next turn, so this repeats until all have ended.
  let isOver = false
  void all
    .finally(() => {
      isOver = true
    })
    .catch(() => {})
  while (!isOver) {
    await s.waitIdle()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await all
  await expectWhole(memory, reached)
}

/** Checks that every token acknowledged before the query is in the view. */
function expectSeen(view: SessionView, before: readonly { readonly tokenId: string }[]): void {
  const ids = new Set(view.tokens.map((token) => token.id))
  for (const { tokenId } of before) expect(ids).toContain(tokenId)
}

async function expectWhole(store: Store, reached: Reached): Promise<void> {
  const later = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
  const view = (await later.session(SESSION))!
  expect(checkInvariants(view, bumpByClass())).toEqual([])
  const events = await store.load(SESSION, 0)
  expect(events.map((event) => event.version)).toEqual(events.map((_, index) => index + 1))
  for (const { type } of events) if (type === 'token.promoted' || type === 'token.bumped') reached.note(type.slice(6))
}
