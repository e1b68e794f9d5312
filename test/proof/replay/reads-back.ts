import { deepStrictEqual } from 'node:assert/strict'
import { type OpdEvent, OpdScheduler, type Rules } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { modelUnder } from '../model/model-suite'
import { PRESET_COMPOSITIONS } from '../model/preset-compositions'
import { storeOf } from './golden-day'
import { hostileRules } from './hostile'

/** Returns a scheduler that has only these events, as text. */
export async function reopened(
  events: readonly OpdEvent[],
  asOf: number,
  rules: Rules,
  timeZone: string,
): Promise<{ store: Store; opd: OpdScheduler }> {
  const store = await storeOf(JSON.parse(JSON.stringify(events)))
  return { store, opd: new OpdScheduler({ timeZone, store, rules, clock: () => asOf }) }
}

/** Checks that logs of random days under a preset give the same answers under rules that throw at every question. */
export function readsBack(
  preset: string,
  rules: Rules,
  options: { runs: number; seed?: number | undefined; note: (what: string) => void },
): Promise<void> {
  return modelUnder(rules, PRESET_COMPOSITIONS[preset]!, {
    ...options,
    after: async ({ opd, store, now }) => {
      const events = (await store.read(0, 100_000)).map((entry) => entry.event)
      const other = await reopened(events, now, hostileRules(rules.priority.at), 'Asia/Kolkata')
      for (const { id } of await opd.sessions()) {
        const session = (await opd.session(id))!
        deepStrictEqual(await other.opd.session(id), session)
        for (const token of session.tokens)
          deepStrictEqual(await other.opd.history(token.id), await opd.history(token.id))
      }
      deepStrictEqual(await other.opd.stats(), await opd.stats())
      deepStrictEqual(
        (await other.store.read(0, 100_000)).map((entry) => entry.event),
        events,
      )
    },
  })
}
