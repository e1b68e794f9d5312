import { deepStrictEqual } from 'node:assert/strict'
import { type CommandResult, OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { random } from '../../support/seed'
import { type Composition, rulesOf } from './composition'
import { attempt, Model, newest } from './model'
import { book, reclassify } from './model-book'
import { resize } from './model-roster'
import { step } from './model-visit'

const DATE = '2026-01-30'
const SESSION = `dr.${DATE}`
const SOURCES = ['emergency', 'paid', 'online', 'walk-in']
const RANKS = { emergency: 1, paid: 2, online: 4, 'walk-in': 5 }
const MINUTE = 60_000
const START = Date.parse(`${DATE}T00:00:00+05:30`) + 6 * 60 * MINUTE

const wall = (slot: number) => {
  const minutes = 360 + slot * 10
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
const capacityAt = (slot: number) => (slot % 9 === 4 ? 0 : 1)

/** Rules that search far: from the first slot of the day to the last and back. */
const RULES: Readonly<Record<string, Composition>> = {
  'bumped from slot to slot': {
    ranks: RANKS,
    extra: { for: ['emergency'], seats: 1 },
    overflow: [
      { kind: 'cascade', who: 'order', wrap: true },
      { kind: 'wait', per: 'session', earlier: true },
    ],
    displaced: [
      { kind: 'cascade', who: 'order', wrap: true },
      { kind: 'wait', per: 'session', earlier: false },
    ],
    promotion: { from: 'waitlist-and-later', into: 'entitled' },
    oneLive: { in: 'nowhere' },
    bumpsPerToken: 2,
  },
  'waiting for one slot or the day': {
    ranks: RANKS,
    extra: { for: ['emergency', 'paid'], seats: 1, perSession: 3 },
    overflow: [
      { kind: 'next', withinMinutes: 300 },
      { kind: 'wait', per: 'slot' },
    ],
    displaced: [{ kind: 'wait', per: 'session' }],
    promotion: { from: 'waitlist-and-later', into: 'entitled' },
    oneLive: { in: 'nowhere' },
  },
}

/** The same day in the library and in the model, which searches every slot and every token each time. */
async function play(rules: Composition, slots: number, seed: number): Promise<number> {
  const next = random(seed)
  const clock = { now: START - 60 * MINUTE }
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: rulesOf(rules), clock: () => clock.now })
  const model = new Model(() => rules)
  await opd.registerDoctor({ id: 'dr', name: 'Dr.' })
  const plan = Array.from({ length: slots }, (_, slot) => ({
    start: wall(slot),
    end: wall(slot + 1),
    capacity: capacityAt(slot),
  }))
  await opd.openSession({ doctorId: 'dr', date: DATE, slots: plan })
  const startOf = (slot: number) => START + slot * 10 * MINUTE
  model.open(
    DATE,
    plan.map(({ capacity }, slot) => ({ start: startOf(slot), end: startOf(slot + 1), base: capacity })),
    clock.now,
    START - 24 * 60 * MINUTE,
  )
  const day = model.sessions.get(DATE)!
  model.tick(clock.now)
  let moves = 0
  const steps = ['cancel', 'cancel', 'noShow', 'checkIn'] as const
  for (let turn = 0; turn < slots * 3; turn++) {
    if (turn === slots * 2) {
      clock.now = startOf(Math.floor(slots / 2)) + MINUTE
      model.tick(clock.now)
    }
    const source = SOURCES[next(4)]!
    const patientId = `p${turn}`
    const token = next(Math.max(1, day.tokens.length))
    const own = ({ tokens }: typeof day) => tokens[token]!
    const slot = next(4) === 0 ? 0 : next(day.slots.length)
    const kind = turn < slots ? 0 : next(8)
    let expected: string
    let answer: CommandResult
    if (kind < 4) {
      const named = kind < 3 ? slot : undefined
      const start = wall((day.slots[slot]!.start - START) / (10 * MINUTE))
      expected = attempt(day, (trial) => book(trial, named, { patient: patientId, source }), newest)
      answer = await opd.book({ doctorId: 'dr', date: DATE, source, patientId, ...(named !== undefined && { start }) })
    } else if (kind < 6) {
      const op = steps[next(4)]!
      expected = attempt(day, (trial) => step(trial, op, token, {}), own)
      answer = await opd[op]({ tokenId: `${SESSION}.t${token + 1}` })
    } else if (kind === 6) {
      expected = attempt(day, (trial) => reclassify(trial, token, source), own)
      answer = await opd.reclassify({ tokenId: `${SESSION}.t${token + 1}`, source })
    } else {
      const start = wall((day.slots[slot]!.start - START) / (10 * MINUTE)).replace(':', '')
      const capacity = next(3)
      expected = attempt(day, (trial) => resize(trial, slot, capacity, true))
      answer = await opd.resizeSlot({ slotId: `${SESSION}.${start}`, capacity, displace: true })
    }
    deepStrictEqual(answer.status === 'rejected' ? answer.code : answer.status, expected, `turn ${turn}`)
    moves += answer.moves.length
  }
  const view = (await opd.session(SESSION))!
  const index = (slotId: string | null) => view.slots.findIndex(({ id }) => id === slotId)
  deepStrictEqual(
    view.tokens.map((token) => [token.status, index(token.slotId), token.bumps]),
    day.tokens.map((token) => [token.status, token.seat ?? -1, token.bumps]),
  )
  return moves
}

describe('days of more slots than fit into one word of bits', () => {
  for (const [name, rules] of Object.entries(RULES)) {
    it.each([32, 64, 70])(`${name}: %i slots as in the model`, async (slots) => {
      expect(await play(rules, slots, slots)).toBeGreaterThan(20)
    })
  }
})
