import { checkCommands, checkOrder } from './commands'
import { checkLog } from './commits'
import type { History, Violation } from './history'
import { checkKeys } from './keys'
import { checkPlaces } from './places'
import { checkQueries, checkSubscribers } from './readers'
import { checkRefusals } from './refusals'

/** Returns the violations in a history, judged only by events and journals, without code of the engine or of an adapter. */
export function check(history: History): Violation[] {
  return [
    ...checkLog(history),
    ...checkCommands(history),
    ...checkPlaces(history),
    ...checkKeys(history),
    ...checkOrder(history),
    ...checkRefusals(history),
    ...checkQueries(history),
    ...checkSubscribers(history),
    ...history.broken.map((message): Violation => ({ rule: 'broken', message })),
  ]
}
