import {
  callOrder,
  fixed,
  isOpdError,
  memoryStore,
  OpdError,
  OpdScheduler,
  offerFirst,
  quotas,
  type Rules,
  standard,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import { type Act, type Asker, type Board, type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

const SLOT = `${SESSION}.0900`
const bare = (rules: Partial<Rules>): Rules => ({ ...standard(), capacity: fixed(), overflow: [waitlist()], ...rules })
const own = (attempt: (asker: Asker, board: Board) => unknown): OverflowStrategy => ({
  name: 'own',
  attempt: attempt as never,
})

/** Whether each of these changes of an object is refused. */
function refuses(...changes: readonly (() => unknown)[]): boolean {
  return changes.every((change) => {
    try {
      change()
      return false
    } catch (thrown) {
      return thrown instanceof TypeError
    }
  })
}

/** A clinic whose only seat is taken, and whose next booking meets these rules. */
async function full(rules: Rules) {
  const store = memoryStore()
  const { opd, book } = await clinic([1], { rules: bare({}), store })
  await book('a', 'online', '09:00')
  await opd.checkIn({ tokenId: `${SESSION}.t1` })
  const size = async () => (await store.read(0, 100)).length
  const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => at('06:00') })
  const book2 = () =>
    other.book({ slotId: SLOT, source: 'online', patientId: 'b', attributes: { triage: 2 }, actor: 'desk' })
  return { size, book: book2 }
}

describe('what a rule is handed cannot be changed', () => {
  it('by any rule: requests, attributes, acts, askers, boards, slots of quotas, present patients', async () => {
    const tried = new Set<string>()
    const note = (rule: string, isSafe: boolean): void => void tried.add(isSafe ? rule : `${rule} can be changed`)
    const spoil = (request: Act['request']): boolean =>
      refuses(
        () => Object.assign(request, { source: 'emergency' }),
        () => Object.assign(request.attributes ?? Object.freeze({}), { triage: 1 }),
        () => Object.assign(request, { attributes: {} }),
      )
    const board = (seen: Board): boolean =>
      refuses(
        () => Object.assign(seen, { now: 0 }),
        () => Object.assign(seen, { slots: 0 }),
        () => Object.assign(seen, { waiting: 9 }),
        () => {
          if (!('session' in seen)) throw new TypeError('the session is out of reach')
        },
      )
    const { priority } = standard()
    const { quotas: shared, ...capacity } = quotas({ shares: { online: 1 }, releaseMinutes: 30 })
    const rules: Rules = bare({
      priority: {
        base(request, day, now) {
          note('base', spoil(request) && refuses(() => Object.assign(day, { date: '' })))
          return priority.base(request, day, now)
        },
      },
      capacity: {
        ...capacity,
        groupOf(request) {
          note('groupOf', spoil(request))
          return capacity.groupOf(request)
        },
        quotas: {
          ...shared!,
          share(channel, slot) {
            note(
              'share',
              refuses(() => Object.assign(slot, { base: 99 })),
            )
            return shared!.share(channel, slot)
          },
        },
      },
      overflow: [
        own((asker, seen) => {
          note('attempt', refuses(() => Object.assign(asker, { rank: 0 })) && board(seen))
          return undefined
        }),
        waitlist(),
      ],
      promotion: {
        ...waitlistFirst(),
        fills(_, seen) {
          note('fills', board(seen))
          return true
        },
      },
      admission: {
        permit(act) {
          note('permit', spoil(act.request) && refuses(() => Object.assign(act, { override: true })))
          return true
        },
      },
      visit: {
        calls: {
          name: 'own-order',
          compare(a, b, now) {
            note(
              'compare',
              refuses(() => Object.assign(a, { rank: 0 })),
            )
            return callOrder().compare(a, b, now)
          },
        },
      },
    })
    const { opd, book } = await clinic([2], { rules })
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00', { attributes: { triage: 3 } })
    for (const n of [1, 2]) await opd.checkIn({ tokenId: `${SESSION}.t${n}` })
    await opd.callNext({ sessionId: SESSION })
    await opd.reclassify({ tokenId: `${SESSION}.t3`, source: 'online' })
    await opd.reschedule({ tokenId: `${SESSION}.t3`, date: DAY })
    await opd.leaveUnseen({ tokenId: `${SESSION}.t1` })
    expect([...tried].sort()).toEqual(['attempt', 'base', 'compare', 'fills', 'groupOf', 'permit', 'share'])
    const view = (await opd.session(SESSION))!
    expect(view.tokens.map(({ source, attributes }) => ({ source, attributes }))).toContainEqual({
      source: 'online',
      attributes: { triage: 3 },
    })
    expect(new Set(view.tokens.map(({ source }) => source))).toEqual(new Set(['online']))
  })

  it('so a rule that tries is named, and nothing is written', async () => {
    const permit = (act: Act): boolean => {
      Object.assign(act.request, { source: 'emergency' })
      return true
    }
    const { book, size } = await full(bare({ admission: { permit } }))
    const before = await size()
    await expect(book()).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringMatching(/^admission\.permit threw: Cannot assign to read only property 'source'/),
    })
    expect(await size()).toBe(before)
  })

  it('a policy that is a class keeps its own state', async () => {
    class ByHour {
      readonly #ranks = new Map([['online', 2]])
      get sources(): string[] {
        return [...this.#ranks.keys()]
      }
      base({ source }: { source: string }): number | undefined {
        return this.#ranks.get(source)
      }
    }
    const { book } = await clinic([1], { rules: bare({ priority: new ByHour() }) })
    expect(await book('a', 'online', '09:00')).toMatchObject({ token: { rank: 2 } })
    expect(await book('b', 'other', '09:00')).toMatchObject({ code: 'unknown-source', details: { ranked: ['online'] } })
  })
})

describe('a rule that throws is named, with the error as the cause', () => {
  const error = new Error('no network')
  const broken = (): never => {
    throw error
  }
  const { priority } = standard()
  it.each<[string, Partial<Rules>]>([
    ['priority.base', { priority: { base: broken } }],
    ['priority.at', { priority: { ...priority, at: broken } }],
    ['capacity.groupOf', { capacity: { ...fixed(), groupOf: broken } }],
    ['admission.permit', { admission: { permit: broken } }],
    ["strategy 'own'", { overflow: [own(broken)] }],
  ])('%s', async (name, more) => {
    const { book, size } = await full(bare(more))
    const before = await size()
    await expect(book()).rejects.toMatchObject({
      code: 'invalid-rules',
      message: `${name} threw: no network. Check the functions that you gave to the scheduler.`,
      details: { rule: name },
      cause: error,
    })
    expect(await size()).toBe(before)
  })

  it('also inside a question to the board', async () => {
    const strategy = own((asker, board) => board.firstBumpable(asker, broken, 0, 1))
    const { book } = await clinic([1], { rules: bare({ overflow: [strategy, waitlist()] }) })
    await book('a', 'online', '09:00')
    await expect(book('b', 'emergency', '09:00')).rejects.toMatchObject({
      code: 'invalid-rules',
      message: "strategy 'own' threw: no network. Check the functions that you gave to the scheduler.",
    })
  })

  it.each<[string, Partial<Rules>]>([
    ['capacity.seats', { capacity: { ...fixed(), seats: broken } }],
    ['capacity.perSession', { capacity: { ...fixed(), perSession: broken } }],
    ['capacity.ceiling', { capacity: { ...fixed(), ceiling: broken } }],
    ['capacity.quotas.share', { capacity: { ...fixed(), quotas: { channels: 1, releaseMinutes: 0, share: broken } } }],
  ])('%s', async (name, more) => {
    await expect(clinic([1], { rules: bare(more) })).rejects.toMatchObject({
      code: 'invalid-rules',
      details: { rule: name },
      cause: error,
    })
  })

  it('promotion.fills', async () => {
    const { opd, book } = await clinic([1], { rules: bare({ promotion: { ...waitlistFirst(), fills: broken } }) })
    await book('a', 'online', '09:00')
    const late = book('b', 'online', '09:00').then(() => opd.cancel({ tokenId: `${SESSION}.t1` }))
    await expect(late).rejects.toMatchObject({
      code: 'invalid-rules',
      details: { rule: 'promotion.fills' },
      cause: error,
    })
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({ status: 'confirmed' })
  })

  it('the call order', async () => {
    const calls = { name: 'mine', compare: broken }
    const { opd, book } = await clinic([2], { rules: bare({ visit: { calls } }) })
    for (const n of [1, 2]) {
      await book(`p${n}`, 'online', '09:00')
      await opd.checkIn({ tokenId: `${SESSION}.t${n}` }).catch(() => {})
    }
    const refused = { code: 'invalid-rules', details: { rule: "the call order 'mine'" }, cause: error }
    await expect(opd.callNext({ sessionId: SESSION })).rejects.toMatchObject(refused)
    await expect(opd.queue({ sessionId: SESSION })).rejects.toMatchObject(refused)
  })

  it('whatever it throws, even an error of this library', async () => {
    for (const thrown of [
      undefined,
      null,
      'text',
      7,
      Symbol('s'),
      Object.create(null),
      new OpdError('closed', 'mine'),
    ]) {
      const permit = (): never => {
        throw thrown
      }
      const { book } = await full(bare({ admission: { permit } }))
      const caught: unknown = await book().catch((each: unknown) => each)
      expect(isOpdError(caught) && caught.code).toBe('invalid-rules')
      expect((caught as Error).message).toMatch(/^admission\.permit threw: /)
    }
  })
})

describe('what a strategy answers is checked, and the message names both', () => {
  it.each<[() => unknown, string]>([
    [() => null, 'returns null, which is no verdict'],
    [() => 'wait', "returns 'wait', which is no verdict"],
    [() => 0, 'returns 0, which is no verdict'],
    [() => true, 'returns true, which is no verdict'],
    [() => ({}), 'returns an object, which is no verdict'],
    [() => ({ kind: 9, slot: 1 }), 'returns an object, which is no verdict'],
    [() => ({ kind: '0', slot: 0 }), 'returns an object, which is no verdict'],
    [() => Promise.resolve(Verdict.fail()), 'returns a promise, which is no verdict'],
    [async () => Promise.reject(new Error('later')), 'returns a promise, which is no verdict'],
    [
      () => Verdict.drop(7 as never),
      'threw: Verdict.drop: the code is 7. Give a text of one line, such as no-later-slot',
    ],
    [() => ({ ...Verdict.drop('sent-home'), code: 7 }), 'drops with the code 7'],
    [() => ({ ...Verdict.drop('sent-home'), code: '' }), "drops with the code ''"],
    [() => ({ ...Verdict.drop('sent-home'), code: 'sent\thome' }), "drops with the code 'sent\thome'"],
    [() => Verdict.bump(0), "bumps, but does not declare 'bumps' (slot 0)"],
  ])('%o, %s', async (answer, message) => {
    const { book, size } = await full(bare({ overflow: [own(answer)] }))
    const before = await size()
    await expect(book()).rejects.toMatchObject({
      code: 'invalid-rules',
      message: `strategy 'own' ${message}. Check the functions that you gave to the scheduler.`,
    })
    expect(await size()).toBe(before)
  })

  it('undefined means that the strategy does not apply', async () => {
    const { book } = await full(bare({ overflow: [own(() => undefined), waitlist()] }))
    expect(await book()).toMatchObject({ status: 'waitlisted' })
  })

  it('of any other rule as well', async () => {
    const { priority } = standard()
    const cases: [Partial<Rules>, string][] = [
      [{ priority: { base: () => '1' as never } }, "the priority policy ranks source 'online' as '1'"],
      [{ priority: { base: async () => 1 } as never }, "the priority policy ranks source 'online' as a promise"],
      [{ priority: { base: () => null } as never }, "the priority policy ranks source 'online' as null"],
      [{ priority: { ...priority, at: () => Symbol('x') as never } }, 'the priority policy aged rank 4 to Symbol(x)'],
      [
        { admission: { permit: (async () => Promise.reject(new Error('later'))) as never } },
        'admission.permit returns a promise',
      ],
      [{ admission: { permit: () => undefined as never } }, 'admission.permit returns undefined'],
      [{ capacity: { ...fixed(), groupOf: () => '0' as never } }, "puts source 'online' into group '0' of 1"],
    ]
    for (const [more, message] of cases) {
      const { book } = await full(bare(more))
      await expect(book()).rejects.toMatchObject({ code: 'invalid-rules', message: expect.stringContaining(message) })
    }
    const fills = { ...waitlistFirst(), fills: async () => true } as never
    const { opd, book } = await clinic([1], { rules: bare({ promotion: fills }) })
    await book('a', 'online', '09:00')
    await expect(book('b', 'online', '09:00').then(() => opd.cancel({ tokenId: `${SESSION}.t1` }))).rejects.toThrow(
      'promotion.fills returned a promise. Return true or false.',
    )
  })

  it('`bumps` itself is checked when the scheduler is made', () => {
    const attempt = () => undefined
    for (const bumps of [null, {}, { who: true }, { who: () => true, freezeMinutes: -1 }]) {
      const overflow = [{ name: 'own', attempt, bumps }] as never
      expect(() => new OpdScheduler({ timeZone: 'UTC', rules: bare({ overflow }) })).toThrow(/^rules\.overflow is /)
    }
    const overflow = [{ name: 'own', attempt, bumps: { who: () => true } }]
    expect(() => new OpdScheduler({ timeZone: 'UTC', rules: bare({ overflow }) })).not.toThrow()
  })
})

describe('a format of numbers', () => {
  it('that writes a number twice in a session is refused, and nothing is written', async () => {
    const store = memoryStore()
    const formatNumber = (sequence: number) => `N${Math.min(sequence, 2)}`
    const { opd, book } = await clinic([9], { formatNumber, store })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    const before = (await store.read(0, 100)).length
    const refused = {
      code: 'invalid-rules',
      message: `formatNumber returned 'N2' for 3, but another token of ${SESSION} has that number. Return a text of its own for each sequence.`,
    }
    await expect(book('c', 'online', '09:00')).rejects.toMatchObject(refused)
    const command = { op: 'book', slotId: SLOT, source: 'online', patientId: 'c' } as const
    await expect(opd.plan(command)).rejects.toMatchObject(refused)
    const cold = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, formatNumber, clock: () => at('06:00') })
    await expect(cold.execute(command)).rejects.toMatchObject(refused)
    await expect(cold.reschedule({ tokenId: `${SESSION}.t1`, slotId: SLOT })).resolves.toBeDefined()
    expect(await store.read(0, 100)).toHaveLength(before)
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
    expect(await other.execute(command)).toMatchObject({ token: { number: '003' } })
  })

  it('may write the same number in two sessions', async () => {
    const { opd, book } = await clinic([2], { formatNumber: (sequence) => `N${sequence}` })
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([1]) })
    expect(await book('a', 'online', '09:00')).toMatchObject({ token: { number: 'N1' } })
    const elsewhere = await opd.reschedule({ tokenId: `${SESSION}.t1`, date: '2026-01-31' })
    expect(elsewhere).toMatchObject({ token: { number: 'N1' } })
  })
})

it('a list of sources that the host changes later changes no rule', async () => {
  const exempt = ['emergency']
  const promotion = offerFirst({ minutes: 15, exempt })
  const { opd, book } = await clinic([1], { rules: bare({ promotion }) })
  await book('a', 'online', '09:00')
  await book('b', 'online', '09:00')
  exempt.push('online')
  expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({
    moves: [{ patientId: 'b', status: 'offered' }],
  })
})
