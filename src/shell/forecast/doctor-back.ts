import type { Session } from '../../core/state/session'

/** Returns this time, or when the doctor is back if the doctor is away then. */
export function doctorBackAt({ starts, ends, blocked }: Session, at: number): number {
  let back = at
  for (let slot = 0; slot < blocked.length; slot++)
    if (blocked[slot] && starts[slot]! <= back && back < ends[slot]!) back = ends[slot]!
  return back
}
