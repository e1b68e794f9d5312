import fc from 'fast-check'
import { type CommandResult, memoryStore, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { arbitraries, runDay } from 'opd-scheduler/testing'
import { expect, it } from 'vitest'
import { STATUSES } from '../../src/core/state/status'
import { answerIn, storedAnswer } from '../../src/shell/command/stored-answer'
import { DAY, hourly } from '../scheduler/clinic'
import { Reached } from '../support/reached'
import { property } from '../support/seed'

/** The answer as a store that keeps texts returns it. */
function readBack(answer: CommandResult): CommandResult {
  const { commandId } = answer as { commandId: string }
  return answerIn({ answer: JSON.parse(JSON.stringify(storedAnswer(answer))), commandId })
}

/** A memory store whose commits have these answers. */
function storeWith(answerOf: (answer: unknown) => unknown): Store {
  const store = memoryStore()
  return {
    ...store,
    append: (commits) => store.append(commits.map((commit) => ({ ...commit, answer: answerOf(commit.answer) }))),
  }
}

it('every answer of random days, and one about every token, is read back as it was stored, to the letter', async () => {
  const reached = new Reached()
  const { day, rules } = arbitraries(fc)
  const attributes = { ageBand: ['adult', 'child'], wheelchair: [true] }
  const check = (answer: CommandResult): void => {
    const text = JSON.stringify(answer)
    const stored = JSON.stringify(storedAnswer(answer))
    expect(JSON.stringify(readBack(answer))).toBe(text)
    reached.note('token' in answer ? answer.status : 'not about a token')
    if (stored.length * 4 < text.length) reached.note('a quarter')
    if (answer.moves.length > 0) reached.note('moves')
    for (const [field, value] of Object.entries('token' in answer ? answer.token : {})) if (value) reached.note(field)
  }
  await property(
    fc.tuple(day({ attributes }), rules()),
    async ([each, its]) => {
      await runDay(each, its, {
        envy: false,
        after: ({ result, changes }) => {
          if (result.status === 'rejected') return
          check(result)
          for (const { after } of changes)
            for (const token of after.tokens)
              check({ status: token.status, token, moves: [], commandId: 'c-1' } as unknown as CommandResult)
        },
      })
    },
    200,
  )
  const fields = ['waitsFor', 'bumps', 'bumpBudget', 'expiresAt', 'checkedInAt', 'standby', 'seen', 'attributes']
  const seldom = ['replaces', 'replacedBy', 'reinstated', 'promised', 'override', 'named', 'moves']
  expect(reached.missing([...STATUSES, ...fields, ...seldom, 'not about a token', 'a quarter'])).toEqual([])
})

it('the answers of a visit with a room and an unanswered call are read back', async () => {
  const opd = await opened(memoryStore())
  await opd.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'p-1' })
  const tokenId = `dr-rao.${DAY}.t1`
  const answers = [
    await opd.checkIn({ tokenId }),
    await opd.call({ tokenId, room: '2' }),
    await opd.skip({ tokenId }),
    await opd.start({ tokenId, room: '3' }),
  ]
  for (const answer of answers) expect(JSON.stringify(readBack(answer))).toBe(JSON.stringify(answer))
  expect(answers.map((answer) => 'token' in answer && [answer.token.room, answer.token.skips])).toEqual([
    [null, 0],
    ['2', 0],
    [null, 1],
    ['3', 1],
  ])
})

it('an id that a host gave is read back, also if it begins like the id of its session', async () => {
  const opd = await opened(memoryStore())
  for (const tokenId of ['host-1', `dr-rao.${DAY}`, `dr-rao.${DAY}.t1.0`, '.t4']) {
    const booked = await opd.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId: tokenId, tokenId })
    expect(JSON.stringify(readBack(booked))).toBe(JSON.stringify(booked))
  }
})

it('a repeated command gets its first answer, frozen, also if an earlier version stored it as it was', async () => {
  for (const plain of [false, true]) {
    let first: unknown
    // As text, because a file and a database store texts.
    const store = storeWith((answer) => JSON.parse(JSON.stringify(plain && Array.isArray(answer) ? first : answer)))
    const opd = await opened(memoryStore())
    const booking = { doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'p-1', commandId: 'c-1' }
    first = await opd.book(booking)
    const again = await opened(store)
    await again.book(booking)
    const repeated = await again.book(booking)
    expect(JSON.stringify(repeated)).toBe(JSON.stringify(first))
    expect([repeated, repeated.moves, 'token' in repeated && repeated.token].every(Object.isFrozen)).toBe(true)
  }
})

/** What files and databases hold since form 1. Never change it: a changed form gets another number. */
const STORED = [
  [
    1,
    `dr-rao.${DAY}`,
    '.t1',
    '001',
    'confirmed',
    'asha',
    'online',
    '09:00',
    '10:00',
    0,
    1,
    1,
    `${DAY}T09:00:00+05:30`,
    1,
    4,
    null,
    'booked',
    1769736600000,
    0,
    0,
  ],
  [
    1,
    `dr-rao.${DAY}`,
    '',
    '008',
    'waitlisted',
    'ravi',
    'walk-in',
    null,
    null,
    '.1000',
    0,
    2,
    null,
    8,
    3,
    1,
    'bumped',
    1000,
    [{ tokenId: 'x' }],
    [
      'host-8',
      '.0900',
      { slotId: null, slot: null, accepts: 'any' },
      4,
      5,
      2000,
      3000,
      '2',
      6,
      'host-7',
      'host-9',
      4000,
      { age: 70 },
    ],
  ],
]

it('what was stored in form 1 is read as it always was', () => {
  const session = { sessionId: `dr-rao.${DAY}`, doctorId: 'dr-rao', date: DAY }
  const none = { promised: false, override: false, standby: false, seen: false, reinstated: false }
  const slotId = `dr-rao.${DAY}.0900`
  const [usual, unusual] = STORED.map((answer, n) => answerIn({ commandId: `c-${n}`, answer }))
  expect(usual).toEqual({
    status: 'confirmed',
    token: {
      ...session,
      ...none,
      id: `dr-rao.${DAY}.t1`,
      number: '001',
      status: 'confirmed',
      patientId: 'asha',
      source: 'online',
      slotId,
      start: '09:00',
      end: '10:00',
      wantedSlotId: slotId,
      lastSlotId: slotId,
      named: true,
      waitsFor: null,
      position: 1,
      plannedTime: `${DAY}T09:00:00+05:30`,
      sequence: 1,
      baseRank: 4,
      rank: 4,
      bumps: 0,
      bumpBudget: null,
      expiresAt: null,
      checkedInAt: null,
      room: null,
      skips: 0,
      replaces: null,
      replacedBy: null,
      cause: 'booked',
      createdAt: 1769736600000,
      updatedAt: 1769736600000,
    },
    moves: [],
    commandId: 'c-0',
  })
  expect(unusual).toEqual({
    status: 'waitlisted',
    token: {
      ...session,
      ...none,
      id: 'host-8',
      number: '008',
      status: 'waitlisted',
      patientId: 'ravi',
      source: 'walk-in',
      slotId: null,
      start: null,
      end: null,
      wantedSlotId: `dr-rao.${DAY}.1000`,
      lastSlotId: slotId,
      named: false,
      waitsFor: { slotId: null, slot: null, accepts: 'any' },
      position: 2,
      plannedTime: null,
      sequence: 8,
      baseRank: 4,
      rank: 3,
      bumps: 5,
      bumpBudget: 1,
      expiresAt: 2000,
      checkedInAt: 3000,
      room: '2',
      skips: 6,
      replaces: 'host-7',
      replacedBy: 'host-9',
      cause: 'bumped',
      createdAt: 1000,
      updatedAt: 4000,
      attributes: { age: 70 },
    },
    moves: [{ tokenId: 'x' }],
    commandId: 'c-1',
  })
  const flags = ['named', 'promised', 'override', 'standby', 'seen', 'reinstated']
  for (const [bit, flag] of flags.entries()) {
    const answer = answerIn({ commandId: 'c', answer: STORED[0]!.with(10, 1 << bit) })
    const token = ('token' in answer ? answer.token : {}) as Readonly<Record<string, unknown>>
    expect(flags.filter((name) => token[name] === true)).toEqual([flag])
  }
})

it('an answer that a later version stored is refused', async () => {
  const opd = await opened(storeWith((answer) => (Array.isArray(answer) ? [2, 'news'] : answer)))
  const booking = { doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'p-1', commandId: 'c-1' }
  await opd.book(booking)
  await expect(opd.book(booking)).rejects.toMatchObject({ code: 'store-corrupt', details: { commandId: 'c-1' } })
})

async function opened(store: Store): Promise<OpdScheduler> {
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => Date.parse(`${DAY}T06:00+05:30`) })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([5]) })
  return opd
}
