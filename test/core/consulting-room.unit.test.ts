import { describe, expect, it } from 'vitest'
import {
  CALLED,
  CHECKED_IN,
  COMPLETED,
  CONFIRMED,
  IN_CONSULTATION,
  LEFT,
  WAITLISTED,
} from '../../src/core/state/status'
import { Before, ConsultingRoom } from '../../src/core/state/visit'

const MINUTE = 60_000
const A = 3
const B = 5

const known = ({ seen, minutes, squares }: ConsultingRoom) => [seen, minutes, squares]

/** The token of this status as it is now, in the seat of a slot that was to begin at 500. */
function now(visits: ConsultingRoom, token: number, status: number): Before {
  const place = status === WAITLISTED ? 'list' : 'seat'
  return new Before(status, place, 500, -1, false, visits.of(token), visits.before(token))
}

/** Takes the last step of the token back and returns the status before it. */
const undo = (visits: ConsultingRoom, token: number, status: number): number => visits.undo(token, status).status

describe('the record of a visit', () => {
  it('grows with every step, and shrinks with every step back', () => {
    const visits = new ConsultingRoom()
    const from = (status: number) => now(visits, A, status)
    const expected = from(CONFIRMED)
    visits.checkIn(A, expected, 1000, 500)
    expect(visits.before(A)).toBe(expected)
    const arrived = visits.of(A)
    expect(arrived).toEqual({
      arrived: 1,
      checkedInAt: 1000,
      again: false,
      skips: 0,
      sitsOutUntil: 0,
      startedAt: -1,
      took: -1,
      standby: false,
      room: '',
      first: { number: 1, at: 1000, expectedAt: 500 },
    })
    visits.call(A, from(CHECKED_IN), '2')
    expect([...visits.present, visits.roomOf(A)]).toEqual(['2'])
    visits.skip(A, from(CALLED), 2)
    expect([...visits.present, visits.roomOf(A)]).toEqual([A, ''])
    visits.call(A, from(CHECKED_IN))
    visits.call(A, from(CALLED))
    expect(visits.calls).toBe(2)
    visits.start(A, from(CALLED), 2000)
    expect(visits.of(A)).toMatchObject({ arrived: 1, checkedInAt: 1000, startedAt: 2000, took: -1, skips: 1 })
    visits.complete(A, from(IN_CONSULTATION), 2000 + 6 * MINUTE)
    expect(visits.of(A)).toMatchObject({ startedAt: 2000, took: 6, sitsOutUntil: 3, again: false })
    expect(known(visits)).toEqual([1, 6, 36])
    const seen = from(COMPLETED)
    visits.checkIn(A, seen, 9000, 500)
    expect(visits.before(A)).toBe(seen)
    expect(visits.of(A)).toMatchObject({
      arrived: 2,
      checkedInAt: 9000,
      again: true,
      skips: 1,
      sitsOutUntil: 3,
      startedAt: -1,
      took: -1,
      first: { number: 1 },
    })
    expect(visits.undo(A, CHECKED_IN)).toBe(seen)
    expect([[...visits.present], known(visits)]).toEqual([[], [1, 6, 36]])
    expect(undo(visits, A, COMPLETED)).toBe(IN_CONSULTATION)
    expect(known(visits)).toEqual([0, 0, 0])
    expect([undo(visits, A, IN_CONSULTATION), undo(visits, A, CALLED), visits.calls]).toEqual([CALLED, CALLED, 2])
    expect([undo(visits, A, CALLED), visits.calls]).toEqual([CHECKED_IN, 1])
    expect([...visits.present]).toEqual([A])
    expect([undo(visits, A, CHECKED_IN), undo(visits, A, CALLED), visits.calls]).toEqual([CALLED, CHECKED_IN, 0])
    expect(visits.of(A)).toBe(arrived)
    expect(visits.undo(A, CHECKED_IN)).toBe(expected)
    expect(visits.before(A)).toBe(undefined)
    expect(visits).toEqual(
      Object.assign(new ConsultingRoom(), { arrivals: 2, lastArrival: 9000, steps: Array(A + 1).fill(undefined) }),
    )
  })

  it('has no length if its beginning was not recorded, or if the visit was counted before', () => {
    const visits = new ConsultingRoom()
    visits.checkIn(A, now(visits, A, CONFIRMED), 1000, 500)
    visits.complete(A, now(visits, A, CHECKED_IN), 5000)
    expect(visits.of(A)).toMatchObject({ arrived: 1, startedAt: -1, took: -1 })
    visits.start(B, now(visits, B, CONFIRMED), 0)
    expect(visits.of(B)).toMatchObject({ arrived: 0, checkedInAt: 0, again: false, skips: 0, startedAt: 0 })
    visits.complete(B, now(visits, B, IN_CONSULTATION), 0)
    expect([visits.of(B)!.took, known(visits)]).toEqual([0, [1, 0, 0]])
    expect(undo(visits, A, COMPLETED)).toBe(CHECKED_IN)
    expect(known(visits)).toEqual([1, 0, 0])
    visits.undo(B, COMPLETED)
    expect(known(visits)).toEqual([0, 0, 0])
  })

  it('has no length either if it ended from the waiting room, with unanswered calls or without', () => {
    for (const status of [CHECKED_IN, CALLED]) {
      const visits = new ConsultingRoom()
      visits.checkIn(A, now(visits, A, CONFIRMED), 1000, 500)
      visits.call(A, now(visits, A, CHECKED_IN))
      if (status === CHECKED_IN) visits.skip(A, now(visits, A, CALLED), 2)
      visits.complete(A, now(visits, A, status), 5000)
      expect(known(visits)).toEqual([0, 0, 0])
      visits.undo(A, COMPLETED)
      visits.start(A, now(visits, A, status), 5000)
      expect([undo(visits, A, IN_CONSULTATION), visits.calls]).toEqual([status, 1])
    }
  })

  it('does not begin with a step of a patient who never came, which may be taken back all the same', () => {
    const visits = new ConsultingRoom()
    const expected = now(visits, A, CONFIRMED)
    for (const end of [() => visits.leave(A, expected), () => visits.complete(A, expected, 5000)]) {
      end()
      expect([visits.of(A), visits.before(A), visits.attended.size]).toEqual([undefined, expected, 0])
      expect(visits.undo(A, LEFT)).toBe(expected)
    }
  })

  it('knows a visit without a seat, step by step, and back', () => {
    const visits = new ConsultingRoom()
    const where = () => [visits.standby, visits.present, visits.attended].map((set) => set.size)
    const waits = now(visits, A, WAITLISTED)
    visits.standBy(A, waits, 1000, 500)
    expect(visits.of(A)).toMatchObject({ checkedInAt: 1000, standby: true })
    expect([visits.before(A), ...where()]).toEqual([waits, 1, 0, 0])
    visits.call(A, now(visits, A, WAITLISTED))
    expect([...where(), visits.calls]).toEqual([0, 0, 1, 1])
    visits.skip(A, now(visits, A, CALLED), 2)
    expect([...where(), visits.of(A)!.sitsOutUntil]).toEqual([1, 0, 0, 3])
    expect([undo(visits, A, WAITLISTED), ...where()]).toEqual([CALLED, 0, 0, 1])
    expect([undo(visits, A, CALLED), ...where(), visits.calls]).toEqual([WAITLISTED, 1, 0, 0, 0])
    const copy = new ConsultingRoom(visits)
    visits.seat(A, new Before(CONFIRMED, 'seat', 700, -1, true, visits.of(A), visits.before(A)))
    expect(visits.of(A)).toMatchObject({ arrived: 1, standby: false })
    expect(visits.before(A)).toEqual(new Before(CONFIRMED, 'seat', 700, -1, true, undefined, undefined))
    expect(where()).toEqual([0, 1, 0])
    expect([undo(visits, A, CHECKED_IN), ...where()]).toEqual([CONFIRMED, 0, 0, 0])
    expect([...copy.standby]).toEqual([A])
    expect([undo(copy, A, WAITLISTED), copy.standby.size, copy.of(A)]).toEqual([WAITLISTED, 0, undefined])
  })

  it('counts visits without a seat, and those of patients who came back', () => {
    const visits = new ConsultingRoom()
    const count = (...seen: number[]) => visits.standbyVisits((token, isBack) => isBack || seen.includes(token))
    visits.standBy(A, now(visits, A, WAITLISTED), 1000, 500)
    visits.checkIn(B, now(visits, B, CONFIRMED), 1000, 500)
    expect([count(), count(A), count(B)]).toEqual([0, 1, 0])
    visits.call(A, now(visits, A, WAITLISTED))
    visits.complete(A, now(visits, A, CALLED), 2000)
    visits.checkIn(A, now(visits, A, COMPLETED), 3000, 500)
    expect([visits.of(A)!.standby, count()]).toEqual([false, 1])
  })

  it('is deleted for good, and a copy is independent', () => {
    const visits = new ConsultingRoom()
    visits.checkIn(A, now(visits, A, CONFIRMED), 1000, 500)
    visits.call(A, now(visits, A, CHECKED_IN))
    visits.checkIn(B, now(visits, B, CONFIRMED), 2000, 500)
    visits.start(A, now(visits, A, CALLED), 3000)
    visits.complete(A, now(visits, A, IN_CONSULTATION), 3000 + 2 * MINUTE)
    const copy = new ConsultingRoom(visits)
    expect(copy).toEqual(visits)
    visits.forget(B)
    expect([visits.of(B), visits.before(B), [...visits.present]]).toEqual([undefined, undefined, []])
    expect([copy.of(B)!.arrived, [...copy.present]]).toEqual([2, [B]])
    copy.leave(B, now(copy, B, CHECKED_IN))
    expect([copy.before(B)!.status, [...copy.present]]).toEqual([CHECKED_IN, []])
  })
})
