/** Waits up to a fifth of a second, longer with every attempt and with full jitter: processes that met once do not meet again. */
export function backOff(attempt: number): Promise<void> {
  const longest = Math.min(200, 2 ** attempt)
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest)
  })
}
