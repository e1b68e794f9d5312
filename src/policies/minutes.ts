/** Refuses NaN and negative minutes: a comparison with NaN would switch the rule off silently. */
export function checkMinutes(what: string, minutes: number | undefined): void {
  if (minutes === undefined || minutes >= 0) return
  throw new RangeError(`${what} is ${minutes}. Give minutes from 0 on, or leave it out.`)
}
