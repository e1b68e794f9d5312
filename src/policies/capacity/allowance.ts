/** A number of seats, or a share of the base capacity such as `'20%'`, rounded down. */
export type SeatAllowance = number | `${number}%`

/** The seats that an allowance makes of a base capacity; throws a RangeError for what is none. */
export function allowance(seats: SeatAllowance, name: string): (base: number) => number {
  const text = String(seats)
  const isShare = text.endsWith('%')
  const amount = isShare && text !== '%' ? Number(text.slice(0, -1)) : seats
  if (typeof amount !== 'number' || !(isShare ? Number.isFinite(amount) : Number.isInteger(amount)) || amount < 0) {
    throw new RangeError(`${name} is ${text}. Maybe give a whole number of seats, or a share such as '20%'.`)
  }
  return isShare ? (base) => Math.floor((base * amount) / 100) : () => amount
}
