import type { TokenAttributes } from '../core/rules/rules'

/** What a random step may be about, the simplest first. Those that a clinic sees more often are listed more often. */
export const KINDS = [
  ...times(30, 'book'),
  ...times(2, 'book the day'),
  ...times(8, 'visit'),
  ...times(2, 'cancel'),
  ...times(2, 'hold'),
  'no-show',
  'undo',
  'become',
  'move',
  'call next',
  'book again',
  'override',
  'bump by hand',
  'sweep',
  'resize',
  'add',
  'block',
  'unblock',
  'delay',
  'close',
] as const

function times<Kind extends string>(count: number, kind: Kind): Kind[] {
  return Array.from({ length: count }, () => kind)
}

/** A random step before it is written: what is small is simple. */
export interface RawStep {
  readonly kind: (typeof KINDS)[number]
  /** Minutes that pass before it. */
  readonly minutes: number
  /** Number of the doctor, of the slot, of the booking class, and of the token or anything else, each to be divided. */
  readonly doctor: number
  readonly slot: number
  readonly source: number
  readonly pick: number
  /** Attributes of the request, as a scenario writes them. */
  readonly attributes: TokenAttributes
}

/** A doctor's slots, each of one hour. */
export interface Roster {
  readonly doctor: string
  readonly starts: readonly string[]
}

/** A token that was asked for, and how far its visit has come if no step was refused. */
interface Asked {
  readonly name: string
  phase: Phase
}

type Phase = 'held' | 'expected' | 'present' | 'called' | 'inside' | 'seen' | 'gone'

/** The usual next step of a visit, and what it leads to. */
const NEXT: Readonly<Record<Phase, readonly [string, Phase]>> = {
  held: ['confirms', 'expected'],
  expected: ['checks in', 'present'],
  present: ['is called', 'called'],
  called: ['starts', 'inside'],
  inside: ['completes', 'seen'],
  seen: ['checks in', 'present'],
  gone: ['is reinstated', 'expected'],
}

/** Another step of a visit, for one in four. */
const OTHER: Readonly<Record<Phase, readonly [string, Phase]>> = {
  ...NEXT,
  expected: ['starts', 'inside'],
  present: ['leaves', 'gone'],
  called: ['is skipped', 'present'],
}

/** Returns random steps in the words of a scenario. Tokens are named in order of asking: A, B, … Z, A2, B2, … */
export function writeSteps(
  raw: readonly RawStep[],
  rosters: readonly Roster[],
  sources: readonly string[],
  begin: number,
): string[] {
  const steps: string[] = []
  const asked: Asked[] = []
  let minute = begin

  function newName(phase: Phase): string {
    const round = Math.floor(asked.length / 26) + 1
    const name = `${String.fromCharCode(65 + (asked.length % 26))}${round > 1 ? round : ''}`
    asked.push({ name, phase })
    return name
  }

  function write(step: RawStep): string | undefined {
    const { pick } = step
    const { doctor, starts } = of(rosters, step.doctor)
    const start = of(starts, step.slot)
    const hour = `${start}-${later(start, 60)}`
    // The only doctor need not be named.
    const at = rosters.length === 1 ? '' : `${doctor} `
    const others = rosters.filter((each) => each.doctor !== doctor).map((each) => each.doctor)
    const whom = rosters.length > 1 && pick % 4 > 1 ? 'any ' : at
    const into = others.length > 0 && pick % 3 > 0 ? ` into ${others.join(' ')}` : ''
    const source = of(sources, step.source)
    const facts = Object.entries(step.attributes).map(([name, value]) => `${name}=${value}`)
    const having = facts.length === 0 ? '' : ` with ${facts.join(' ')}`
    const token = asked[pick % Math.max(1, asked.length)]
    /** A step of the token, if there is one. */
    const by = (words: string, phase?: Phase): string | undefined => {
      if (token === undefined) return undefined
      token.phase = phase ?? token.phase
      return `${token.name} ${words}`
    }
    switch (step.kind) {
      case 'book':
        return `${newName('expected')} books ${source} ${at}${start}${having}`
      case 'book the day':
        return `${newName('expected')} books ${source} ${whom}${pick % 3 === 0 ? 'now' : ''}`.trimEnd() + having
      case 'hold':
        return `${newName('held')} holds ${source} ${at}${start}${having} within 30 minutes`
      case 'book again':
        return token && `${newName('expected')} books ${source} ${at}${start} for p-${token.name}${having}`
      case 'override':
        return `${newName('expected')} books ${source} ${at}${start}${having} by override`
      case 'bump by hand':
        return token && `${newName('expected')} books ${source} ${at}${start}${having} in place of ${token.name}`
      case 'visit':
        return token && by(...(pick % 4 === 3 ? OTHER : NEXT)[token.phase])
      case 'cancel':
        return by('cancels', 'gone')
      case 'no-show':
        return by('no-show', 'gone')
      case 'undo':
        return by('is undone', 'expected')
      case 'become':
        return by(`becomes ${source}${having}`)
      case 'move': {
        const words = by(`moves to ${at}${start} as`, 'gone')
        return words && `${words} ${newName('expected')}`
      }
      case 'call next':
        return `call ${at}next`
      case 'sweep':
        return `sweep ${at}`.trimEnd()
      case 'resize':
        return `resize ${at}${start} to ${pick % 4}${pick % 3 === 0 ? ' displacing' : ''}`
      case 'add':
        return `add ${at}${later(start, 60)}-${later(start, 90)} x1`
      case 'block':
        return `block ${at}${hour}${into}`
      case 'unblock':
        return `unblock ${at}${pick % 2 === 0 ? '' : hour}`.trimEnd()
      case 'delay':
        return `delay ${at}${[10, 25, 70][pick % 3]}`
      case 'close':
        // A day that ends early has little left to try.
        return pick % 4 > 0 ? undefined : `close ${at}${into}`.replace(/ +/g, ' ').trimEnd()
      default:
        return step.kind satisfies never
    }
  }

  for (const step of raw) {
    const words = write(step)
    if (words === undefined) continue
    minute = Math.min(minute + step.minutes, LAST_MINUTE)
    if (step.minutes > 0) steps.push(`clock ${clockOf(minute)}`)
    steps.push(words)
  }
  return steps
}

/** Steps later than this would belong to the next day. */
const LAST_MINUTE = 23 * 60 + 59

/** Returns a wall-clock time, `HH:MM`, of minutes since midnight. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function later(start: string, minutes: number): string {
  return clockOf(Number(start.slice(0, 2)) * 60 + Number(start.slice(3)) + minutes)
}

function of<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}
