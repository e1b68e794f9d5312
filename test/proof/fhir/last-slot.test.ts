import fc from 'fast-check'
import { bumpByClass, privateClinic, standard, type TokenEvent } from 'opd-scheduler'
import { arbitraries, runDay } from 'opd-scheduler/testing'
import { expect, it } from 'vitest'
import { Reached } from '../../support/reached'

const SEED = Number(process.env.SEED ?? 7)
const { day } = arbitraries(fc)

/** The last slot of a token by its events, from the latest back. */
function lastSlotOf(events: readonly TokenEvent[]): string | null {
  for (const { from, to, waitsFor } of events.toReversed()) {
    if (to !== null) return to
    if (from !== null) return from
    if (waitsFor === null) return null
  }
  return null
}

it('a token tells the slot of its last seat on random days with bumps, offers, leaves and standby', async () => {
  const reached = new Reached()
  for (const rules of [standard(), bumpByClass(), privateClinic()])
    for (const each of fc.sample(day({ steps: 60 }), { numRuns: 70, seed: SEED })) {
      const told = new Map<string, TokenEvent[]>()
      await runDay(each, rules, {
        after({ changes }) {
          for (const { events, after } of changes) {
            for (const event of events)
              if ('tokenId' in event) told.set(event.tokenId, [...(told.get(event.tokenId) ?? []), event])
            for (const { id, status, standby, slotId, lastSlotId } of after.tokens) {
              expect(lastSlotId, `seed ${SEED}: ${id} is ${status}`).toBe(lastSlotOf(told.get(id) ?? []))
              if (slotId === null) reached.note(`${status} ${lastSlotId === null ? 'without' : 'with'} a last slot`)
              if (standby && status === 'called') reached.note('called from standby')
            }
          }
        },
      })
    }
  const cases = ['waitlisted with', 'waitlisted without', 'no-show with', 'cancelled with', 'cancelled without']
  expect(reached.missing([...cases.map((each) => `${each} a last slot`), 'called from standby'])).toEqual([])
})
