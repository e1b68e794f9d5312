import { emergencyOverflow, OpdScheduler, type SessionView } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { expect, it } from 'vitest'

const DATE = '2026-01-30'
const DOCTORS = ['rao', 'shah', 'iyer'] as const
const SOURCES = ['emergency', 'paid', 'follow-up', 'walk-in', 'online'] as const

/** Returns whole numbers below `limit`, the same for the same seed. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

it.each([1, 2, 3, 4, 5])('Scenario 21: emergencyOverflow, a busy day (seed %i)', async (seed) => {
  const random = randomOf(seed)
  const rules = emergencyOverflow()
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, clock: () => Date.parse('2026-01-30T00:30:00Z') })
  for (const id of DOCTORS) {
    await opd.registerDoctor({ id, name: id })
    const slots = [9, 10, 11, 12].map((hour) => ({
      start: `${String(hour).padStart(2, '0')}:00`,
      end: `${hour + 1}:00`,
      capacity: 2,
    }))
    await opd.openSession({ doctorId: id, date: DATE, slots })
  }
  const reached = { overflow: 0, waiting: 0, promotions: 0, cancelled: 0, noShow: 0 }
  opd.on('token.promoted', () => reached.promotions++)

  const look = async (): Promise<SessionView[]> => {
    const sessions = await Promise.all(DOCTORS.map((doctor) => opd.session(`${doctor}.${DATE}`)))
    return sessions.map((session) => {
      expect(session).toBeDefined()
      return session!
    })
  }
  const check = async (): Promise<void> => {
    for (const session of await look()) {
      expect(checkInvariants(session, rules)).toEqual([])
      reached.waiting = Math.max(reached.waiting, session.waiting)
      for (const slot of session.slots) {
        const ordinary = session.tokens.filter((token) => token.slotId === slot.id && token.source !== 'emergency')
        expect(ordinary.length).toBeLessThanOrEqual(slot.capacity)
        reached.overflow = Math.max(reached.overflow, slot.overflow)
        // Checked here as well as by the checker: no token waits beside a free seat. In this day no booking names a slot.
        const waiting = session.tokens.filter((token) => token.status === 'waitlisted')
        if (waiting.length > 0) expect(slot.used).toBeGreaterThanOrEqual(slot.capacity)
        if (waiting.some((token) => token.source === 'emergency')) expect(slot.used).toBe(slot.capacity + 2)
      }
    }
  }

  for (let booked = 0; booked < 50; ) {
    // Bookings fill the day. Then as many patients cancel or stay away as new ones book.
    if (random(10) < (booked < 30 ? 9 : 5)) {
      const doctorId = DOCTORS[random(3)]!
      const source = SOURCES[random(5)]!
      const result = await opd.book({ doctorId, date: DATE, source, patientId: `p-${booked++}` })
      expect(['confirmed', 'waitlisted']).toContain(result.status)
    } else {
      const live = (await look()).flatMap((session) => session.tokens.filter((token) => token.position !== null))
      const token = live[random(live.length)]
      if (token === undefined) continue
      const isNoShow = random(2) === 0 && token.status === 'confirmed'
      const { status } = await (isNoShow ? opd.noShow({ tokenId: token.id }) : opd.cancel({ tokenId: token.id }))
      expect(status).toBe(isNoShow ? 'no-show' : 'cancelled')
      reached[isNoShow ? 'noShow' : 'cancelled']++
    }
    await check()
  }

  const { tokens, byStatus, promotions, bumps } = await opd.stats()
  expect(tokens).toBe(50)
  expect(Object.values(byStatus).reduce((sum, count) => sum + count, 0)).toBe(50)
  expect(promotions).toBe(reached.promotions)
  expect(bumps).toBe(0)
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(0)
  await opd.close()
})
