import { BUMPABLE, SPENT } from './lanes'
import type { Session } from './session'

/** The first slot in which a patient who has a seat may still come, or the number of slots. */
export function firstAwaited({ lanes, slots }: Session): number {
  let first = slots
  for (let lane = 0; lane < lanes.count; lane++)
    for (let kind = BUMPABLE; kind <= SPENT; kind++) first = lanes.next(lane, kind, 0, first)
  return first
}

/** Whether a patient who has a seat may still come. */
export function isAwaited(session: Session): boolean {
  return firstAwaited(session) < session.slots
}
