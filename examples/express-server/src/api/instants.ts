/** Fields of the library's answers and events that are epoch milliseconds. The API shows them as RFC 3339 texts. */
export const INSTANTS = [
  'at',
  'asOf',
  'checkedInAt',
  'createdAt',
  'endsAt',
  'expiresAt',
  'opensAt',
  'plannedAt',
  'startsAt',
  'until',
  'updatedAt',
] as const

type TextOf<T> = T extends number ? string : T

/** A value of the library as the API shows it: its instants are texts, so a number cannot slip out. */
export type Shown<T> = T extends readonly (infer Each)[]
  ? readonly Shown<Each>[]
  : T extends object
    ? { readonly [Key in keyof T]: Key extends (typeof INSTANTS)[number] ? TextOf<T[Key]> : Shown<T[Key]> }
    : T

/** Converts the instants in a value to texts such as `2026-01-30T09:20:00+05:30`. */
export type Show = <T>(value: T) => Shown<T>

const NAMES: ReadonlySet<string> = new Set(INSTANTS)

/** Returns the conversion for a time zone. */
export function showIn(timeZone: string): Show {
  const textAt = textsIn(timeZone)
  const show = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(show)
    // A copy whose fields are overwritten is made faster than one that gets its fields one by one.
    const shown: Record<string, unknown> = { ...value }
    for (const name in shown) {
      const each = shown[name]
      if (typeof each === 'number') {
        if (NAMES.has(name)) shown[name] = textAt(each)
      } else if (typeof each === 'object' && each !== null && name !== 'attributes') {
        // A hospital names its own attributes, perhaps like one of these fields.
        shown[name] = show(each)
      }
    }
    return shown
  }
  return show as Show
}

const QUARTER_MS = 900_000
const MOST_OFFSETS = 10_000
/** More than the times of a day at a hospital of 60 doctors, about 4 MB. */
const MOST_TEXTS = 50_000

function textsIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  // Intl is slow, and clocks change only at a quarter of an hour.
  const offsets = new Map<number, { readonly ms: number; readonly text: string }>()
  const offsetAt = (at: number) => {
    const quarter = Math.floor(at / QUARTER_MS)
    const known = offsets.get(quarter)
    if (known !== undefined) return known
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign = '+', hours = '00', minutes = '00'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
    const ms = (sign === '-' ? -60_000 : 60_000) * (Number(hours) * 60 + Number(minutes))
    const offset = { ms, text: `${sign}${hours}:${minutes}` }
    if (offsets.size >= MOST_OFFSETS) offsets.clear()
    offsets.set(quarter, offset)
    return offset
  }
  // Screens ask for the same times again and again.
  const texts = new Map<number, string>()
  return (at) => {
    const known = texts.get(at)
    if (known !== undefined) return known
    const { ms, text: offset } = offsetAt(at)
    const text = `${new Date(at + ms).toISOString().slice(0, -1).replace('.000', '')}${offset}`
    if (texts.size >= MOST_TEXTS) texts.clear()
    texts.set(at, text)
    return text
  }
}
