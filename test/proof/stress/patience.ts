/** How often the progress is looked at. */
const LOOK_MS = 500
/** Looks without progress, a minute of them, after which nothing is expected any more. Not a time: this machine may have slept. */
const PATIENCE = 120

/** Waits for something as long as a measure of its progress changes. Returns whether it came. */
export async function whileItMoves(awaited: Promise<unknown>, progress: () => number): Promise<boolean> {
  const came = awaited.then(() => true)
  let last = progress()
  for (let still = 0; still < PATIENCE; still++) {
    let timer: NodeJS.Timeout | undefined
    const later = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, LOOK_MS, false)
    })
    const isHere = await Promise.race([came, later])
    clearTimeout(timer)
    if (isHere) return true
    const now = progress()
    if (now !== last) still = -1
    last = now
  }
  return false
}
