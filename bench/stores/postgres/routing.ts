import { createHash } from 'node:crypto'
import { doctorId } from './orders'

/**
 * The process to which a load balancer sends a doctor's commands: a consistent hash (highest random weight), so that if a
 * process goes, only its doctors are sent elsewhere.
 */
export function processOf(doctor: number, processes: number): number {
  const weights = Array.from({ length: processes }, (_, index) => weightOf(`${doctorId(doctor)} ${index}`))
  return weights.indexOf(Math.max(...weights))
}

function weightOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE()
}
