/** Reasons for refusals in words that follow a count: `38 because the slot was full`. */
const WORDS: Readonly<Record<string, string>> = {
  'slot-full': 'the slot was full',
  'no-capacity': 'no seat was left',
  'bump-failed': 'no lower patient could be moved',
  'quota-exhausted': 'the seats for that class were used up',
  'slot-blocked': 'the doctor was away',
  'slot-past': 'the slot was over',
  'session-closed': 'the doctor’s day was closed',
  'duplicate-token': 'the patient had a booking already',
  'standby-waits': 'patients with a seat were there to be called first',
  'queue-empty': 'nobody was there to be called',
  'hold-expired': 'the time to confirm was over',
  'invalid-transition': 'the step did not fit',
  'unknown-source': 'the rules do not know the class',
}

/** Refusals for these reasons turn a patient away; the others answer a mistake, such as a second booking. */
const LACKING: readonly string[] = [
  'slot-full',
  'no-capacity',
  'bump-failed',
  'quota-exhausted',
  'slot-blocked',
  'slot-past',
  'session-closed',
]

/** Returns how many of these refusals, by code, were for lack of a seat. */
export function lackOfSeats(byCode: Readonly<Record<string, number>>): number {
  return LACKING.reduce((sum, code) => sum + (byCode[code] ?? 0), 0)
}

/** Adds up these refusals by code, without those for lack of a seat. */
export function otherThanLack(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const [code, times] of all.flatMap((each) => Object.entries(each)))
    if (!LACKING.includes(code)) sum[code] = (sum[code] ?? 0) + times
  return sum
}

/** Such as `38 because the slot was full, 3 because the patient had a booking already`; a code without words stays a code. */
export function becauseOf(byCode: Readonly<Record<string, number>>): string {
  return Object.entries(byCode)
    .map(([code, times]) => `${times} because ${WORDS[code] ?? `of ${code}`}`)
    .join(', ')
}
