import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Move, presets, type TokenView } from 'opd-scheduler'
import { readReplay } from '../../examples/day-simulation/src/replay/replay-file'
import { letterOf } from '../../examples/day-simulation/src/report/classes'
import { timeOf } from '../../examples/day-simulation/src/report/shown'
import { Desk } from '../../examples/day-simulation/src/run/desk'
import { DATA } from './run-simulation'

/** Runs a file of the example under the rules that it names. */
export async function played(file: string) {
  const {
    timeZone,
    rules = 'standard',
    commands,
  } = await readReplay(readFileSync(join(DATA, file), 'utf8'), presets.standard(), new Map())
  const desk = new Desk(timeZone, presets[rules]())
  const moves: string[] = []
  const refused: string[] = []
  const labels = new Map<string, string>()
  const label = (tokenId: string): string => labels.get(tokenId)!
  for (const given of commands) {
    const result = await desk.execute(given)
    if (result.status === 'rejected') refused.push(`${Reflect.get(given.command, 'patientId')} ${result.code}`)
    if ('token' in result) labels.set(result.token.id, `${result.token.number}${letterOf(result.token.source)}`)
    moves.push(...result.moves.map((move) => moveOf(move, label)))
  }
  const sessions = await Promise.all((await desk.opd.sessions()).map(async ({ id }) => (await desk.opd.session(id))!))
  const tokens = sessions.flatMap((session) => session.tokens)
  const byPlace = (tokens: readonly TokenView[], place: (token: TokenView) => string | null | undefined) => {
    const places: Record<string, string> = {}
    for (const token of tokens.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))) {
      const slotId = place(token)
      if (slotId == null) continue
      const key = `${token.doctorId} ${timeOf(slotId)}`
      const about = token.plannedTime === null ? '' : ` ${token.plannedTime.slice(11, 16)}`
      places[key] = [...(key in places ? [places[key]] : []), `${label(token.id)}${about}`].join(', ')
    }
    return places
  }
  return {
    rules,
    desk,
    sessions,
    tokens,
    /** Unfinished tokens of each slot in line, with their planned times. */
    seats: byPlace(tokens, ({ slotId, position }) => (position === null ? null : slotId)),
    /** Waiting lists in order. */
    waiting: byPlace(tokens, ({ waitsFor }) => waitsFor?.slotId),
    moves,
    refused,
  }
}

function moveOf({ tokenId, from, to, status, cause, by }: Move, label: (tokenId: string) => string): string {
  const place = (slotId: string | null, otherwise: string) => (slotId === null ? otherwise : timeOf(slotId))
  return `${label(tokenId)} ${place(from, 'waiting')} → ${place(to, status)}, ${cause}${by === null ? '' : ` by ${label(by.tokenId)}`}`
}
