import type { CoreDelay } from '../command'
import { type Decision, Refusal } from '../decision'
import { delayed } from '../session-facts'
import type { View } from './view'

/** The slots from one on take place so much later than planned, also if the session gives no more seats. */
export function delay(view: View, { from, by }: CoreDelay): Decision {
  const { session, now, current } = view
  const index = from < 0 ? current : from
  if (index >= view.slots || session.ends[index]! <= now)
    return new Refusal('slot-past', Math.min(index, view.slots - 1))
  const before = session.shapes().slice(index)
  const slots = before.map((shape) => {
    const later = shape.planned + by - shape.start
    return { ...shape, start: shape.start + later, end: shape.end + later, opensAt: shape.opensAt + later }
  })
  if (slots.every(({ start }, n) => start === before[n]!.start)) return []
  const endBefore = session.ends[index - 1] ?? 0
  if (endBefore > slots[0]!.start) return new Refusal('slot-overlap', index - 1)
  return [delayed(view, { slots, index, overflowLimit: session.overflowLimit })]
}
