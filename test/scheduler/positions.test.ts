import type { TokenView } from 'opd-scheduler'
import { cascade, standard, waitlist } from 'opd-scheduler'
import type { WaitsFor } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { Reached } from '../support/reached'
import { random } from '../support/seed'
import { at, clinic, SESSION } from './clinic'

const STARTS = ['09:00', '10:00', '11:00', '12:00']
const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']
const OPS = ['cancel', 'checkIn', 'checkIn', 'call', 'call', 'call', 'start', 'complete', 'undo', 'skip'] as const

/** Returns the position by its definition, from every token. */
function counted(token: TokenView, tokens: readonly TokenView[]): number | null {
  if (token.position === null) return null
  const ahead = (other: TokenView) =>
    stage(other) - stage(token) || token.rank - other.rank || token.sequence - other.sequence
  const rivals = tokens.filter(
    (other) =>
      other.position !== null &&
      other.slotId === token.slotId &&
      (token.waitsFor === null || overlap(token.waitsFor, other.waitsFor!)),
  )
  return 1 + rivals.filter((other) => ahead(other) > 0).length
}

function stage({ status }: TokenView): number {
  return ['called', 'in-consultation'].indexOf(status)
}

/** Returns whether both accept a common slot. */
function overlap(a: WaitsFor, b: WaitsFor): boolean {
  return STARTS.some((_, slot) => takes(a, slot) && takes(b, slot))
}

function takes({ accepts, slotId }: WaitsFor, slot: number): boolean {
  const named = STARTS.findIndex((start) => slotId?.endsWith(start.replace(':', '')))
  return accepts === 'any' || slot === named || (accepts === 'onward' && slot > named)
}

describe('the position', () => {
  it('is one more than the number of tokens before, whatever they wait for', async () => {
    const next = random(1)
    const reached = new Reached()
    for (const per of ['slot', 'session', 'slot', 'session', 'slot', 'session'] as const) {
      const rules = { ...standard(), overflow: [cascade(), waitlist({ per })], displaced: [waitlist()] }
      const { opd, clock, book } = await clinic([3, 2, 4, 2], { rules })
      for (let turn = 0; turn < 180; turn++) {
        clock.now += next(4) * 60_000
        const tokens = (await opd.session(SESSION))!.tokens
        const op = next(3) > 0 ? 'book' : OPS[next(OPS.length)]!
        if (op !== 'book') await opd.execute({ op, tokenId: tokens[next(tokens.length)]?.id ?? `${SESSION}.t1` })
        else {
          const hold = next(8) === 0 ? { holdMinutes: 20 } : {}
          await book(`p${turn}`, SOURCES[next(5)]!, next(4) > 0 ? STARTS[next(4)] : undefined, hold)
        }
        const after = (await opd.session(SESSION))!.tokens
        for (const token of after) {
          reached.note(token.waitsFor?.accepts ?? token.status)
          expect(token.position, `${token.id} is ${token.status}`).toBe(counted(token, after))
        }
      }
      expect(clock.now).toBeLessThan(at('15:00'))
    }
    expect(reached.missing(['held', 'confirmed', 'checked-in', 'called', 'in-consultation', 'completed'])).toEqual([])
    expect(reached.missing(['slot', 'onward'])).toEqual([])
  })
})
