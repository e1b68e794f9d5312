import { OpdScheduler, standard } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { play } from './play'

describe('the doctor is away', () => {
  play(`
    Leave for an hour: patients go to other slots of the session, the best first
    rules: standard
    slots: 09:00-10:00 x2, 10:00-11:00 x2, 11:00-12:00 x2

    step               | result               | moves                  | 09:00 | 10:00 | 11:00 | waiting
    A B book O 09:00   | confirmed            |                        | A B   |       |       |
    C books O 10:00    | confirmed            |                        | A B   | C     |       |
    block 09:00-10:00  | open                 | A to 10:00, B to 11:00 |       | A C   | B     |
    block 09:00-10:00  | open                 |                        | "     | "     | "     | "
    D books E 09:00    | refused slot-blocked |                        | "     | "     | "     | "
    D books E 09:00 by override | refused slot-blocked |               | "     | "     | "     | "
    D books E          | confirmed            |                        |       | D A C | B     |
    unblock            | open                 |                        |       | D A C | B     |
    E books O 09:00    | confirmed            |                        | E     | D A C | B     |
  `)

  play(`
    Nobody waits for a seat that cannot come, and a patient who was dropped can be helped
    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                  | result     | moves                                | 09:00 | 10:00 | waiting
    A books O 09:00       | confirmed  |                                      | A     |       |
    B books O 09:00       | waitlisted |                                      | A     |       | B
    block 09:00-10:00     | open       | A dropped blocked, B dropped blocked |       |       |
    A moves to 10:00 as C | confirmed  | A rescheduled                        |       | C     |
    A cancels             | refused invalid-transition |                      |       | C     |
    B cancels             | cancelled  |                                      |       | C     |
    B is undone           | refused invalid-transition |                      |       | C     |
  `)

  play(`
    A patient who is present stays in line, and may be given another time by hand
    rules: standard
    clock: 08:40
    slots: 09:00-10:00 x2, 10:00-11:00 x2

    step                  | result     | moves         | 09:00  | 10:00 | queue
    A B book O 09:00      | confirmed  |               | A B    |       |
    A checks in           | checked-in |               | A/in B |       | A
    block 09:00-10:00     | open       | B to 10:00    | A/in   | B     | A
    A moves to 10:00 as C | confirmed  | A rescheduled |        | B C   |
  `)

  play(`
    A substitute with three free seats: the best first, the nearest time first, the rest are to be called
    rules: waitlistWithEmergencyBump
    slots of rao: 09:00-10:00 x2, 10:00-11:00 x2
    slots of shah: 09:00-10:00 x2, 10:00-11:00 x2

    step                | result    | moves | rao 09:00 | rao 10:00 | shah 09:00 | shah 10:00
    A B book O rao 09:00 | confirmed |      | A B       |           |            |
    C books P rao 10:00 | confirmed |       | A B       | C         |            |
    D books F rao 10:00 | confirmed |       | A B       | C D       |            |
    S books O shah 09:00 | confirmed |      | A B       | C D       | S          |
    block rao into shah | open      | C rescheduled, C to 10:00, D rescheduled, D to 10:00, A rescheduled, A to 09:00, B dropped blocked | | | S A | C D
  `)

  play(`
    A patient who has a token with the substitute gets a seat in another slot there
    rules: waitlistWithEmergencyBump
    slots of rao: 09:00-10:00 x2
    slots of shah: 09:00-10:00 x2, 10:00-11:00 x1

    step                          | result    | moves                                | rao 09:00 | shah 09:00 | shah 10:00
    A books O rao 09:00 for p-1   | confirmed |                                      | A         |            |
    B books O rao 09:00 for p-2   | confirmed |                                      | A B       |            |
    S books O shah 09:00 for p-1  | confirmed |                                      | A B       | S          |
    T books O shah 10:00 for p-1  | confirmed |                                      | A B       | S          | T
    block rao into shah           | open      | A dropped blocked, B rescheduled, B to 09:00 |   | S B        | T
  `)

  play(`
    A held seat in a blocked slot expires, an offered one goes on
    rules: privateClinic
    slots: 09:00-10:00 x1, 10:00-11:00 x3

    step                             | result      | moves                    | 09:00     | 10:00    | waiting
    A books O 09:00                  | confirmed   |                          | A         |          |
    B books O 09:00                  | waitlisted  |                          | A         |          | B
    A cancels                        | cancelled   | B offered 09:00          | B/offered |          |
    H holds O 10:00 within 20 minutes | held       |                          | B/offered | H/held   |
    block 10:00-11:00                | open        | H expired                | B/offered |          |
    unblock                          | open        |                          | B/offered |          |
    block 09:00-10:00                | open        | B to 10:00               |           | B        |
  `)

  play(`
    Two leaves that overlap; the second relocates patients again
    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step              | result    | moves      | 09:00 | 10:00 | 11:00 | waiting
    A books O 09:00   | confirmed |            | A     |       |       |
    block 09:00-10:00 | open      | A to 10:00 |       | A     |       |
    block 09:30-11:00 | open      | A to 11:00 |       |       | A     |
    block             | open      | A dropped blocked |  |     |       |
    B books O         | refused slot-blocked | |       |       |       |
    unblock 11:00-12:00 | open    |            |       |       |       |
    B books O         | confirmed |            |       |       | B     |
  `)

  play(`
    A step that would expect a patient in a blocked slot is not taken back
    rules: standard
    clock: 08:50
    slots: 09:00-10:00 x2, 10:00-11:00 x1

    step              | result               | moves      | 09:00    | 10:00
    A B book O 09:00  | confirmed            |            | A B      |
    A checks in       | checked-in           |            | A/in B   |
    B is no-show      | no-show              |            | A/in     |
    block 09:00-10:00 | open                 |            | A/in     |
    A is undone       | refused slot-blocked |            | A/in     |
    B is undone       | refused slot-blocked |            | A/in     |
    A is called       | called               |            | A/called |
    A is undone       | checked-in           |            | A/in     |
    unblock           | open                 |            | A/in     |
    A is undone       | confirmed            |            | A        |
  `)

  play(
    `
    To another doctor in one step, and back; a waiter gets the seat
    rules: standard
    slots of rao: 09:00-10:00 x1
    slots of shah: 09:00-10:00 x1

    step                       | result     | moves                     | rao 09:00 | rao waiting | shah 09:00
    A books O rao 09:00        | confirmed  |                           | A         |         |
    B books O rao 09:00        | waitlisted |                           | A         | B       |
    A moves to shah 09:00 as C | confirmed  | A rescheduled, B to 09:00 | B         |         | C
    C moves to rao 09:00 as D  | refused slot-full |                    | B         |         | C
  `,
  )

  play(`
    A night clinic: a leave over midnight, and one that begins after it
    rules: standard
    slots: 22:00-23:00 x1, 23:00-00:00 x1, 00:00-01:00 x1, 01:00-02:00 x1

    step              | result    | moves                 | 22:00 | 23:00 | 00:00 | 01:00 | waiting
    A books O 23:00   | confirmed |                       |       | A     |       |       |
    B books O 00:00   | confirmed |                       |       | A     | B     |       |
    block 23:30-00:30 | open      | A to 01:00, B waits   |       |       |       | A     | B
    block 01:00-01:30 | open      | A dropped blocked, B dropped blocked | | |     |       |
    C books O         | confirmed |                       | C     |       |       |       |
    unblock 00:30-01:30 | open    |                       | C     |       |       |       |
    D books O 00:00   | confirmed |                       | C     |       | D     |       |
    E books O 23:00   | refused slot-blocked |            | C     |       | D     |       |
  `)

  play(`
    The day on which the clocks go back: a leave by the times that were told
    rules: standard
    date: 2026-10-25
    zone: Europe/Berlin
    clock: 00:30
    slots: 01:00-01:50 x1, 03:00-04:00 x1, 04:00-05:00 x1

    step              | result    | moves      | 01:00 | 03:00 | 04:00
    A books O 01:00   | confirmed |            | A     |       |
    B books O 03:00   | confirmed |            | A     | B     |
    block 02:30-03:30 | open      | B to 04:00 | A     |       | B
    delay 60          | open      |            | A     |       | B
    clock 01:30       |           |            | A     |       | B
    C books O 01:00   | waitlisted |           | A     |       | B
  `)
})

describe('the doctor is away, and a patient without a seat is there', () => {
  play(`
    The patient may wait for the doctor to come back, but not go home and wait
    rules: standard
    clock: 08:40
    slots: 09:00-10:00 x1

    step              | result               | moves             | 09:00
    A books O 09:00   | confirmed            |                   | A
    B books O 09:00   | waitlisted           |                   | A
    B checks in       | waitlisted           |                   | A
    block 09:00-10:00 | open                 | A dropped blocked |
    B is undone       | refused slot-blocked |                   |
    unblock           | open                 | B to 09:00        | B/in
  `)
})

describe('a patient without a seat who was called', () => {
  play(`
    The desk gives another time; the old token is over, and cannot be made to wait again
    rules: standard
    clock: 09:10
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                  | result                     | moves         | 09:00 | 10:00
    A books O 09:00       | confirmed                  |               | A     |
    B books O 10:00       | confirmed                  |               | A     | B
    C books O 09:00       | waitlisted                 |               | A     | B
    C checks in           | waitlisted                 |               | A     | B
    call next             | called                     |               | A     | B
    B cancels             | cancelled                  |               | A     |
    C moves to 10:00 as D | confirmed                  | C rescheduled | A     | D
    C is undone           | refused invalid-transition |               | A     | D
  `)
})

describe('the doctor is late', () => {
  play(`
    Seventy minutes: slots begin later, nobody is a no-show for it, and catching up cannot overlap
    rules: standard
    clock: 08:30
    slots: 09:00-10:00 x3, 10:00-11:00 x1

    step               | result               | moves                           | 09:00 | 10:00
    A B book O 09:00   | confirmed            |                                 | A B   |
    delay 70           | open                 |                                 | A B   |
    delay 70           | open                 |                                 | A B   |
    clock 10:16        |                      |                                 | A B   |
    sweep              | open                 |                                 | A B   |
    C books E 09:00    | confirmed            |                                 | C A B |
    clock 11:26        |                      |                                 | C A B |
    sweep              | open                 | A no-show, B no-show, C no-show |       |
    delay 0            | refused slot-overlap |                                 |       |
    delay 20 from 09:00 | refused slot-past   |                                 |       |
  `)

  play(`
    A delay opens no frozen slot for bumps
    rules: bumpByClass
    clock: 08:30
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step            | result     | moves | 09:00 | 10:00 | waiting
    A books W 09:00 | confirmed  |       | A     |       |
    B books W 10:00 | confirmed  |       | A     | B     |
    clock 09:10     |            |       | A     | B     |
    delay 90        | open       |       | A     | B     |
    C books P 10:00 | waitlisted |       | A     | B     | C
  `)

  play(
    `
    Only the later slots, and on time again
    rules: standard
    clock: 08:30
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                | result    | moves | 09:00 | 10:00
    delay 20 from 10:00 | open      |       |       |
    clock 10:10         |           |       |       |
    A books O           | confirmed |       |       | A
    delay 0             | open      |       |       | A
  `,
  )
})

describe('a session is closed', () => {
  play(`
    Closed by the desk: a patient who is expected becomes a no-show when the grace is over, not never
    rules: standard
    slots: 09:00-10:00 x2

    step             | result     | moves     | 09:00
    A B book O 09:00 | confirmed  |           | A B
    close            | closed     |           | A B
    clock 09:30      |            |           | A B
    A checks in      | checked-in |           | A/in B
    clock 10:20      |            |           | A/in B
    sweep            | closed     | B no-show | A/in
  `)

  play(`
    A cancelled clinic: everybody is moved to another day or doctor, or is to be called
    rules: waitlistWithEmergencyBump
    slots of rao: 09:00-10:00 x2
    slots of shah: 11:00-12:00 x1

    step                  | result    | moves                                        | rao 09:00 | shah 11:00
    A B book O rao 09:00  | confirmed |                                              | A B       |
    C books O rao 09:00   | waitlisted |                                             | A B       |
    close rao into shah   | closed    | A rescheduled, A to 11:00, B dropped blocked, C dropped blocked | | A
  `)
})

it('lists those to be called, with the reason', async () => {
  const now = Date.parse('2026-01-30T06:00:00+05:30')
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: standard(), clock: () => now })
  await opd.registerDoctor({ id: 'rao', name: 'Dr. Rao' })
  const date = '2026-01-30'
  await opd.openSession({ doctorId: 'rao', date, slots: [{ start: '09:00', end: '10:00', capacity: 2 }] })
  await opd.book({ doctorId: 'rao', date, source: 'online', patientId: 'p-1' })
  const kept = await opd.book({ doctorId: 'rao', date, source: 'online', patientId: 'p-2' })
  await opd.book({ doctorId: 'rao', date, source: 'online', patientId: 'p-3' })
  if (!('token' in kept)) throw new Error(kept.message)
  await opd.checkIn({ tokenId: kept.token.id })
  await opd.blockTime({ doctorId: 'rao', date })
  const dropped = await opd.tokens({ status: 'dropped', from: date })
  await opd.unblockTime({ doctorId: 'rao', date })
  const [first, other] = dropped
  await opd.reschedule({ tokenId: first!.id, date })
  await opd.cancel({ tokenId: other!.id })
  const lastOf = async (id: string) => (await opd.history(id)).at(-1)?.sentence
  expect(await lastOf(first!.id)).toBe('Was rebooked after it had been dropped; token rao.2026-01-30.t4 replaces it.')
  expect(await lastOf(other!.id)).toBe('Was cancelled after it had been dropped.')
  expect(dropped.map(({ patientId, cause }) => [patientId, cause])).toEqual([
    ['p-1', 'blocked'],
    ['p-3', 'blocked'],
  ])
  expect(await opd.tokens({ status: ['dropped', 'no-show'], patientId: 'p-2' })).toEqual([])
  await opd.close()
})
