import {
  type Basis,
  bump,
  bySource,
  type Command,
  elastic,
  fixed,
  memoryStore,
  noPromotion,
  OpdScheduler,
  quotas,
  REFUSALS,
  type RefusalCode,
  type Rejected,
  type Rules,
  standard,
  waitlist,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from './clinic'

const NEXT = '2026-01-31'
const STALE: Basis = { versions: { nothing: 99 }, outcome: 'x' }
const slot = { start: '09:00', end: '10:00', capacity: 1 }

type AttendanceOp = 'checkIn' | 'call' | 'start' | 'complete' | 'noShow'
/** Whether a situation has this reason for a refusal. */
type Has = (code: RefusalCode) => boolean
/** A clinic with these reasons for a refusal, and the command that is refused there. */
type Situation = (has: Has) => Promise<{ readonly opd: OpdScheduler; readonly command: Command }>

interface Case {
  readonly situation: Situation
  /** Every refusal of the command except `plan-stale`. */
  readonly codes: readonly RefusalCode[]
  /** Refusals of which only one can apply, for the first reason of each line only one of the others. */
  readonly exclusive: readonly (readonly [RefusalCode, ...RefusalCode[]])[]
}

const SEATS = ['bump-failed', 'quota-exhausted', 'slot-full', 'no-capacity'] as const

/** Rules of the desk that asks: what a reason for a refusal takes away. */
function strict(has: Has, more: Partial<Rules> = {}): Rules {
  return {
    ...standard(),
    capacity: fixed(),
    overflow: has('bump-failed') ? [bump()] : [],
    displaced: [],
    admission: { permit: () => !has('policy-denied') },
    ...more,
  }
}

/** Two schedulers on one store: one that prepares the situation, and one with the rules of the desk that asks. */
async function desks(rules: Rules, capacity = 1) {
  const store = memoryStore()
  const generous: Rules = {
    ...rules,
    priority: standard().priority,
    overflow: [waitlist()],
    admission: { oneLive: { in: 'nowhere' } },
    promotion: noPromotion(),
  }
  const day = await clinic([capacity], { rules: generous, store })
  await day.opd.openSession({ doctorId: 'dr-rao', date: NEXT, slots: [{ ...slot, capacity }] })
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => day.clock.now })
  return { ...day, desk: opd }
}

/** Fills the slot at nine of a day, so that an `online` newcomer meets the seats' refusal. */
async function fill(opd: OpdScheduler, date: string, has: Has): Promise<void> {
  if (SEATS.some(has))
    await opd.book({ doctorId: 'dr-rao', date, start: '09:00', source: 'walk-in', patientId: 'other' })
}

/** A clinic, if so asked with more patients than one command may move. */
async function crowded(has: Has) {
  const day = await clinic([501])
  if (has('too-many-moves')) for (let n = 0; n < 501; n++) await day.book(`p-${n}`, 'online', '09:00')
  return day
}

const share = (has: Has) => (has('quota-exhausted') ? quotas({ shares: { paid: 1 }, releaseMinutes: 0 }) : fixed())

/** A step that says that a patient came or did not come. An override meets `permit`, and is not asked about the date. */
const attendance = (op: AttendanceOp): Case => ({
  codes: ['token-not-found', 'policy-denied', 'invalid-transition', 'outside-service-date'],
  exclusive: [
    ['token-not-found', 'policy-denied', 'invalid-transition', 'outside-service-date'],
    ['policy-denied', 'outside-service-date'],
  ],
  situation: async (has) => {
    const { opd, desk, book, clock } = await desks(strict(has))
    const token = { tokenId: `${SESSION}.t1` }
    await book('p', 'online', '09:00')
    if (op === 'call') await opd.checkIn(token)
    if (has('invalid-transition')) await opd.cancel(token)
    if (has('outside-service-date')) clock.now -= 86_400_000
    if (has('token-not-found')) token.tokenId = `${SESSION}.t9`
    return { opd: desk, command: { op, ...token, ...(has('policy-denied') ? { override: true, actor: 'x' } : {}) } }
  },
})

/** A call or a start of a token on standby. */
const fromStandby = (op: 'call' | 'start'): Case => ({
  codes: ['token-not-found', 'policy-denied', 'outside-service-date', 'standby-waits'],
  exclusive: [
    ['token-not-found', 'policy-denied', 'outside-service-date', 'standby-waits'],
    ['policy-denied', 'outside-service-date'],
    // Who may override the rules may call a patient on standby at any time.
    ['policy-denied', 'standby-waits'],
  ],
  situation: async (has) => {
    const { opd, desk, book, clock } = await desks(strict(has, { visit: { standby: { perSession: 1 } } }))
    for (const patient of ['other', 'p']) await book(patient, 'online', '09:00')
    clock.now = at('09:00')
    await desk.checkIn({ tokenId: `${SESSION}.t2` })
    if (has('standby-waits')) await opd.checkIn({ tokenId: `${SESSION}.t1` })
    if (has('outside-service-date')) clock.now -= 86_400_000
    const tokenId = `${SESSION}.t${has('token-not-found') ? 9 : 2}`
    return {
      opd: desk,
      command: { op, tokenId, ...(has('policy-denied') ? { override: true, actor: 'x' } : {}) },
    }
  },
})

const CASES: Readonly<Record<string, Case>> = {
  book: {
    codes: [
      ...(['token-id-taken', 'doctor-not-found', 'session-not-found', 'token-not-found', 'slot-not-found'] as const),
      ...([
        'unknown-source',
        'policy-denied',
        'session-closed',
        'slot-past',
        'slot-blocked',
        'duplicate-token',
      ] as const),
      ...SEATS,
    ],
    exclusive: [
      ['doctor-not-found', 'session-closed', 'slot-past', 'slot-blocked', 'duplicate-token', ...SEATS],
      ['session-not-found', 'session-closed', 'slot-past', 'slot-blocked', 'duplicate-token', ...SEATS],
      ['slot-not-found', 'slot-past', 'slot-blocked', 'duplicate-token', ...SEATS],
      ['no-capacity', 'token-not-found', 'slot-not-found', 'slot-full', 'quota-exhausted'],
    ],
    situation: async (has) => {
      const rules = strict(has, { capacity: share(has) })
      const { opd, desk, book, clock } = await desks(rules, has('quota-exhausted') ? 2 : 1)
      const person = { doctorId: 'dr-rao', source: 'online' }
      if (has('token-id-taken')) await opd.book({ ...person, date: NEXT, patientId: 'q', tokenId: 'taken' })
      await fill(opd, DAY, has)
      if (has('duplicate-token')) await book('p', 'online', '09:00', { tokenId: 'live' })
      // A patient who is present stays in a blocked slot.
      if (has('duplicate-token') && has('slot-blocked')) await opd.checkIn({ tokenId: 'live' })
      if (has('slot-blocked')) await opd.blockTime({ sessionId: SESSION })
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('slot-past')) clock.now = at('10:00')
      const command = {
        op: 'book',
        doctorId: has('doctor-not-found') ? 'dr-no' : 'dr-rao',
        date: has('session-not-found') ? '2026-02-05' : DAY,
        ...(has('no-capacity') ? {} : { start: has('slot-not-found') ? '11:00' : '09:00' }),
        source: has('unknown-source') ? 'stranger' : 'online',
        patientId: 'p',
        ...(has('token-id-taken') ? { tokenId: 'taken' } : {}),
        ...(has('token-not-found') ? { override: true, actor: 'x', bump: 'nobody' } : {}),
      } as const
      return { opd: desk, command }
    },
  },
  reschedule: {
    codes: [
      ...(['session-not-found', 'token-not-found', 'slot-not-found', 'unknown-source', 'policy-denied'] as const),
      ...(['session-closed', 'invalid-transition', 'slot-past', 'slot-blocked', 'duplicate-token'] as const),
      ...SEATS,
    ],
    exclusive: [
      [
        'session-not-found',
        'slot-not-found',
        'session-closed',
        'slot-past',
        'slot-blocked',
        'duplicate-token',
        ...SEATS,
      ],
      ['token-not-found', 'unknown-source', 'policy-denied', 'invalid-transition', 'duplicate-token', ...SEATS],
      ['token-not-found', 'session-closed', 'slot-past'],
      ['slot-not-found', 'slot-past', 'slot-blocked', 'duplicate-token', ...SEATS],
      ['no-capacity', 'slot-full', 'quota-exhausted'],
      // A patient who is expected is moved out of a blocked slot, and one for tomorrow cannot be present yet.
      ['slot-blocked', 'duplicate-token'],
    ],
    situation: async (has) => {
      const priority = has('unknown-source') ? bySource({ 'walk-in': 5 }) : standard().priority
      const rules = strict(has, { capacity: share(has), priority })
      const { opd, desk, book, clock } = await desks(rules, has('quota-exhausted') ? 2 : 1)
      await book('p', 'online', '09:00')
      await fill(opd, NEXT, has)
      const person = { doctorId: 'dr-rao', source: 'online' }
      if (has('duplicate-token')) await opd.book({ ...person, date: NEXT, start: '09:00', patientId: 'p' })
      if (has('invalid-transition')) await opd.cancel({ tokenId: `${SESSION}.t1` })
      if (has('slot-blocked')) await opd.blockTime({ doctorId: 'dr-rao', date: NEXT })
      if (has('session-closed')) await opd.closeSession({ doctorId: 'dr-rao', date: NEXT })
      if (has('slot-past')) clock.now = at('10:00') + 86_400_000
      const date = has('session-not-found') ? '2026-02-05' : NEXT
      const goal = has('no-capacity')
        ? { date, ...(has('slot-not-found') ? { start: '11:00' } : {}) }
        : { slotId: `dr-rao.${date}.${has('slot-not-found') ? '1100' : '0900'}` }
      const tokenId = has('token-not-found') ? 'nobody' : `${SESSION}.t1`
      return { opd: desk, command: { op: 'reschedule', tokenId, ...goal } }
    },
  },
  'reschedule to its own slot': {
    codes: ['policy-denied', 'session-closed', 'invalid-transition', 'slot-past', 'duplicate-token'],
    exclusive: [['invalid-transition', 'duplicate-token']],
    situation: async (has) => {
      const { opd, desk, book, clock } = await desks(strict(has))
      await book('p', 'online', '09:00')
      if (has('invalid-transition')) await opd.cancel({ tokenId: `${SESSION}.t1` })
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('slot-past')) clock.now = at('10:00')
      return { opd: desk, command: { op: 'reschedule', tokenId: `${SESSION}.t1`, slotId: `${SESSION}.0900` } }
    },
  },
  reinstate: {
    codes: [
      ...(['token-not-found', 'policy-denied', 'session-closed', 'invalid-transition'] as const),
      ...(['slot-past', 'slot-blocked', 'duplicate-token', 'slot-full', 'no-capacity'] as const),
    ],
    exclusive: [
      ['token-not-found', 'policy-denied', 'session-closed', 'invalid-transition', 'slot-past', 'duplicate-token'],
      ['slot-blocked', 'token-not-found', 'duplicate-token', 'slot-full', 'no-capacity'],
      ['token-not-found', 'slot-full', 'no-capacity'],
      ['no-capacity', 'slot-past', 'slot-full'],
    ],
    situation: async (has) => {
      const { opd, desk, book, clock } = await desks(strict(has, { promotion: noPromotion() }))
      const token = { tokenId: `${SESSION}.t1` }
      await book('p', 'online', '09:00')
      if (has('invalid-transition')) await opd.cancel(token)
      else await opd.noShow(token)
      if (has('slot-full') || has('no-capacity')) await book('other', 'online', '09:00')
      if (has('duplicate-token')) await book('p', 'online', '09:00')
      if (has('slot-blocked')) await opd.blockTime({ sessionId: SESSION })
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('slot-past')) clock.now = at('10:00')
      const above = has('slot-past') || has('slot-blocked') || has('slot-full') ? { override: true, actor: 'x' } : {}
      if (has('token-not-found')) token.tokenId = `${SESSION}.t9`
      return { opd: desk, command: { op: 'reinstate', ...token, ...above } }
    },
  },
  reclassify: {
    codes: ['token-not-found', 'unknown-source', 'invalid-transition', 'duplicate-token', 'no-capacity'],
    exclusive: [
      ['token-not-found', 'invalid-transition', 'duplicate-token', 'no-capacity'],
      ['invalid-transition', 'duplicate-token', 'no-capacity'],
      ['unknown-source', 'duplicate-token', 'no-capacity'],
    ],
    situation: async (has) => {
      const admission: Rules['admission'] = { oneLive: { in: 'session', exempt: ['emergency'] } }
      const capacity = elastic({ for: ['emergency'], extra: 1 })
      const { opd, desk, book } = await desks(strict(has, { capacity, admission }))
      await book('other', 'online', '09:00')
      await book('p', 'emergency', '09:00')
      if (has('duplicate-token')) await book('p', 'online', '09:00')
      if (has('invalid-transition')) await opd.cancel({ tokenId: `${SESSION}.t2` })
      const source = has('unknown-source') ? 'stranger' : 'online'
      const tokenId = `${SESSION}.t${has('token-not-found') ? 9 : 2}`
      return { opd: desk, command: { op: 'reclassify', tokenId, source } }
    },
  },
  checkIn: attendance('checkIn'),
  'checkIn after the visit': {
    codes: ['session-closed', 'outside-service-date', 'duplicate-token', 'no-capacity'],
    exclusive: [['no-capacity', 'duplicate-token']],
    situation: async (has) => {
      const rules = strict(has, { visit: { completed: 'frees' }, promotion: noPromotion() })
      const { opd, desk, book, clock } = await desks(rules, has('duplicate-token') ? 2 : 1)
      await book('p', 'online', '09:00')
      for (const op of ['checkIn', 'start', 'complete'] as const) await desk[op]({ tokenId: `${SESSION}.t1` })
      const other = has('no-capacity') ? 'other' : 'p'
      if (has('no-capacity') || has('duplicate-token')) await book(other, 'online', '09:00')
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('outside-service-date')) clock.now += 86_400_000
      return { opd: desk, command: { op: 'checkIn', tokenId: `${SESSION}.t1` } }
    },
  },
  call: attendance('call'),
  'call from standby': fromStandby('call'),
  'start from standby': fromStandby('start'),
  start: attendance('start'),
  complete: attendance('complete'),
  noShow: attendance('noShow'),
  openSession: {
    codes: ['doctor-not-found', 'session-exists', 'slot-overlap'],
    exclusive: [['doctor-not-found', 'session-exists']],
    situation: async (has) => {
      const { opd } = await clinic([3])
      const slots = has('slot-overlap') ? [slot, { ...slot, start: '09:30' }] : [slot]
      const doctorId = has('doctor-not-found') ? 'dr-no' : 'dr-rao'
      return { opd, command: { op: 'openSession', doctorId, date: has('session-exists') ? DAY : NEXT, slots } }
    },
  },
  addSlots: {
    codes: ['session-not-found', 'session-closed', 'slot-past', 'slot-overlap'],
    exclusive: [['session-not-found', 'session-closed']],
    situation: async (has) => {
      const { opd, clock } = await clinic([1])
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('slot-past')) clock.now = at('12:00')
      const slots = [has('slot-overlap') ? { ...slot, start: '09:30' } : { ...slot, start: '10:00', end: '11:00' }]
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      return { opd, command: { op: 'addSlots', sessionId, slots } }
    },
  },
  resizeSlot: {
    codes: ['session-not-found', 'slot-not-found', 'session-closed', 'capacity-in-use'],
    exclusive: [
      ['session-not-found', 'slot-not-found', 'session-closed', 'capacity-in-use'],
      ['slot-not-found', 'capacity-in-use'],
    ],
    situation: async (has) => {
      const { opd, book } = await clinic([1])
      await book('p', 'online', '09:00')
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      const slotId = `${sessionId}.${has('slot-not-found') ? '1100' : '0900'}`
      return { opd, command: { op: 'resizeSlot', slotId, capacity: has('capacity-in-use') ? 0 : 2 } }
    },
  },
  blockTime: {
    codes: ['session-not-found', 'slot-not-found', 'session-closed', 'slot-past', 'too-many-moves'],
    exclusive: [
      ['session-not-found', 'slot-not-found', 'session-closed', 'slot-past', 'too-many-moves'],
      ['slot-not-found', 'slot-past', 'too-many-moves'],
      ['too-many-moves', 'slot-past'],
    ],
    situation: async (has) => {
      const { opd, clock } = await crowded(has)
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('slot-past')) clock.now = at('10:00')
      const from = has('slot-not-found') ? '11:00' : '09:00'
      return { opd, command: { op: 'blockTime', sessionId, from, to: '12:00' } }
    },
  },
  unblockTime: {
    codes: ['session-not-found', 'slot-not-found', 'session-closed', 'slot-past'],
    exclusive: [
      ['session-not-found', 'slot-not-found', 'session-closed', 'slot-past'],
      ['slot-not-found', 'slot-past'],
    ],
    situation: async (has) => {
      const { opd, clock } = await clinic([1])
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      await opd.blockTime({ sessionId: SESSION })
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      if (has('slot-past')) clock.now = at('10:00')
      const from = has('slot-not-found') ? '11:00' : '09:00'
      return { opd, command: { op: 'unblockTime', sessionId, from, to: '12:00' } }
    },
  },
  delay: {
    codes: ['session-not-found', 'slot-not-found', 'slot-past', 'slot-overlap'],
    exclusive: [
      ['session-not-found', 'slot-not-found', 'slot-past', 'slot-overlap'],
      ['slot-not-found', 'slot-past', 'slot-overlap'],
      ['slot-past', 'slot-overlap'],
    ],
    situation: async (has) => {
      const { opd, clock } = await clinic([1, 1])
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      if (has('slot-overlap')) await opd.delay({ sessionId: SESSION, minutes: 30 })
      if (has('slot-past')) clock.now = at('11:00')
      const from = has('slot-not-found') ? '12:00' : '10:00'
      return { opd, command: { op: 'delay', sessionId, minutes: 0, from } }
    },
  },
  'closeSession, with patients to move': {
    codes: ['session-not-found', 'session-closed', 'too-many-moves'],
    exclusive: [['session-not-found', 'session-closed', 'too-many-moves']],
    situation: async (has) => {
      const { opd } = await crowded(has)
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      return { opd, command: { op: 'closeSession', sessionId, expected: 'move' } }
    },
  },
  undo: {
    codes: ['token-not-found', 'invalid-transition', 'slot-blocked', 'slot-full'],
    exclusive: [
      ['token-not-found', 'invalid-transition', 'slot-blocked', 'slot-full'],
      ['invalid-transition', 'slot-blocked', 'slot-full'],
    ],
    situation: async (has) => {
      const { opd, desk, book } = await desks(strict(has))
      const token = { tokenId: `${SESSION}.t1` }
      await book('p', 'online', '09:00')
      if (!has('invalid-transition')) await opd.noShow(token)
      if (has('slot-full')) await book('other', 'online', '09:00', { tokenId: 'other' })
      // A patient who is present stays in a blocked slot.
      if (has('slot-full') && has('slot-blocked')) await opd.checkIn({ tokenId: 'other' })
      if (has('slot-blocked')) await opd.blockTime({ sessionId: SESSION })
      if (has('token-not-found')) token.tokenId = `${SESSION}.t9`
      return { opd: desk, command: { op: 'undo', ...token } }
    },
  },
  closeSession: {
    codes: ['session-not-found', 'session-closed'],
    exclusive: [['session-not-found', 'session-closed']],
    situation: async (has) => {
      const { opd } = await clinic([1])
      if (has('session-closed')) await opd.closeSession({ sessionId: SESSION })
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      return { opd, command: { op: 'closeSession', sessionId } }
    },
  },
  callNext: {
    codes: ['session-not-found', 'queue-empty'],
    exclusive: [['session-not-found', 'queue-empty']],
    situation: async (has) => {
      const { opd } = await clinic([1])
      const sessionId = has('session-not-found') ? 'dr-rao.2026-02-05' : SESSION
      return { opd, command: { op: 'callNext', sessionId } }
    },
  },
  confirm: {
    codes: ['token-not-found', 'hold-expired', 'invalid-transition'],
    exclusive: [
      ['token-not-found', 'hold-expired', 'invalid-transition'],
      ['hold-expired', 'invalid-transition'],
    ],
    situation: async (has) => {
      const { opd, book, clock } = await clinic([1])
      await book('p', 'online', '09:00', has('hold-expired') ? { holdMinutes: 1 } : {})
      clock.now += 60_000
      return { opd, command: { op: 'confirm', tokenId: `${SESSION}.t${has('token-not-found') ? 9 : 1}` } }
    },
  },
}

const ORDER = Object.keys(REFUSALS) as RefusalCode[]

/** Each reason alone, and each two that can apply at once. */
function situations({ codes, exclusive }: Case): (readonly RefusalCode[])[] {
  const apart = (a: RefusalCode, b: RefusalCode) =>
    exclusive.some(([one, ...others]) => (one === a && others.includes(b)) || (one === b && others.includes(a)))
  const all: readonly RefusalCode[] = ['plan-stale', ...codes]
  const pairs = all.flatMap((a, n) => all.slice(n + 1).flatMap((b) => (apart(a, b) ? [] : [[a, b]])))
  return [...codes.map((code) => [code]), ...pairs]
}

describe('of two reasons for a refusal, the first of the list is returned', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    const wrong: string[] = []
    for (const codes of situations(each)) {
      const has: Has = (code) => codes.includes(code)
      const { opd, command } = await each.situation(has)
      const options = has('plan-stale') ? { basis: STALE } : {}
      const { code, status } = (await opd.execute(command, options)) as Rejected
      const [first] = ORDER.filter(has)
      if (code !== first) wrong.push(`${codes.join(' + ')}: ${code ?? status}`)
    }
    expect(wrong).toEqual([])
  })

  it('and every refusal meets another one', () => {
    const met = new Set(Object.values(CASES).flatMap(({ codes }) => codes))
    expect(ORDER.filter((code) => code !== 'plan-stale' && !met.has(code))).toEqual([])
  })
})
