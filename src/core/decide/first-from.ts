/** Index of the first time that is later than `now`. */
export function firstAfter(times: readonly number[], now: number): number {
  return firstFrom(times, now + 1)
}

/** Index of the first time that is not before `limit`. */
export function firstFrom(times: readonly number[], limit: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
