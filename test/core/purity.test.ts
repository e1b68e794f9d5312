import { serialize } from 'node:v8'
import type { Rules } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { type CoreCommand, PLAINLY } from '../../src/core/command'
import { decide } from '../../src/core/decide/decide'
import { openSession } from '../../src/core/decide/roster'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import { Session } from '../../src/core/state/session'
import { PATIENT } from '../../src/core/state/tokens'
import { PRESETS } from '../scheduler/clinic'
import { clinicOf } from '../support/clinic-of'
import { random } from '../support/seed'

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']
const STEPS = [
  'cancel',
  'cancel',
  'confirm',
  'noShow',
  'checkIn',
  'call',
  'skip',
  'start',
  'complete',
  'leaveUnseen',
  'undo',
] as const
const HOUR = 3_600_000

function commandFor(next: (below: number) => number, session: Session, at: number): CoreCommand {
  const kind = next(20)
  const { count } = session.tokens
  if (kind < 11 || count === 0) {
    const patients = [next(session.tokens.latestOf.length + 1)]
    const manner = { ...PLAINLY, holdMinutes: next(5) === 0 ? 30 : 0 }
    return { op: 'book', at, patients, slot: next(4) - 1, request: { source: SOURCES[next(5)]! }, more: false, manner }
  }
  const token = next(count)
  const request = { source: session.tokens.sources[token]! }
  const actor = 'nurse'
  if (kind < 15) return { op: STEPS[next(STEPS.length)]!, at, token }
  if (kind === 15) return next(3) > 0 ? { op: 'callNext', at } : { op: 'sweepSession', at }
  if (kind === 16) {
    const patient = session.tokens.get(token, PATIENT)
    if (next(2) === 0) return { op: 'reschedule', at, token, patient, slot: next(4) - 1, request, actor }
    return { op: 'reinstate', at, token, request, override: next(2) === 0, actor }
  }
  if (kind === 17)
    return { op: 'reclassify', override: false, actor: undefined, at, token, request: { source: SOURCES[next(5)]! } }
  if (kind === 18)
    return { op: 'resizeSlot', at, slot: next(session.slots), capacity: next(4), displace: next(2) === 0 }
  const start = (5 + next(9)) * HOUR
  return { op: 'addSlots', at, slots: [{ start, end: start + HOUR / 2, base: 1 }] }
}

function opened(rules: Rules, next: (below: number) => number): Session {
  const slots = [9, 10, 11].map((hour) => ({ start: hour * HOUR, end: (hour + 1) * HOUR, base: next(4) }))
  const facts = openSession({ op: 'openSession', at: 0, slots }, rules) as readonly Fact[]
  return new Session(facts[0]!.layout!)
}

describe('decide', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name} changes nothing, returns the same twice, and its facts fold to one state`, () => {
      const rules = preset()
      let facts = 0
      for (let day = 0; day < 25; day++) {
        const next = random(day)
        const session = opened(rules, next)
        const other = session.draft()
        let at = HOUR * (5 + next(4))
        for (let n = 0; n < 60; n++) {
          at += next(4) * 60_000
          const command = commandFor(next, session, at)
          const before = serialize(session)
          const decision = decide([clinicOf(session, rules)], command)
          expect(decide([clinicOf(session, rules)], command)).toEqual(decision)
          expect(serialize(session).equals(before), `day ${day}, ${command.op}`).toBe(true)
          if (!Array.isArray(decision)) continue
          for (const fact of decision as readonly Fact[]) {
            evolve(session, fact)
            evolve(other, fact)
            facts++
          }
          expect(other, `day ${day}, ${command.op}`).toEqual(session)
        }
      }
      expect(facts).toBeGreaterThan(400)
    })
  }
})
