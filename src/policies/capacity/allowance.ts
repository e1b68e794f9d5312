import { shown } from '../../core/rules/shown'

/** A number of seats, or a share of the base capacity such as `'20%'`, rounded down. */
export type SeatAllowance = number | `${number}%`

/** Returns a function that gives the seats for a base capacity. Throws a RangeError that begins with `name` for a bad one. */
export function allowance(seats: SeatAllowance, name: string): (base: number) => number {
  const text = String(seats)
  const isShare = text.endsWith('%')
  const amount = isShare && text !== '%' ? Number(text.slice(0, -1)) : seats
  if (typeof amount !== 'number' || !(isShare ? Number.isFinite(amount) : Number.isInteger(amount)) || amount < 0) {
    throw new RangeError(`${name} is ${shown(seats)}. Give a whole number of seats, or a share such as '20%'.`)
  }
  return isShare ? (base) => Math.floor((base * amount) / 100) : () => amount
}
