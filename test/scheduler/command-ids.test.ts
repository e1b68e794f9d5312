import { type Command, type Commands, isOpdError, OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'

// A day on which the clocks are set back, so that `disambiguation` changes what a slot means.
const DAY = '2026-10-25'
const SESSION = `dr-rao.${DAY}`
const [NINE, TEN] = [`${SESSION}.0900`, `${SESSION}.1000`]
const [BOOKED, RIVAL] = [`${SESSION}.t1`, `${SESSION}.t2`]
const nine = { doctorId: 'dr-rao', date: DAY, start: '09:00' }

/** One committed command, and for each of its fields changes that give the field another value. */
interface Case {
  /** Commands before it. */
  readonly before?: readonly object[]
  readonly given: object
  readonly changes: Readonly<Record<string, readonly object[]>>
}

const slot = { start: '02:30', end: '04:00', capacity: 2, disambiguation: 'later' }
const slotChanges: readonly object[] = [
  { slots: [{ ...slot, start: '02:20' }] },
  { slots: [{ ...slot, end: '04:10' }] },
  { slots: [{ ...slot, capacity: 3 }] },
  { slots: [{ ...slot, disambiguation: 'earlier' }] },
  { slots: [{ ...slot, nextDay: true }] },
  { slots: [slot, { start: '12:00', end: '13:00', capacity: 1 }] },
]
const booking = { ...nine, source: 'online', patientId: 'p-1' }
const SESSION_CHANGES = { sessionId: [{ sessionId: 'dr-rao.2026-10-26' }] }
const byDay = (given: object): Case => ({
  given: { ...given, doctorId: 'dr-rao', date: DAY },
  changes: { doctorId: [{ doctorId: 'dr-sen' }], date: [{ date: '2026-10-26' }] },
})
const tokenId = [{ tokenId: RIVAL }, { tokenId: 'host-1' }]
const step = (...before: readonly object[]): readonly Case[] => [
  { before: [{ op: 'book', ...booking }, ...before], given: { tokenId: BOOKED }, changes: { tokenId } },
]
/** A step that says that a patient came or did not come, also with an override. */
const attendance = (...before: readonly object[]): readonly Case[] => [
  ...step(...before),
  {
    before: [{ op: 'book', ...booking }, ...before],
    given: { tokenId: BOOKED, override: true, actor: 'matron' },
    changes: { tokenId, override: [{ override: false }, { override: undefined }] },
  },
]
/** The same in a consulting room. */
const inRoom = (...before: readonly object[]): readonly Case[] => [
  ...attendance(...before),
  {
    before: [{ op: 'book', ...booking }, ...before],
    given: { tokenId: BOOKED, room: '1' },
    changes: { room: [{ room: '2' }, { room: undefined }] },
  },
]
const present: readonly object[] = [
  { op: 'book', ...booking },
  { op: 'checkIn', tokenId: BOOKED },
]
const held = [{ op: 'book', ...booking, holdMinutes: 5 }]
const OTHER_SESSION = { op: 'openSession', doctorId: 'dr-sen', date: DAY, slots: [slot] }
const OVERDUE = { clock: '10:00' }

const CASES: { readonly [Op in keyof Commands]: readonly Case[] } = {
  registerDoctor: [
    {
      given: { id: 'dr-new', name: 'Dr. New', specialization: 'ENT', minutesPerVisit: 7 },
      changes: {
        id: [{ id: 'dr-old' }],
        name: [{ name: 'Dr. Newer' }],
        specialization: [{ specialization: 'Surgery' }, { specialization: undefined }],
        minutesPerVisit: [{ minutesPerVisit: 8 }, { minutesPerVisit: undefined }],
      },
    },
  ],
  openSession: [
    {
      given: { doctorId: 'dr-rao', date: '2026-10-26', slots: [{ start: '09:00', end: '10:00', capacity: 1 }] },
      changes: { doctorId: [{ doctorId: 'dr-sen' }], date: [{ date: '2026-10-27' }] },
    },
    { given: { doctorId: 'dr-sen', date: DAY, slots: [slot] }, changes: { slots: slotChanges, rooms: [{ rooms: 2 }] } },
    {
      given: { doctorId: 'dr-sen', date: DAY, slots: [slot], rooms: 3 },
      changes: { rooms: [{ rooms: 2 }, { rooms: undefined }] },
    },
  ],
  addSlots: [
    { given: { sessionId: SESSION, slots: [slot] }, changes: { ...SESSION_CHANGES, slots: slotChanges } },
    byDay({ slots: [slot] }),
  ],
  resizeSlot: [
    {
      given: { slotId: NINE, capacity: 4, displace: true },
      changes: { slotId: [{ slotId: TEN }], capacity: [{ capacity: 5 }], displace: [{ displace: false }] },
    },
  ],
  blockTime: [
    {
      before: [OTHER_SESSION],
      given: { sessionId: SESSION, from: '09:00', to: '10:00', elsewhere: ['dr-sen.2026-10-25'] },
      changes: {
        ...SESSION_CHANGES,
        from: [{ from: '09:30' }, { from: undefined }],
        to: [{ to: '09:30' }, { to: undefined }],
        elsewhere: [{ elsewhere: ['dr-sen.2026-10-26'] }, { elsewhere: [] }, { elsewhere: undefined }],
      },
    },
    byDay({}),
  ],
  unblockTime: [
    {
      before: [{ op: 'blockTime', sessionId: SESSION }],
      given: { sessionId: SESSION, from: '09:00', to: '10:00' },
      changes: { ...SESSION_CHANGES, from: [{ from: '09:30' }], to: [{ to: '09:30' }] },
    },
    { before: [{ op: 'blockTime', sessionId: SESSION }], ...byDay({}) },
  ],
  delay: [
    {
      given: { sessionId: SESSION, minutes: 20, from: '10:00' },
      changes: { ...SESSION_CHANGES, minutes: [{ minutes: 21 }], from: [{ from: '09:00' }, { from: undefined }] },
    },
    byDay({ minutes: 20 }),
  ],
  closeSession: [
    { given: { sessionId: SESSION }, changes: SESSION_CHANGES },
    byDay({}),
    {
      before: [OTHER_SESSION],
      given: { sessionId: SESSION, expected: 'move', elsewhere: ['dr-sen.2026-10-25'] },
      changes: {
        expected: [
          { expected: 'keep', elsewhere: undefined },
          { expected: undefined, elsewhere: undefined },
        ],
        elsewhere: [{ elsewhere: undefined }],
      },
    },
  ],
  sweepSession: [
    { before: [...held, OVERDUE], given: { sessionId: SESSION }, changes: SESSION_CHANGES },
    { before: [...held, OVERDUE], ...byDay({}) },
  ],
  callNext: [
    { before: present, given: { sessionId: SESSION }, changes: { ...SESSION_CHANGES, room: [{ room: '1' }] } },
    {
      before: present,
      given: { sessionId: SESSION, room: '1' },
      changes: { room: [{ room: '2' }, { room: undefined }] },
    },
    { before: present, ...byDay({}) },
  ],
  book: [
    {
      given: { ...booking, tokenId: 'host-1', attributes: { triage: 2, ward: 'a', elderly: true }, holdMinutes: 5 },
      changes: {
        doctorId: [{ doctorId: 'dr-sen' }, { date: undefined, start: undefined }],
        date: [{ date: '2026-10-26' }],
        start: [{ start: '10:00' }, { start: undefined }],
        source: [{ source: 'walk-in' }],
        patientId: [{ patientId: 'p-2' }],
        tokenId: [{ tokenId: 'host-2' }, { tokenId: undefined }],
        attributes: [
          { attributes: { triage: 3, ward: 'a', elderly: true } },
          { attributes: { triage: '2', ward: 'a', elderly: true } },
          { attributes: { triage: 2, ward: 'b', elderly: true } },
          { attributes: { triage: 2, ward: 'a', elderly: false } },
          { attributes: { triage: 2, ward: 'a' } },
          { attributes: { triage: 2, ward: 'a', elderly: true, more: 1 } },
          { attributes: { triage: 2, wards: 'a', elderly: true } },
          { attributes: {} },
          { attributes: undefined },
        ],
        holdMinutes: [{ holdMinutes: 6 }, { holdMinutes: undefined }],
      },
    },
    {
      given: { doctorId: 'dr-rao', now: true, source: 'emergency', patientId: 'p-1' },
      changes: { now: [{ now: false }, { now: undefined }] },
    },
    {
      given: { doctorId: 'dr-rao', withinDays: 7, source: 'online', patientId: 'p-1' },
      changes: { withinDays: [{ withinDays: 8 }, { withinDays: undefined }] },
    },
    {
      given: { doctorIds: ['dr-rao', 'dr-sen'], date: DAY, source: 'online', patientId: 'p-1' },
      changes: {
        doctorIds: [
          { doctorIds: ['dr-sen', 'dr-rao'] },
          { doctorIds: ['dr-rao', 'dr-sen', 'dr-roy'] },
          { doctorIds: undefined, doctorId: 'dr-rao' },
        ],
        date: [{ date: '2026-10-26' }],
      },
    },
    {
      before: [
        { op: 'book', ...booking },
        { op: 'book', ...booking, patientId: 'p-2' },
      ],
      given: { slotId: NINE, source: 'walk-in', patientId: 'p-3', override: true, bump: BOOKED, actor: 'matron' },
      changes: {
        slotId: [{ slotId: TEN }],
        override: [{ override: false, bump: undefined }],
        bump: [{ bump: RIVAL }, { bump: undefined }],
      },
    },
  ],
  reschedule: [
    {
      before: [{ op: 'book', ...booking }],
      given: { tokenId: BOOKED, slotId: TEN },
      changes: { tokenId, slotId: [{ slotId: NINE }] },
    },
    {
      before: [{ op: 'book', ...booking }],
      given: { tokenId: BOOKED, doctorId: 'dr-rao', date: DAY, start: '10:00' },
      changes: {
        doctorId: [{ doctorId: 'dr-sen' }],
        date: [{ date: '2026-10-26' }],
        start: [{ start: '09:00' }, { start: undefined }],
      },
    },
  ],
  reclassify: [
    {
      before: [{ op: 'book', ...booking }],
      given: { tokenId: BOOKED, source: 'paid', attributes: { triage: 1 } },
      changes: {
        tokenId,
        source: [{ source: 'walk-in' }, { source: undefined }],
        attributes: [{ attributes: { triage: 2 } }, { attributes: { age: 1 } }, { attributes: undefined }],
      },
    },
    {
      before: [{ op: 'book', ...booking }],
      given: { tokenId: BOOKED, source: 'paid', override: true, actor: 'matron' },
      changes: { tokenId, source: [{ source: 'walk-in' }], override: [{ override: false }, { override: undefined }] },
    },
  ],
  reinstate: [
    {
      before: [
        { op: 'book', ...booking },
        { op: 'noShow', tokenId: BOOKED },
      ],
      given: { tokenId: BOOKED, override: true, actor: 'matron' },
      changes: { tokenId, override: [{ override: false }] },
    },
  ],
  confirm: [{ before: held, given: { tokenId: BOOKED }, changes: { tokenId } }],
  cancel: step(),
  checkIn: attendance(),
  call: inRoom({ op: 'checkIn', tokenId: BOOKED }),
  skip: step({ op: 'checkIn', tokenId: BOOKED }, { op: 'call', tokenId: BOOKED }),
  start: inRoom(),
  complete: attendance(),
  leaveUnseen: step({ op: 'checkIn', tokenId: BOOKED }),
  noShow: attendance(),
  undo: step({ op: 'checkIn', tokenId: BOOKED }),
}

/** A clinic in Berlin after these commands. `{ clock }` sets the time of the day. */
async function clinicAfter(before: readonly object[]) {
  let now = Date.parse(`${DAY}T00:30:00Z`)
  const opd = new OpdScheduler({ timeZone: 'Europe/Berlin', clock: () => now })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await opd.registerDoctor({ id: 'dr-sen', name: 'Dr. Sen' })
  const slots = ['09', '10'].map((hour) => ({ start: `${hour}:00`, end: `${hour}:50`, capacity: 2 }))
  await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots })
  for (const each of before) {
    if ('clock' in each) now = Date.parse(`${DAY}T${each.clock}:00Z`)
    else if ((await opd.execute(each as Command)).status === 'rejected') throw new Error(JSON.stringify(each))
  }
  return opd
}

/** Fields that the reader of a command knows, except those of every command. */
async function fieldsOf(command: Command): Promise<string[]> {
  const opd = await clinicAfter([])
  const thrown = await opd.execute({ ...command, unknown: 1 } as unknown as Command).catch((error: unknown) => error)
  const known = /The fields are (.*)\./.exec((thrown as Error).message)![1]!
  return known.split(', ').filter((field) => !['op', 'commandId', 'actor', 'note'].includes(field))
}

for (const [op, cases] of Object.entries(CASES)) {
  const commandOf = ({ given }: Case) => ({ op, ...given, commandId: 'c-1' }) as unknown as Command

  describe(`a repeated command id of ${op}`, () => {
    it('is another command if any field has another value', async () => {
      for (const each of cases) {
        const command = commandOf(each)
        const opd = await clinicAfter(each.before ?? [])
        const first = await opd.execute(command)
        expect(first.status).not.toBe('rejected')
        for (const change of Object.values(each.changes).flat()) {
          const answer = await opd.execute({ ...command, ...change } as Command).catch((thrown: unknown) => thrown)
          expect([change, isOpdError(answer) ? answer.code : answer]).toEqual([change, 'command-id-reused'])
        }
        expect(await opd.execute(command)).toEqual(first)
      }
    })

    it('is asked about every field', async () => {
      const known = await Promise.all(cases.map((each) => fieldsOf(commandOf(each))))
      const changed = cases.flatMap(({ changes }) => Object.keys(changes))
      expect([...new Set(changed)].sort()).toEqual([...new Set(known.flat())].sort())
    })

    it('returns the first answer to another actor with another note', async () => {
      for (const each of cases) {
        const command = commandOf(each)
        const opd = await clinicAfter(each.before ?? [])
        const first = await opd.execute({ ...command, actor: 'desk-1', note: 'first' })
        const { length } = await opd.history(BOOKED)
        expect(await opd.execute({ ...command, actor: 'desk-2', note: 'second\ntry' })).toEqual(first)
        if (!('override' in each.given)) expect(await opd.execute(command)).toEqual(first)
        expect(await opd.history(BOOKED)).toHaveLength(length)
      }
    })
  })
}
