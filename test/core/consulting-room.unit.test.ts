import { describe, expect, it } from 'vitest'
import { ConsultingRoom } from '../../src/core/state/consulting-room'
import { CALLED, CHECKED_IN, COMPLETED, CONFIRMED, IN_CONSULTATION, WAITLISTED } from '../../src/core/state/status'

const MINUTE = 60_000
const A = 3
const B = 5

const known = ({ seen, minutes, squares }: ConsultingRoom) => [seen, minutes, squares]

describe('the record of a visit', () => {
  it('grows with every step, and shrinks with every step back', () => {
    const visits = new ConsultingRoom()
    visits.checkIn(A, CONFIRMED, null, 1000, 500)
    const arrived = visits.of(A)
    expect(arrived).toEqual({
      before: { status: CONFIRMED, left: null, leftAbove: false, visit: undefined },
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
    visits.call(A, CHECKED_IN)
    expect([...visits.present]).toEqual([])
    visits.skip(A, CALLED, 2)
    expect([...visits.present]).toEqual([A])
    visits.call(A, CHECKED_IN)
    visits.call(A, CALLED)
    expect(visits.calls).toBe(2)
    visits.start(A, CALLED, 2000)
    expect(visits.of(A)).toMatchObject({ arrived: 1, checkedInAt: 1000, startedAt: 2000, took: -1, skips: 1 })
    visits.complete(A, IN_CONSULTATION, 2000 + 6 * MINUTE)
    expect(visits.of(A)).toMatchObject({ startedAt: 2000, took: 6, sitsOutUntil: 3, again: false })
    expect(known(visits)).toEqual([1, 6, 36])
    visits.checkIn(A, COMPLETED, 500, 9000, 500)
    expect(visits.of(A)).toMatchObject({
      before: { status: COMPLETED, left: 500 },
      arrived: 2,
      checkedInAt: 9000,
      again: true,
      skips: 1,
      sitsOutUntil: 3,
      startedAt: -1,
      took: -1,
    })
    expect(visits.undo(A, CHECKED_IN)).toBe(COMPLETED)
    expect([[...visits.present], known(visits)]).toEqual([[], [1, 6, 36]])
    expect(visits.undo(A, COMPLETED)).toBe(IN_CONSULTATION)
    expect(known(visits)).toEqual([0, 0, 0])
    expect([visits.undo(A, IN_CONSULTATION), visits.undo(A, CALLED), visits.calls]).toEqual([CALLED, CALLED, 2])
    expect([visits.undo(A, CALLED), visits.calls]).toEqual([CHECKED_IN, 1])
    expect([...visits.present]).toEqual([A])
    expect([visits.undo(A, CHECKED_IN), visits.undo(A, CALLED), visits.calls]).toEqual([CALLED, CHECKED_IN, 0])
    expect(visits.of(A)).toBe(arrived)
    expect(visits.undo(A, CHECKED_IN)).toBe(CONFIRMED)
    expect(visits).toEqual(Object.assign(new ConsultingRoom(), { arrivals: 2, lastArrival: 9000 }))
  })

  it('has no length if its beginning was not recorded, or if the visit was counted before', () => {
    const visits = new ConsultingRoom()
    visits.checkIn(A, CONFIRMED, null, 1000, 500)
    visits.complete(A, CHECKED_IN, 5000)
    expect(visits.of(A)).toMatchObject({ arrived: 1, startedAt: -1, took: -1 })
    visits.start(B, CONFIRMED, 0)
    expect(visits.of(B)).toMatchObject({ arrived: 0, checkedInAt: 0, again: false, skips: 0, startedAt: 0 })
    visits.complete(B, IN_CONSULTATION, 0)
    expect([visits.of(B)!.took, known(visits)]).toEqual([0, [1, 0, 0]])
    expect(visits.undo(A, COMPLETED)).toBe(CHECKED_IN)
    expect(known(visits)).toEqual([1, 0, 0])
    visits.undo(B, COMPLETED)
    expect(known(visits)).toEqual([0, 0, 0])
  })

  it('has no length either if it ended from the waiting room, with unanswered calls or without', () => {
    for (const status of [CHECKED_IN, CALLED]) {
      const visits = new ConsultingRoom()
      visits.checkIn(A, CONFIRMED, null, 1000, 500)
      visits.call(A, CHECKED_IN)
      if (status === CHECKED_IN) visits.skip(A, CALLED, 2)
      visits.complete(A, status, 5000)
      expect(known(visits)).toEqual([0, 0, 0])
      visits.undo(A, COMPLETED)
      visits.start(A, status, 5000)
      expect([visits.undo(A, IN_CONSULTATION), visits.calls]).toEqual([status, 1])
    }
  })

  it('knows a visit without a seat, step by step, and back', () => {
    const visits = new ConsultingRoom()
    const where = () => [visits.standby, visits.present, visits.attended].map((set) => set.size)
    visits.standBy(A, 1000, 500)
    expect(visits.of(A)).toMatchObject({ before: { status: WAITLISTED }, checkedInAt: 1000, standby: true })
    expect(where()).toEqual([1, 0, 0])
    visits.call(A, WAITLISTED)
    expect([...where(), visits.calls]).toEqual([0, 0, 1, 1])
    visits.skip(A, CALLED, 2)
    expect([...where(), visits.of(A)!.sitsOutUntil]).toEqual([1, 0, 0, 3])
    expect([visits.undo(A, WAITLISTED), ...where()]).toEqual([CALLED, 0, 0, 1])
    expect([visits.undo(A, CALLED), ...where(), visits.calls]).toEqual([WAITLISTED, 1, 0, 0, 0])
    const copy = new ConsultingRoom(visits)
    visits.seat(A)
    expect(visits.of(A)).toMatchObject({ before: { status: CONFIRMED, visit: undefined }, arrived: 1, standby: false })
    expect(where()).toEqual([0, 1, 0])
    expect([visits.undo(A, CHECKED_IN), ...where()]).toEqual([CONFIRMED, 0, 0, 0])
    expect([...copy.standby]).toEqual([A])
    expect([copy.undo(A, WAITLISTED), copy.standby.size, copy.of(A)]).toEqual([WAITLISTED, 0, undefined])
  })

  it('counts visits without a seat, and those of patients who came back', () => {
    const visits = new ConsultingRoom()
    const count = (...seen: number[]) => visits.standbyVisits((token, isBack) => isBack || seen.includes(token))
    visits.standBy(A, 1000, 500)
    visits.checkIn(B, CONFIRMED, null, 1000, 500)
    expect([count(), count(A), count(B)]).toEqual([0, 1, 0])
    visits.call(A, WAITLISTED)
    visits.complete(A, CALLED, 2000)
    visits.checkIn(A, COMPLETED, 0, 3000, 500)
    expect([visits.of(A)!.standby, count()]).toEqual([false, 1])
  })

  it('is deleted for good, and a copy is independent', () => {
    const visits = new ConsultingRoom()
    visits.checkIn(A, CONFIRMED, null, 1000, 500)
    visits.call(A, CHECKED_IN)
    visits.checkIn(B, CONFIRMED, null, 2000, 500)
    visits.start(A, CALLED, 3000)
    visits.complete(A, IN_CONSULTATION, 3000 + 2 * MINUTE)
    const copy = new ConsultingRoom(visits)
    expect(copy).toEqual(visits)
    visits.forget(B)
    expect([visits.of(B), [...visits.present]]).toEqual([undefined, []])
    expect([copy.of(B)!.arrived, [...copy.present]]).toEqual([2, [B]])
    copy.leave(B, CHECKED_IN)
    expect([copy.of(B)!.before.status, [...copy.present]]).toEqual([CHECKED_IN, []])
  })
})
