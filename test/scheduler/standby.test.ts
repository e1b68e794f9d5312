import { OpdScheduler, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from './clinic'

const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })

/** One seat, which t1 has; t2 and t3 wait in the building. It is ten past nine. */
async function crowded(perSession = 5) {
  const day = await clinic([1], { rules: { ...standard(), visit: { standby: { perSession } } } })
  for (const patient of ['a', 'b', 'c']) await day.book(patient, 'online', '09:00')
  day.clock.now = at('09:10')
  for (const n of [2, 3]) await day.opd.checkIn(token(n))
  return day
}

describe('a patient on standby, as the desk sees it', () => {
  it('is shown by the token, the queue and the session, apart from patients with a seat', async () => {
    const { opd } = await crowded()
    expect(await opd.token(token(2).tokenId)).toMatchObject({
      status: 'waitlisted',
      standby: true,
      slotId: null,
      checkedInAt: at('09:10'),
      position: 1,
    })
    const queue = await opd.queue({ sessionId: SESSION })
    expect(queue!.expected.map(({ tokenId }) => tokenId)).toEqual([token(1).tokenId])
    expect(queue!.present).toMatchObject([
      { tokenId: token(2).tokenId, slotId: null, skips: 0 },
      { tokenId: token(3).tokenId, slotId: null },
    ])
    expect(await opd.session(SESSION)).toMatchObject({ waiting: 2 })
  })

  it('has an estimate only if most simulated days call it, and delays those who come later', async () => {
    const { opd, clock } = await crowded()
    const first = await opd.queue({ sessionId: SESSION })
    expect(first!.present[0]!.estimated).not.toBeNull()
    const without = await clinic([1])
    await without.book('a', 'online', '09:00')
    without.clock.now = at('09:10')
    const alone = await without.opd.queue({ sessionId: SESSION })
    expect(first!.expected[0]!.estimated!.from > alone!.expected[0]!.estimated!.from).toBe(true)
    clock.now = at('10:05')
    const late = await opd.queue({ sessionId: SESSION })
    expect(late!.present.map(({ estimated }) => estimated)).toEqual([null, null])
  })

  it('is called without a seat, told in the history, and counted apart', async () => {
    const { opd, store, clock } = await crowded()
    expect(await opd.plan({ op: 'callNext', sessionId: SESSION })).toMatchObject({ status: 'called', moves: [] })
    const called = await opd.callNext({ sessionId: SESSION })
    expect(called).toMatchObject({
      status: 'called',
      token: { id: token(2).tokenId, slotId: null, start: null, waitsFor: null, position: 1, standby: true },
    })
    await opd.start(token(2))
    clock.now += 5 * 60_000
    await opd.complete(token(2))
    await opd.noShow(token(1))
    const stats = await opd.stats()
    expect(stats).toMatchObject({ standby: 1, used: 1, byStatus: { completed: 1, 'checked-in': 1 } })
    const sentences = async (n: number) => (await opd.history(token(n).tokenId)).map(({ sentence }) => sentence)
    expect((await sentences(2)).slice(1)).toEqual([
      'Checked in without a seat: it is on standby, and keeps its place on the waiting list.',
      'Was called from standby, without a seat, because no patient whose slot has begun was there.',
      'Went in to the doctor.',
      'The visit was completed.',
    ])
    expect((await sentences(3)).at(-1)).toBe(
      'Came off the waiting list and got a seat at 09:00, because token 001 did not come.',
    )
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: standard(), store, clock: () => clock.now })
    expect(await other.stats()).toEqual(stats)
    expect(await other.session(SESSION)).toEqual(await opd.session(SESSION))
  })

  it.each([
    ['patient-present', async (opd: OpdScheduler) => opd.checkIn(token(1)), 'goes before'],
    ['patient-called', async (opd: OpdScheduler) => opd.callNext({ sessionId: SESSION }), 'has not gone in'],
    [
      'limit-reached',
      async (opd: OpdScheduler) => {
        await opd.callNext({ sessionId: SESSION })
        await opd.complete(token(2))
      },
      'the session has reached its limit',
    ],
  ] as const)('is not called if it has to wait, and the refusal says why: %s', async (reason, before, words) => {
    const { opd } = await crowded(1)
    await before(opd)
    expect(await opd.call(token(3))).toMatchObject({
      code: 'standby-waits',
      details: { reason },
      message: expect.stringContaining(words),
    })
  })

  it('is not called after the last slot', async () => {
    const { opd, clock } = await crowded()
    clock.now = at('10:00')
    expect(await opd.callNext({ sessionId: SESSION })).toMatchObject({
      code: 'standby-waits',
      details: { reason: 'session-over' },
      message: `In the session ${SESSION} the last slot has ended, so no patient on standby is called. Book another day for the patient.`,
    })
  })

  it.each([0, -1, 1.5, Number.NaN, '3', undefined])('needs a limit that is a number of visits: %s', (perSession) => {
    const rules = { ...standard(), visit: { standby: { perSession: perSession as number } } }
    expect(() => new OpdScheduler({ timeZone: 'Asia/Kolkata', rules })).toThrow('rules.visit.standby')
  })

  it('may be without limit', async () => {
    const { opd } = await crowded(Number.POSITIVE_INFINITY)
    expect(await opd.callNext({ sessionId: SESSION })).toMatchObject({ status: 'called' })
  })
})
