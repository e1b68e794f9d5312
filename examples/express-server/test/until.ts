import { inspect } from 'node:util'

const POLL_MS = 10
/** No machine is so busy that something which goes on looks the same for so long. */
const PATIENCE_MS = 60_000

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>

/**
 * Looks again and again until something truthy is seen, or something that `suffices`, and returns it. That may take as long as it needs,
 * while what is seen changes: only after a minute without a change, or without an answer, `until` gives up, and says what it waited for
 * and what it saw last. So look at nothing that changes for ever, such as a date. What `look` throws is thrown at once: a process that
 * has ended is a reason to wait no longer.
 */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<Truthy<T>>
export async function until<T>(what: string, look: () => T | Promise<T>, suffices: (seen: T) => boolean): Promise<T>
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  suffices: (seen: T) => boolean = Boolean,
): Promise<T> {
  let last: string | undefined
  let changedAt = performance.now()
  for (;;) {
    const seen = await inTime(look(), () => inVain(what, 'The last look had no answer', last))
    if (suffices(seen)) return seen
    const now = inspect(seen, { breakLength: Number.POSITIVE_INFINITY })
    if (now !== last) changedAt = performance.now()
    else if (performance.now() - changedAt >= PATIENCE_MS) throw inVain(what, 'Nothing changed', last)
    last = now
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** Rejects if there is no answer in time: a connection may hang. */
async function inTime<T>(asked: T | Promise<T>, late: () => Error): Promise<T> {
  if (!(asked instanceof Promise)) return asked
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), PATIENCE_MS)
  })
  return Promise.race([asked, silence]).finally(() => clearTimeout(timer))
}

const inVain = (what: string, why: string, last = 'nothing') =>
  new Error(`Waited in vain for ${what}. ${why} for a minute. Seen last: ${last}.`)
