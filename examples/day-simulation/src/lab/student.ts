const known = new Map<number, number>()

/**
 * Returns the half width of a 95 % interval in standard errors: the value that Student's t with so many degrees of freedom, a whole
 * number from 1 on, exceeds in absolute value with a probability of 5 %.
 */
export function student95(freedom: number): number {
  const before = known.get(freedom)
  if (before !== undefined) return before
  // The probability rises with the angle, so it is enough to halve the range until nothing lies between.
  let low = 0
  let high = Math.PI / 2
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (within(middle, freedom) < 0.95) low = middle
    else high = middle
  }
  const value = Math.tan(low) * Math.sqrt(freedom)
  known.set(freedom, value)
  return value
}

/**
 * The probability that |T| is at most tan(angle) * sqrt(freedom): the finite sums 26.7.3 and 26.7.4 of Abramowitz and Stegun, "Handbook of
 * Mathematical Functions", which are exact for whole degrees of freedom.
 */
function within(angle: number, freedom: number): number {
  const cosine = Math.cos(angle)
  const isOdd = freedom % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = 0
  for (let power = isOdd ? 1 : 0; power <= freedom - 2; power += 2) {
    sum += term
    term *= (cosine * cosine * (power + 1)) / (power + 2)
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
}
