import { OpdScheduler, waitlistWithEmergencyBump } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { play } from './play'

const DATE = '2026-01-30'
const DOCTORS = ['rao', 'shah', 'iyer'] as const

describe('waitlistWithEmergencyBump', () => {
  it('Scenario 3: waitlistWithEmergencyBump, a day', async () => {
    const rules = waitlistWithEmergencyBump()
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, clock: () => Date.parse('2026-01-30T00:30:00Z') })
    for (const id of DOCTORS) {
      await opd.registerDoctor({ id, name: id })
      await opd.openSession({
        doctorId: id,
        date: DATE,
        slots: [
          { start: '09:00', end: '10:00', capacity: 10 },
          { start: '10:00', end: '11:00', capacity: 10 },
          { start: '11:00', end: '12:00', capacity: 8 },
          { start: '12:00', end: '13:00', capacity: 8 },
        ],
      })
    }
    const tokens: { readonly id: string; live: boolean }[] = []
    const check = async (): Promise<void> => {
      for (const doctor of DOCTORS) {
        const session = await opd.session(`${doctor}.${DATE}`)
        expect(checkInvariants(session!, rules)).toEqual([])
      }
    }
    const book = async (doctorId: string, start: string, source: string, patientId: string): Promise<void> => {
      const result = await opd.book({ doctorId, date: DATE, start, source, patientId })
      expect(result.status).toBe('confirmed')
      if (result.status !== 'rejected') tokens.push({ id: result.token.id, live: true })
      await check()
    }

    for (let i = 0; i < 10; i++) await book(DOCTORS[i % 3]!, '09:00', 'online', `online-${i}`)
    for (let i = 0; i < 5; i++) await book(DOCTORS[i % 3]!, '09:00', 'walk-in', `walk-in-${i}`)
    for (let i = 0; i < 2; i++) await book(DOCTORS[i]!, '10:00', 'paid', `paid-${i}`)
    for (const token of tokens.slice(0, 3)) {
      expect((await opd.cancel({ tokenId: token.id })).status).toBe('cancelled')
      token.live = false
      await check()
    }
    for (let i = 0; i < 2; i++) await book('rao', '09:00', 'emergency', `emergency-${i}`)
    const lastTwo = tokens.filter((token) => token.live).slice(-2)
    for (const token of lastTwo) {
      expect((await opd.token(token.id))?.source).toBe('emergency')
      expect((await opd.noShow({ tokenId: token.id })).status).toBe('no-show')
      await check()
    }
    await book('rao', '11:00', 'follow-up', 'walk-in-0')
    await book('shah', '11:00', 'follow-up', 'walk-in-1')

    expect(await opd.stats()).toMatchObject({
      tokens: 21,
      patients: 19,
      byStatus: { confirmed: 16, waitlisted: 0, cancelled: 3, 'no-show': 2 },
      bySource: { online: 10, 'walk-in': 5, paid: 2, emergency: 2, 'follow-up': 2 },
    })
    const used = async (doctor: string) => (await opd.session(`${doctor}.${DATE}`))?.slots.map((slot) => slot.used)
    expect(await used('rao')).toEqual([5, 1, 1, 0])
    expect(await used('shah')).toEqual([4, 1, 1, 0])
    expect(await used('iyer')).toEqual([3, 0, 0, 0])
    const utilisation = async (doctorId: string) => (await opd.stats({ doctorId })).utilisation
    expect(await Promise.all(DOCTORS.map(utilisation))).toEqual([19.4, 16.7, 8.3])
    await opd.close()
  })

  play(
    `
    Scenario 4: waitlistWithEmergencyBump, promotion

    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x2

    step             | result        | moves      | 09:00 | waiting
    A books O 09:00  | confirmed #1  |            | A     |
    B books W 09:00  | confirmed #2  |            | A B   |
    C books P 09:00  | waitlisted #1 |            | A B   | C
    D books F 09:00  | waitlisted #2 |            | A B   | C D
    G books P 09:00  | waitlisted #2 |            | A B   | C G D
    A cancels        | cancelled     | C to 09:00 | C B   | G D
    X books E 09:00  | confirmed #1  | B waits    | X C   | G D B
    X no-show        | no-show       | G to 09:00 | C G   | D B
  `,
    {
      async end({ opd, tokenIds }) {
        const session = await opd.session('doctor.2026-01-30')
        const numbers = session!.tokens.map((token) => token.number)
        expect(numbers).toEqual(['001', '002', '003', '004', '005', '006'])
        const { rank, baseRank, bumps } = (await opd.token(tokenIds.get('B')!))!
        expect({ rank, baseRank, bumps }).toEqual({ rank: 5, baseRank: 5, bumps: 1 })
      },
    },
  )

  play(`
    Scenario 5: the planned time is the start and five minutes for each token before it

    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x10
    minutes per visit: 5

    step                | result              | 09:00
    t1 books O 09:00    | confirmed #1 09:00  | t1
    t2 books O 09:00    | confirmed #2 09:05  | t1 t2
    t3..t4 book O 09:00 | confirmed           | t1 t2 t3 t4
    t5 books O 09:00    | confirmed #5 09:20  | t1 t2 t3 t4 t5
    t6..t9 book O 09:00 | confirmed           | t1 t2 t3 t4 t5 t6 t7 t8 t9
    t10 books O 09:00   | confirmed #10 09:45 | t1 t2 t3 t4 t5 t6 t7 t8 t9 t10
  `)

  play(`
    waitlistWithEmergencyBump lets an emergency wait if all are emergencies

    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x2

    step               | result         | moves       | 09:00 | waiting
    A B book E 09:00   | confirmed      |             | A B   |
    C books E 09:00    | waitlisted #1  |             | A B   | C
    D books P 09:00    | waitlisted #2  |             | A B   | C D
    F books charity 09:00 | refused unknown-source |  | A B   | C D
    A checks in        | checked-in     |             | A/in B | C D
    A no-show          | refused invalid-transition | | A/in B | C D
    A starts           | in-consultation |            | A/now B | C D
    A cancels          | refused invalid-transition | | A/now B | C D
    A completes        | completed      |             | A/done B | C D
    B cancels          | cancelled      | C to 09:00  | A/done C | D
  `)

  play(
    `
    waitlistWithEmergencyBump lets twenty newcomers wait for a slot, and any bumped patients

    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x1

    step                 | result            | moves   | waiting
    A books W 09:00      | confirmed         |         |
    W1..W19 book W 09:00 | waitlisted        |         | W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 W13 W14 W15 W16 W17 W18 W19
    W20 books W 09:00    | waitlisted #20    |         | W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 W13 W14 W15 W16 W17 W18 W19 W20
    P books P 09:00      | refused slot-full |         | "
    E books E 09:00      | confirmed         | A waits | A W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 W13 W14 W15 W16 W17 W18 W19 W20
  `,
  )
})
