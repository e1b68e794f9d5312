import {
  memoryStore,
  OpdScheduler,
  offerFirst,
  type Rules,
  type SchedulerOptions,
  standard,
  waitlist,
} from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { switchTheRule } from '../stores/switched-rule'
import { at, DAY, ZONE } from './clinic'

const NEXT = '2026-01-31'
const RAO = `dr-rao.${DAY}`
const SHAH = `dr-shah.${DAY}`
const aDay: Rules = { ...standard(), admission: { oneLive: { in: 'day', exempt: ['emergency'] } } }

/** Two doctors with sessions of two slots on two days, and patient p. */
async function twoDoctors(rules: SchedulerOptions['rules'] = aDay, store: Store = memoryStore()) {
  let now = at('08:00')
  const options = { timeZone: ZONE, rules, store, clock: () => now }
  const opd = new OpdScheduler(options)
  const slots = [
    { start: '09:00', end: '10:00', capacity: 1 },
    { start: '10:00', end: '11:00', capacity: 1 },
  ]
  for (const id of ['dr-rao', 'dr-shah']) {
    await opd.registerDoctor({ id, name: id })
    for (const date of [DAY, NEXT]) await opd.openSession({ doctorId: id, date, slots })
  }
  const asked = (doctorId: string, start = '09:00', patientId = 'p', source = 'online', date = DAY) =>
    ({ op: 'book', doctorId, date, start, source, patientId }) as const
  return {
    opd,
    store,
    asked,
    other: () => new OpdScheduler(options),
    book: (...how: Parameters<typeof asked>) => opd.execute(asked(...how)),
    clock: (time: string) => {
      now = at(time)
    },
    /** The session whose token has the patient's key. */
    holder: (patientId = 'p', date = DAY) => store.locate(`~day/${date}/${patientId}`),
  }
}

const taken = (tokenId: string) => ({ code: 'duplicate-token', details: { sessionId: tokenId.slice(0, -3), tokenId } })

describe('one live token a day', () => {
  it('is one with any doctor, until the visit is over', async () => {
    const { opd, book, holder, clock } = await twoDoctors()
    expect(await book('dr-rao')).toMatchObject({ status: 'confirmed' })
    expect(await holder()).toBe(RAO)
    expect(await book('dr-shah')).toMatchObject(taken(`${RAO}.t1`))
    expect(await book('dr-shah', '09:00', 'p', 'online', NEXT)).toMatchObject({ status: 'confirmed' })
    expect(await book('dr-shah', '09:00', 'p', 'emergency')).toMatchObject({ status: 'confirmed' })
    clock('09:10')
    for (const op of ['checkIn', 'start', 'complete'] as const) await opd[op]({ tokenId: `${RAO}.t1` })
    expect(await holder()).toBeUndefined()
    expect(await book('dr-shah', '10:00')).toMatchObject({ status: 'confirmed' })
    expect(await opd.checkIn({ tokenId: `${RAO}.t1` })).toMatchObject(taken(`${SHAH}.t2`))
    expect(await opd.undo({ tokenId: `${RAO}.t1` })).toMatchObject(taken(`${SHAH}.t2`))
    expect(await holder()).toBe(SHAH)
  })

  it('is not a hold or an offer whose time is up, though nothing has swept it away', async () => {
    const rules: Rules = { ...aDay, promotion: offerFirst({ minutes: 10 }) }
    const { opd, asked, book, holder, clock } = await twoDoctors(rules)
    await opd.execute({ ...asked('dr-rao'), holdMinutes: 5 })
    clock('08:04')
    expect(await book('dr-shah')).toMatchObject(taken(`${RAO}.t1`))
    expect(await opd.plan(asked('dr-shah'))).toMatchObject(taken(`${RAO}.t1`))
    clock('08:05')
    const planned = await opd.plan(asked('dr-shah'))
    expect(planned).toMatchObject({ status: 'confirmed' })
    expect(await holder()).toBe(RAO)
    expect(await opd.execute(asked('dr-shah'), { basis: planned.basis })).toMatchObject({ status: 'confirmed' })
    expect(await holder()).toBe(SHAH)
    expect((await opd.token(`${RAO}.t1`))!.status).toBe('expired')

    await book('dr-rao', '09:00', 'q')
    await book('dr-rao', '10:00', 'r')
    await book('dr-rao', '10:00', 's')
    await opd.cancel({ tokenId: `${RAO}.t3` })
    expect((await opd.token(`${RAO}.t4`))!.status).toBe('offered')
    clock('08:15')
    expect(await book('dr-shah', '10:00', 's')).toMatchObject({ status: 'confirmed' })
    expect(await holder('s')).toBe(SHAH)
  })

  it('is not a hold whose time is up with one of several doctors, and the plan stays good', async () => {
    const { opd, asked, holder, clock } = await twoDoctors()
    await opd.execute({ ...asked('dr-rao'), holdMinutes: 5 })
    clock('08:05')
    const anyDoctor = {
      op: 'book',
      doctorIds: ['dr-shah', 'dr-rao'],
      date: DAY,
      source: 'online',
      patientId: 'p',
    } as const
    const { basis, ...planned } = await opd.plan(anyDoctor)
    expect(planned).toMatchObject({ status: 'confirmed', token: { sessionId: SHAH } })
    expect(Object.keys(basis.versions)).toEqual([SHAH, RAO])
    expect(await opd.execute(anyDoctor, { basis })).toMatchObject({ status: 'confirmed', token: { sessionId: SHAH } })
    expect(await holder()).toBe(SHAH)
  })

  it('costs the other patients of a session nothing if one of them is refused', async () => {
    const memory = memoryStore()
    let loads = 0
    const load: Store['load'] = (...asked) => {
      loads++
      return memory.load(...asked)
    }
    const store: Store = { ...memory, load }
    const { book } = await twoDoctors(aDay, store)
    await book('dr-rao')
    await book('dr-shah', '09:00', 'q')
    expect(await book('dr-shah', '10:00')).toMatchObject({ code: 'duplicate-token' })
    await book('dr-shah', '10:00', 'r')
    loads = 0
    for (const patient of ['s', 't', 'u'])
      expect(await book('dr-shah', '10:00', patient)).toMatchObject({ status: 'waitlisted' })
    expect(loads).toBe(0)
  })

  it('moves with its token in one commit, also on the same date', async () => {
    const { opd, book, holder } = await twoDoctors()
    await book('dr-rao')
    expect(await opd.reschedule({ tokenId: `${RAO}.t1`, doctorId: 'dr-shah', date: DAY })).toMatchObject({
      status: 'confirmed',
    })
    expect(await holder()).toBe(SHAH)
    expect(await opd.reschedule({ tokenId: `${SHAH}.t1`, date: NEXT })).toMatchObject({ status: 'confirmed' })
    expect([await holder(), await holder('p', NEXT)]).toEqual([undefined, `dr-shah.${NEXT}`])
    await book('dr-rao')
    const there = `dr-shah.${NEXT}.t1`
    expect(await opd.reschedule({ tokenId: `${RAO}.t2`, date: NEXT })).toMatchObject(taken(there))
    expect(await holder()).toBe(RAO)
  })

  it('is given back by whatever ends the token, and claimed by whatever brings it back', async () => {
    const { opd, book, holder, clock } = await twoDoctors()
    await book('dr-rao')
    await opd.noShow({ tokenId: `${RAO}.t1` })
    expect(await holder()).toBeUndefined()
    await opd.reinstate({ tokenId: `${RAO}.t1` })
    expect(await holder()).toBe(RAO)
    await opd.cancel({ tokenId: `${RAO}.t1` })
    expect(await holder()).toBeUndefined()
    await opd.undo({ tokenId: `${RAO}.t1` })
    expect(await holder()).toBe(RAO)
    await opd.reclassify({ tokenId: `${RAO}.t1`, source: 'emergency' })
    expect(await holder()).toBeUndefined()
    await book('dr-shah')
    expect(await opd.reclassify({ tokenId: `${RAO}.t1`, source: 'online' })).toMatchObject(taken(`${SHAH}.t1`))
    await opd.cancel({ tokenId: `${SHAH}.t1` })
    await opd.reclassify({ tokenId: `${RAO}.t1`, source: 'online' })
    expect(await holder()).toBe(RAO)
    clock('11:30')
    await opd.sweep()
    expect(await holder()).toBeUndefined()
  })

  it('is given back by a hold that expires, and by closing for those that wait', async () => {
    const { opd, book, asked, holder, clock } = await twoDoctors({ ...aDay, overflow: [waitlist({ per: 'slot' })] })
    await opd.execute({ ...asked('dr-rao'), holdMinutes: 5 })
    expect(await book('dr-shah')).toMatchObject(taken(`${RAO}.t1`))
    clock('08:10')
    await opd.sweep()
    expect(await book('dr-shah')).toMatchObject({ status: 'confirmed' })
    await book('dr-shah', '09:00', 'waits')
    expect(await holder('waits')).toBe(SHAH)
    await opd.closeSession({ sessionId: SHAH })
    expect([await holder('waits'), await holder()]).toEqual([undefined, SHAH])
  })

  it('is foreseen by a plan, and so refused again with its basis', async () => {
    const { opd, book, asked } = await twoDoctors()
    const free = await opd.plan(asked('dr-shah'))
    await book('dr-rao')
    const { basis, ...planned } = await opd.plan(asked('dr-shah'))
    expect(planned).toMatchObject(taken(`${RAO}.t1`))
    expect(await opd.execute(asked('dr-shah'), { basis })).toMatchObject(taken(`${RAO}.t1`))
    expect(await opd.execute(asked('dr-shah'), { basis: free.basis })).toMatchObject({ code: 'plan-stale' })
  })

  it('keeps a leave from bringing a patient to a day with another doctor, who is dropped instead', async () => {
    const { opd, book, holder } = await twoDoctors()
    await book('dr-rao')
    await book('dr-rao', '10:00', 'q')
    await book('dr-shah', '09:00', 'p', 'online', NEXT)
    const elsewhere = [`dr-rao.${NEXT}`]
    const away = { op: 'blockTime', sessionId: RAO, elsewhere } as const
    expect((await opd.plan(away)).status).toBe('open')
    const { moves } = await opd.execute(away)
    expect(moves.map(({ patientId, status }) => `${patientId} ${status}`)).toContain('p dropped')
    expect([await holder(), await holder('q'), await holder('q', NEXT)]).toEqual([
      undefined,
      undefined,
      `dr-rao.${NEXT}`,
    ])
  })

  it('lets a leave bring a patient to a session in which a hold of the same patient has expired, though nothing has swept it away', async () => {
    const { opd, asked, book, clock, holder } = await twoDoctors()
    await book('dr-rao')
    await opd.execute({ ...asked('dr-rao', '09:00', 'p', 'online', NEXT), holdMinutes: 5 })
    clock('08:05')
    const away = { op: 'blockTime', sessionId: RAO, elsewhere: [`dr-rao.${NEXT}`] } as const
    expect((await opd.plan(away)).moves).toMatchObject([
      { status: 'rescheduled' },
      { status: 'expired' },
      { status: 'confirmed', to: `dr-rao.${NEXT}.0900` },
    ])
    await opd.execute(away)
    expect([await holder(), await holder('p', NEXT)]).toEqual([undefined, `dr-rao.${NEXT}`])
  })

  it('keeps a leave from bringing a patient with two tokens to two doctors on one day', async () => {
    const here: Rules = { ...standard(), admission: { oneLive: { in: 'slot' } } }
    const { opd, book } = await twoDoctors({ default: aDay, doctors: { 'dr-iyer': here } })
    await opd.registerDoctor({ id: 'dr-iyer', name: 'dr-iyer' })
    const slots = ['09:00', '10:00', '11:00'].map((start) => ({ start, end: start.replace(':00', ':30'), capacity: 1 }))
    await opd.openSession({ doctorId: 'dr-iyer', date: DAY, slots })
    for (const { start } of slots.slice(0, 2)) await book('dr-iyer', start)
    await book('dr-iyer', '11:00', 'p', 'emergency')
    await book('dr-rao', '10:00', 'r')
    const { moves } = await opd.blockTime({ sessionId: `dr-iyer.${DAY}`, elsewhere: [RAO, SHAH] })
    const left = moves.filter(({ tokenId }) => tokenId.startsWith('dr-iyer')).map(({ status }) => status)
    expect(left.toSorted()).toEqual(['dropped', 'rescheduled', 'rescheduled'])
    const live = (await opd.tokens({ patientId: 'p', status: 'confirmed' })).map(({ source }) => source)
    expect(live.toSorted()).toEqual(['emergency', 'online'])
  })

  it('keeps a dropped patient who has a new token with the same doctor from moving the old one to another', async () => {
    const { opd, book, asked, holder } = await twoDoctors()
    await book('dr-rao')
    await opd.blockTime({ sessionId: RAO, from: '09:00', to: '10:00' })
    await book('dr-rao', '10:00', 'q')
    const old = (await opd.tokens({ patientId: 'p' }))[0]!
    await opd.blockTime({ sessionId: RAO })
    expect((await opd.token(old.id))!.status).toBe('dropped')
    await opd.unblockTime({ sessionId: RAO })
    expect(await book('dr-rao')).toMatchObject({ status: 'confirmed' })
    const move = { op: 'reschedule', tokenId: old.id, doctorId: 'dr-shah', date: DAY } as const
    expect(await opd.plan(move)).toMatchObject(taken(`${RAO}.t3`))
    expect(await opd.execute(move)).toMatchObject(taken(`${RAO}.t3`))
    expect(await holder()).toBe(RAO)
    await opd.cancel({ tokenId: `${RAO}.t3` })
    expect(await opd.execute(move)).toMatchObject({ status: 'confirmed', token: { sessionId: SHAH } })
    expect(await holder()).toBe(SHAH)
    expect(await book('dr-rao', asked('dr-rao').start)).toMatchObject(taken(`${SHAH}.t1`))
  })

  it('lets a leave bring patients to a substitute on the same day', async () => {
    const { opd, book, holder } = await twoDoctors()
    await book('dr-rao')
    await opd.blockTime({ sessionId: RAO, elsewhere: [SHAH] })
    expect(await holder()).toBe(SHAH)
    expect((await opd.session(SHAH))?.tokens).toHaveLength(1)
  })

  it('is one if two processes and two commands in one process ask at once', async () => {
    const { opd, asked, other, holder } = await twoDoctors()
    const second = other()
    for (let round = 0; round < 20; round++) {
      const patientId = `p-${round}`
      const ask = (doctor: string) => ({ ...asked(doctor, '09:00', patientId), start: undefined })
      const answers = await Promise.all([
        opd.execute(ask('dr-rao')),
        second.execute(ask('dr-shah')),
        opd.execute(ask('dr-shah')),
      ])
      const live = answers.filter(({ status }) => status !== 'rejected')
      expect(live, JSON.stringify(answers)).toHaveLength(1)
      const refused = answers.filter((answer) => 'code' in answer && answer.code === 'duplicate-token')
      expect(refused).toHaveLength(2)
      expect(await holder(patientId)).toBe('token' in live[0]! ? live[0].token.sessionId : undefined)
    }
  })

  it('concerns only the sessions whose rules say so', async () => {
    const rules = { default: aDay, doctors: { 'dr-shah': standard() } }
    const { book, holder } = await twoDoctors(rules)
    expect(await book('dr-shah')).toMatchObject({ status: 'confirmed' })
    expect(await holder()).toBeUndefined()
    expect(await book('dr-rao')).toMatchObject({ status: 'confirmed' })
  })

  it('names the token while another command of the process reads the same session', async () => {
    const store = memoryStore()
    let wanted = 0
    let goOn = (): void => {}
    const first = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let reached = (): void => {}
    const held = new Promise<void>((resolve) => {
      reached = resolve
    })
    const slow: Store = {
      ...store,
      load: async (stream, after) => {
        const tail = await store.load(stream, after)
        if (stream !== RAO || after === 0 || wanted++ > 0) return tail
        reached()
        await first
        return tail
      },
    }
    const { opd, book, asked } = await twoDoctors(aDay, slow)
    const elsewhere = new OpdScheduler({
      timeZone: ZONE,
      rules: aDay,
      store,
      clock: () => at('08:00'),
    })
    await elsewhere.execute(asked('dr-rao'))
    const refused = book('dr-shah')
    await held
    await elsewhere.execute(asked('dr-rao', '10:00', 'q'))
    expect(await opd.checkIn({ tokenId: `${RAO}.t1` })).toMatchObject({ status: 'checked-in' })
    goOn()
    expect(await refused).toMatchObject(taken(`${RAO}.t1`))
    expect(await opd.checkIn({ tokenId: `${RAO}.t2` })).toMatchObject({ status: 'checked-in' })
  })

  it('leaves no key behind if the rule is switched off and on', async () => {
    const store = memoryStore()
    await switchTheRule(() => store)
  })

  it('is told by the events that change the session of a key', async () => {
    const { opd, book } = await twoDoctors()
    const told: string[] = []
    for (const type of ['token.confirmed', 'token.rescheduled', 'token.checked-in', 'token.cancelled'] as const)
      opd.on(type, ({ tokenId, dayKey }) => told.push(`${tokenId.slice(0, 6)} ${type.slice(6)} ${dayKey}`))
    await book('dr-rao')
    await opd.reschedule({ tokenId: `${RAO}.t1`, doctorId: 'dr-shah', date: DAY })
    await opd.checkIn({ tokenId: `${SHAH}.t1` })
    await opd.cancel({ tokenId: `${SHAH}.t1` })
    expect(told).toEqual([
      'dr-rao confirmed true',
      'dr-rao rescheduled false',
      'dr-sha confirmed true',
      'dr-sha checked-in undefined',
      'dr-sha cancelled false',
    ])
  })

  it('counts a patient who waits', async () => {
    const { book } = await twoDoctors({ ...aDay, overflow: [waitlist({ per: 'slot' })] })
    await book('dr-rao', '09:00', 'first')
    expect(await book('dr-rao')).toMatchObject({ status: 'waitlisted' })
    expect(await book('dr-shah')).toMatchObject(taken(`${RAO}.t2`))
  })
})
