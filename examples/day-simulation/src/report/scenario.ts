import type { Trouble } from '../day/trouble'
import { aftermathOf } from '../run/aftermath'
import type { Outcome } from '../run/run'
import type { WallClock } from '../run/wall-clock'
import { sortedMoves } from './plan-table'
import type { ScenarioSummary } from './summary'

/** Summarises a day that went wrong, with the days that might have been, by name. */
export async function scenarioSummary(
  { name, doctor, substitute }: Trouble,
  outcome: Outcome,
  others: ReadonlyMap<string, Outcome>,
  clock: WallClock,
): Promise<ScenarioSummary> {
  const doctorIds = [doctor.id, ...(substitute === undefined ? [] : [substitute.doctor.id])]
  const notTold = others.get('notTold')
  return {
    name,
    doctor: doctor.name,
    plans: outcome.planned.map(({ given, plan }) => {
      const { seated, waiting, toCall } = sortedMoves(plan.moves)
      return {
        op: given.command.op,
        at: clock.textAt(given.at),
        moved: seated.length,
        waiting: waiting.length,
        toCall: toCall.length,
      }
    }),
    asPlanned: await aftermathOf(others.get('asPlanned')!, doctorIds),
    ...(notTold && { notTold: await aftermathOf(notTold, doctorIds) }),
    told: await aftermathOf(outcome, doctorIds),
  }
}
