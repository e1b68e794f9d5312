import { serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import type { Fact } from '../../src/core/fact'
import { evolve } from '../../src/core/state/evolve'
import { PRESETS } from '../scheduler/clinic'
import { clinicOf } from '../support/clinic-of'
import { commandFor, HOUR, openAtRandom } from '../support/random-commands'
import { random } from '../support/seed'

describe('decide', () => {
  for (const [name, preset] of Object.entries(PRESETS)) {
    it(`under ${name} changes nothing, returns the same twice, and its facts fold to one state`, () => {
      const rules = preset()
      let facts = 0
      for (let day = 0; day < 25; day++) {
        const next = random(day)
        const session = openAtRandom(rules, next)
        const other = session.draft()
        let at = HOUR * (5 + next(4))
        for (let n = 0; n < 60; n++) {
          at += next(4) * 60_000
          const { command } = commandFor(next, at, [session])
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
