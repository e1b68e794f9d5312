/** The answer, or an error when it takes too long. */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // A timer may be a little early; whoever looks at the time afterwards finds it over.
    const timer = setTimeout(() => reject(new Error(`no answer within ${Math.round(ms)} ms`)), Math.max(0, ms) + 2)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
