import type { TokenEvent } from 'opd-scheduler'
import type { TokenEventType } from 'opd-scheduler/store'

type Field = 'from' | 'to' | 'waitsFor' | 'by' | 'strategy' | 'request' | 'until' | 'sitsOut' | 'replacedBy'

interface Promised {
  /** Fields that are never null. */
  readonly has: readonly Field[]
  /** Fields that are always null. */
  readonly lacks: readonly Field[]
}

const GONE: readonly Field[] = ['to', 'waitsFor']

/** What the types of events promise, as data: a cast in the engine hides from the compiler whether it keeps the promise. */
const PROMISED: Readonly<Partial<Record<TokenEventType, Promised>>> = {
  'token.confirmed': { has: ['to'], lacks: ['waitsFor'] },
  'token.waitlisted': { has: ['waitsFor', 'request'], lacks: ['to'] },
  'token.held': { has: ['to', 'until', 'request'], lacks: ['waitsFor'] },
  'token.offered': { has: ['to', 'until'], lacks: ['from', 'waitsFor'] },
  'token.bumped': { has: ['from', 'by', 'strategy'], lacks: [] },
  'token.moved': { has: [], lacks: ['by'] },
  'token.promoted': { has: ['to'], lacks: ['waitsFor'] },
  'token.dropped': { has: [], lacks: GONE },
  'token.cancelled': { has: [], lacks: GONE },
  'token.rescheduled': { has: ['replacedBy'], lacks: GONE },
  'token.expired': { has: ['from'], lacks: GONE },
  'token.checked-in': { has: ['to'], lacks: ['waitsFor'] },
  'token.stood-by': { has: ['waitsFor'], lacks: ['to'] },
  'token.called': { has: [], lacks: ['waitsFor'] },
  'token.skipped': { has: ['sitsOut'], lacks: [] },
  'token.started': { has: [], lacks: ['waitsFor'] },
  'token.left': { has: [], lacks: GONE },
  'token.no-show': { has: [], lacks: GONE },
  'token.reclassified': { has: ['request'], lacks: [] },
}

/** Each promise that the event breaks, in words. */
export function brokenPromises(event: TokenEvent): string[] {
  const { has, lacks } = PROMISED[event.type] ?? { has: [], lacks: [] }
  const isMissing = (field: Field): boolean => (event[field] ?? null) === null
  const day = event.sessionId.slice(-10)
  return [
    ...has.filter(isMissing).map((field) => `${event.type} has no ${field}`),
    ...lacks.filter((field) => !isMissing(field)).map((field) => `${event.type} has ${field}`),
    ...(event.date === day ? [] : [`${event.type} has the date ${event.date}`]),
    ...timesOf(event.from, event.fromSlot, `${event.type}: from`),
    ...timesOf(event.to, event.toSlot, `${event.type}: to`),
    ...timesOf(event.waitsFor?.slotId ?? null, event.waitsFor?.slot ?? null, `${event.type}: waitsFor`),
    ...timesOf(event.request?.wantedSlotId ?? null, event.request?.wantedSlot ?? null, `${event.type}: request`),
  ]
}

/** The times of a slot must be there if, and only if, its id is, and begin when the id says. */
function timesOf(slotId: string | null, times: { readonly start: string } | null, where: string): string[] {
  const expected = slotId === null ? null : `${slotId.slice(-4, -2)}:${slotId.slice(-2)}`
  return (times?.start ?? null) === expected ? [] : [`${where} is ${slotId}, with the start ${times?.start}`]
}
