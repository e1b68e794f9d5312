import type { CommandResult, Move } from '../api/results'
import type { QueueView, SessionView, TokenView } from '../api/views'
import type { Column } from './read-scenario'

/** Results and state after a step. */
export interface Scene {
  readonly results: readonly CommandResult[]
  /** By doctor. */
  readonly sessions: ReadonlyMap<string, SessionView>
  /** By doctor. */
  readonly queues: ReadonlyMap<string, QueueView>
  /** Ids by name. */
  readonly tokenIds: ReadonlyMap<string, string>
}

/** Returns the text of a cell, with the details and the order of the expected text. */
export function showCell(column: Column, expected: string, scene: Scene): string {
  switch (column.shows) {
    case 'result': {
      const all = scene.results.map((result) => resultText(result, expected))
      return all.find((text) => text !== expected) ?? all[0] ?? ''
    }
    case 'moves': {
      const moves = scene.results.flatMap((result) => result.moves.map((move) => moveText(move, scene)))
      return inOrderOf(expected, moves)
    }
    case 'slot':
    case 'waiting': {
      const { tokens = [], slots = [] } = scene.sessions.get(column.doctor) ?? {}
      const slotId = slots.find((slot) => slot.start === column.start)?.id
      const isHere = (token: TokenView): boolean =>
        column.shows === 'slot'
          ? token.slotId !== null && token.slotId === slotId
          : token.waitsFor !== null && (column.start === undefined || token.waitsFor.slotId === slotId)
      const here = tokens.filter(isHere).sort((a, b) => a.rank - b.rank || a.sequence - b.sequence)
      return here.map((token) => `${nameOf(token.id, scene)}${markOf(token)}`).join(' ')
    }
    case 'queue': {
      const { called = [], present = [] } = scene.queues.get(column.doctor) ?? {}
      const calls = called.map(({ tokenId }) => `${nameOf(tokenId, scene)}/called`)
      const waiting = present.map((each) => `${nameOf(each.tokenId, scene)}${each.slotId === null ? '/standby' : ''}`)
      return [...calls, ...waiting].join(' ')
    }
    default:
      return column satisfies never
  }
}

function moveText({ tokenId, to, status, cause }: Move, scene: Scene): string {
  const name = nameOf(tokenId, scene)
  if (to !== null) return `${name} ${status === 'offered' ? 'offered' : 'to'} ${to.slice(-4, -2)}:${to.slice(-2)}`
  if (LEAVES.includes(status)) return `${name} ${status}`
  return status === 'waitlisted' ? `${name} waits` : `${name} dropped ${cause}`
}

/** Statuses of tokens that left, other than dropped. */
const LEAVES: readonly string[] = ['expired', 'no-show', 'rescheduled']

/** The name of a token in the text. One that has none, because the hospital moved the patient, has the name of the token that it replaces. */
function nameOf(tokenId: string, scene: Scene): string {
  for (const [name, id] of scene.tokenIds) if (id === tokenId) return name
  for (const { tokens } of scene.sessions.values())
    for (const { id, replaces } of tokens) if (id === tokenId && replaces !== null) return nameOf(replaces, scene)
  return tokenId
}

const MARKS: Readonly<Record<string, string>> = {
  held: '/held',
  offered: '/offered',
  'checked-in': '/in',
  called: '/called',
  'in-consultation': '/now',
  completed: '/done',
}

function markOf({ status, standby }: TokenView): string {
  return standby && status === 'waitlisted' ? '/in' : (MARKS[status] ?? '')
}

/** Returns a result with the details of the expected text. */
function resultText(result: CommandResult, expected: string): string {
  if (result.status === 'rejected') return `refused ${result.code}`
  const { position, plannedTime } = 'token' in result ? result.token : { position: null, plannedTime: null }
  const details = expected.split(' ').slice(1)
  const shown = details.flatMap((word) => {
    if (word.startsWith('#')) return position === null ? [] : [`#${position}`]
    return plannedTime === null ? [] : [plannedTime.slice(11, 16)]
  })
  return [result.status, ...shown].join(' ')
}

/** Sorts moves as in the expected text, whose order is free. */
function inOrderOf(expected: string, moves: readonly string[]): string {
  const place = (move: string): number => `${expected},`.indexOf(`${move},`) >>> 0
  return moves.toSorted((a, b) => place(a) - place(b)).join(', ')
}
