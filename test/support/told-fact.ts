import { type Fact, NOWHERE, WAITING } from '../../src/core/fact'
import { acceptsOf, awaitedSlot } from '../../src/core/state/lanes'
import type { Session } from '../../src/core/state/session'

/** Epoch milliseconds of a time on the day of the core's tests. */
export function clockAt(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000
}

export function timeOf(at: number): string {
  const minutes = Math.floor(at / 60_000)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/**
 * A fact in words, before it is folded: `token.bumped t2 10:00→11:00 by t5 (outranked, cascade)`. A fact of the second day begins
 * with `day 2`, `waits 10:00` is for that slot alone and `waits 10:00+` for it or a later one.
 */
export function toldFact(fact: Fact, days: readonly Session[]): string {
  const { type, session, layout, token, by, cause, strategy, intake, until, rank } = fact
  const day = days[session]!
  const words: string[] = session === 0 ? [type] : ['day 2', type]
  if (layout !== null) words.push(layout.slots.map(({ start, base }) => `${timeOf(start)} x${base}`).join(', '))
  else if (type.startsWith('slot.')) words.push(timeOf(day.planned[fact.to]!))
  if (token >= 0) words.push(`t${token + 1}`, way(fact, day))
  if (intake !== null) words.push(`as ${intake.source} of rank ${rank}`)
  if (type === 'token.skipped') words.push(`sits out ${until}`)
  else if (until > 0) words.push(`until ${timeOf(until)}`)
  if (by >= 0) words.push(`by t${by + 1}`)
  words.push(strategy === '' ? `(${cause})` : `(${cause}, ${strategy})`)
  return words.join(' ')
}

/** The place left and the place taken; one of them if the token stays. */
function way({ from, to, list }: Fact, day: Session): string {
  const goal = to === WAITING ? waiting(list, day) : slot(to, day)
  if (from === to && from === NOWHERE) return 'no seat'
  if (from === to) return from === WAITING ? waiting(list, day) : slot(from, day)
  return `${from === WAITING ? 'waiting' : slot(from, day)}→${goal}`
}

function slot(index: number, day: Session): string {
  return index === NOWHERE ? '' : timeOf(day.planned[index]!)
}

function waiting(list: number, day: Session): string {
  const accepts = acceptsOf(list, day.slots)
  if (accepts === 'any') return 'waits'
  return `waits ${timeOf(day.planned[awaitedSlot(list, day.slots)]!)}${accepts === 'onward' ? '+' : ''}`
}
