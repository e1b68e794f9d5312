import { type OpdEvent, OpdScheduler } from 'opd-scheduler'
import { patientMessage } from 'opd-scheduler/messages'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION, ZONE } from './clinic'

const NEXT_DAY = '2026-01-31'
const tokenId = (n: number): string => `${SESSION}.t${n}`

/** A session with three consulting rooms, and patients who have arrived for its 09:00 slot. */
async function department(patients: number, capacity = 10) {
  const made = await clinic([capacity])
  const { opd, clock, book } = made
  await opd.openSession({ doctorId: 'dr-rao', date: NEXT_DAY, slots: hourly([1]), rooms: 3 })
  clock.now = at('08:30')
  for (let n = 1; n <= patients; n++) {
    await book(`p${n}`, 'online', '09:00')
    if (n <= capacity) await opd.checkIn({ tokenId: tokenId(n) })
  }
  /** Rooms on the display, by number. */
  const shown = async (): Promise<Record<string, string | null>> => {
    const { inConsultation, called, present } = (await opd.queue({ sessionId: SESSION }, { estimates: false }))!
    return Object.fromEntries([...inConsultation, ...called, ...present].map(({ number, room }) => [number, room]))
  }
  return { ...made, shown }
}

describe('three rooms call from one session', () => {
  it('and the queue shows which patient goes to which room', async () => {
    const { opd, shown } = await department(4)
    for (const room of ['1', '2', '3']) await opd.callNext({ sessionId: SESSION, room })
    expect(await shown()).toEqual({ '001': '1', '002': '2', '003': '3', '004': null })
    await opd.start({ tokenId: tokenId(2) })
    await opd.start({ tokenId: tokenId(3), room: '3A' })
    expect(await shown()).toEqual({ '001': '1', '002': '2', '003': '3A', '004': null })
    await opd.complete({ tokenId: tokenId(2) })
    expect((await opd.token(tokenId(2)))!.room).toBeNull()
    expect(await opd.callNext({ sessionId: SESSION, room: '2' })).toMatchObject({ token: { number: '004', room: '2' } })
  })

  it('and a patient who is called again, or whose step is taken back, is shown the right room', async () => {
    const { opd, shown } = await department(1)
    await opd.call({ tokenId: tokenId(1), room: '1' })
    await opd.call({ tokenId: tokenId(1) })
    expect(await shown()).toEqual({ '001': '1' })
    await opd.call({ tokenId: tokenId(1), room: '2' })
    await opd.start({ tokenId: tokenId(1), room: '3' })
    await opd.complete({ tokenId: tokenId(1) })
    const before: (string | null)[] = []
    for (let step = 0; step < 5; step++) {
      await opd.undo({ tokenId: tokenId(1) })
      before.push((await shown())['001']!)
    }
    expect(before).toEqual(['3', '2', '1', '1', null])
  })

  it('and a patient who does not answer has no room until the next call', async () => {
    const { opd, shown } = await department(2)
    await opd.callNext({ sessionId: SESSION, room: '1' })
    await opd.skip({ tokenId: tokenId(1) })
    expect(await shown()).toEqual({ '001': null, '002': null })
    await opd.call({ tokenId: tokenId(1) })
    expect(await shown()).toEqual({ '001': null, '002': null })
  })

  it('and events, histories, messages and other processes have the room', async () => {
    const { opd, store, clock } = await department(1)
    const events: OpdEvent[] = []
    opd.on('*', (event) => events.push(event))
    await opd.callNext({ sessionId: SESSION, room: '2' })
    await opd.start({ tokenId: tokenId(1) })
    expect(events).toMatchObject([
      { type: 'token.called', room: '2' },
      { type: 'token.started', room: '2' },
    ])
    const sentences = (await opd.history(tokenId(1))).map(({ sentence }) => sentence)
    expect(sentences.slice(-2)).toEqual(['Was called to room 2.', 'Went in to the doctor in room 2.'])
    const [called] = events
    const message = patientMessage(called as OpdEvent & { type: 'token.called' }, {
      doctor: 'Dr. Rao',
      timeZone: ZONE,
    })
    expect(message).toBe('Number 001: it is your turn with Dr. Rao, in room 2.')
    const other = new OpdScheduler({ timeZone: ZONE, store, clock: () => clock.now })
    expect(await other.token(tokenId(1))).toMatchObject({ status: 'in-consultation', room: '2' })
  })

  it('and no patient is called twice, though all call at once', async () => {
    const { opd, store, clock } = await department(10)
    const devices = [1, 2, 3].map(() => new OpdScheduler({ timeZone: ZONE, store, clock: () => clock.now }))
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, n) => devices[n % 3]!.callNext({ sessionId: SESSION, room: `${(n % 3) + 1}` })),
    )
    const called = results.flatMap((result) => ('token' in result ? [result.token.id] : []))
    expect(new Set(called).size).toBe(10)
    expect(called).toHaveLength(10)
    const { called: shown } = (await opd.queue({ sessionId: SESSION }))!
    expect(new Set(shown.map(({ room }) => room))).toEqual(new Set(['1', '2', '3']))
  })

  it('and a patient on standby is called to a free room while another patient is on the way to the next room', async () => {
    const { opd } = await department(2, 1)
    await opd.checkIn({ tokenId: tokenId(2) })
    await opd.callNext({ sessionId: SESSION, room: '1' })
    const waits = { code: 'standby-waits', details: { reason: 'patient-called' } }
    expect(await opd.callNext({ sessionId: SESSION })).toMatchObject(waits)
    expect(await opd.callNext({ sessionId: SESSION, room: '1' })).toMatchObject(waits)
    expect(await opd.callNext({ sessionId: SESSION, room: '2' })).toMatchObject({ token: { number: '002', room: '2' } })
  })
})

describe('the number of rooms', () => {
  it('is recorded when the session opens, and a repeated command has to say the same', async () => {
    const { opd } = await department(0)
    const open = (rooms?: number) => opd.openSession({ doctorId: 'dr-rao', date: NEXT_DAY, slots: hourly([1]), rooms })
    expect(await opd.sessions()).toMatchObject([{ rooms: 1 }, { rooms: 3 }])
    expect(await open(3)).toMatchObject({ status: 'open', session: { rooms: 3 } })
    expect(await open(2)).toMatchObject({ code: 'session-exists' })
    expect(await open()).toMatchObject({ code: 'session-exists' })
    const one = { doctorId: 'dr-rao', date: DAY, slots: hourly([10]) }
    expect(await opd.openSession({ ...one, rooms: 1 })).toMatchObject({ status: 'open' })
    expect(await opd.openSession({ ...one, rooms: 3 })).toMatchObject({ code: 'session-exists' })
  })

  it('is the same for all sessions of a timetable', async () => {
    const { opd } = await department(0)
    const timetable = {
      doctorId: 'dr-rao',
      from: NEXT_DAY,
      to: '2026-02-01',
      week: { saturday: hourly([1]), sunday: hourly([1]) },
    }
    expect(await opd.openSessions({ ...timetable, rooms: 3 })).toMatchObject({
      opened: ['2026-02-01'],
      asBefore: [NEXT_DAY],
    })
    expect(await opd.openSessions({ ...timetable, rooms: 2 })).toMatchObject({ other: [NEXT_DAY, '2026-02-01'] })
    expect(await opd.sessions({ from: NEXT_DAY })).toMatchObject([{ rooms: 3 }, { rooms: 3 }])
  })

  it('divides the time before a visit', async () => {
    const { opd, clock } = await clinic([1])
    clock.now = at('08:00')
    await opd.openSession({ doctorId: 'dr-rao', date: NEXT_DAY, slots: hourly([7]), rooms: 3 })
    const times: (string | null)[] = []
    for (let n = 1; n <= 7; n++) {
      const booked = await opd.book({
        doctorId: 'dr-rao',
        date: NEXT_DAY,
        start: '09:00',
        source: 'online',
        patientId: `p${n}`,
      })
      if ('token' in booked) times.push(booked.token.plannedTime!.slice(11, 16))
    }
    expect(times).toEqual(['09:00', '09:00', '09:00', '09:05', '09:05', '09:05', '09:10'])
  })
})

describe('a room that is no name, and a number of rooms that cannot be', () => {
  it.each([0, 51, 1.5, '3', null])('rooms: %s', async (rooms) => {
    const { opd } = await department(0)
    const command = { op: 'openSession', doctorId: 'dr-rao', date: '2026-02-02', slots: hourly([1]), rooms }
    await expect(opd.execute(command as never)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'rooms' },
    })
    expect(await opd.sessions({ from: '2026-02-02' })).toEqual([])
  })

  it.each(['', 'x'.repeat(21), 'a\nb', 2, null])('room: %j', async (room) => {
    const { opd } = await department(1)
    for (const command of [
      { op: 'callNext', sessionId: SESSION, room },
      { op: 'call', tokenId: tokenId(1), room },
      { op: 'start', tokenId: tokenId(1), room },
    ])
      await expect(opd.execute(command as never)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { field: 'room' },
      })
    expect(await opd.token(tokenId(1))).toMatchObject({ status: 'checked-in' })
  })

  it.each(['checkIn', 'complete', 'skip', 'noShow'])('room of a command that takes place in none: %s', async (op) => {
    const { opd } = await department(1)
    const command = { op, tokenId: tokenId(1), room: '1' }
    await expect(opd.execute(command as never)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'room' },
    })
  })
})
