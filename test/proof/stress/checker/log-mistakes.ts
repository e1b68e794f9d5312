import { answer, append, booking, given, type Mistake, ok, SLOT, slot, token } from './small-history'

/** Mistakes in the log itself. */
export const LOG_MISTAKES: readonly Mistake[] = [
  [
    'an acknowledged command is not in the log',
    'lost',
    'b9 was acknowledged',
    (history) => history.executions.push(ok('b9', 5, 6, booking('b9'), answer('confirmed', 't1', SLOT)) as never),
  ],
  [
    'an answered token is missing',
    'lost',
    't9, in the answer to c1, is missing',
    (history) => {
      history.executions[4]!.answer!.moved = ['t9']
    },
  ],
  [
    'a command is in the log twice',
    'duplicated',
    'b1 is in the log 2 times, at 2, 6',
    (history) => append(history, 'b1', token('t3', 'token.waitlisted', null, null, true)),
  ],
  [
    'two events of a commit are apart',
    'duplicated',
    'c1 is in the log 2 times',
    (history) => {
      append(history, 'open', { type: 'session.closed' })
      append(history, 'c1', { type: 'session.closed' })
    },
  ],
  [
    'more tokens than seats, if only for one event',
    'overbooked',
    'has 2 tokens in 1 seats, after position 6',
    (history) => {
      given(history, 'b4', 't3')
      append(history, 'b4', token('t3', 'token.confirmed', null, SLOT, true))
      given(history, 'c3', 't3')
      append(history, 'c3', token('t3', 'token.cancelled', SLOT, null))
    },
  ],
  [
    'a slot is shrunk under its tokens',
    'overbooked',
    'has 1 tokens in 0 seats',
    (history) => {
      given(history, 'r1', null)
      append(history, 'r1', { type: 'slot.resized', slot: slot(0), overflowLimit: 0 })
    },
  ],
  [
    'more tokens in overflow seats than the session allows',
    'overbooked',
    'has 1 tokens in 0 overflow seats, after the commit of r2',
    (history) => {
      given(history, 'r2', null)
      append(history, 'r2', { type: 'slot.resized', slot: { ...slot(1), capacity: 0 }, overflowLimit: 0 })
    },
  ],
  [
    'the doctor is away and a patient is expected',
    'misplaced',
    `${SLOT} is blocked, and p-t2 is confirmed there, after the commit of a1`,
    (history) => {
      given(history, 'a1', null)
      append(history, 'a1', { type: 'slot.blocked', slot: { ...slot(1), blocked: true } })
    },
  ],
  [
    'a token gets a seat while the doctor is away',
    'misplaced',
    'where the doctor is away',
    (history) => {
      given(history, 'a1', null)
      append(history, 'a1', { type: 'slot.blocked', slot: { ...slot(2), blocked: true } })
      given(history, 'b4', 't3')
      append(history, 'b4', token('t3', 'token.confirmed', null, SLOT, true))
    },
  ],
  [
    'a token is issued in a closed session',
    'misplaced',
    'issues t3 in a closed session',
    (history) => {
      given(history, 'a1', null)
      append(history, 'a1', { type: 'session.closed' })
      given(history, 'b4', 't3')
      append(history, 'b4', token('t3', 'token.waitlisted', null, null, true))
    },
  ],
  [
    'a refused command is in the log',
    'unasked',
    'b1 was refused',
    (history) =>
      Object.assign(history.executions[1]!, {
        outcome: 'refused',
        code: 'queue-empty',
        headAfter: 1,
        answer: undefined,
      }),
  ],
  [
    'a failed command is in the log',
    'unasked',
    'b1 was failed',
    (history) =>
      Object.assign(history.executions[1]!, {
        outcome: 'failed',
        code: 'conflict-retries-exhausted',
        answer: undefined,
      }),
  ],
  [
    'a command in the log was never given',
    'unasked',
    'the command x was never given',
    (history) => append(history, 'x', { type: 'session.closed' }),
  ],
  [
    'a position is missing',
    'holes',
    'position 6 is number 5',
    (history) => {
      history.entries[4]!.position = 6
    },
  ],
  [
    'a version is missing',
    'holes',
    'goes on with version 6',
    (history) => {
      history.entries[4]!.version = 6
    },
  ],
  [
    'a version occurs twice',
    'holes',
    'goes on with version 4',
    (history) => {
      history.entries[4]!.version = 4
    },
  ],
  ['read lacks an event', 'holes', 'read returns 4 events', (history) => history.log.pop()],
  [
    'a stream is listed with another version',
    'holes',
    'is listed with 7',
    (history) => history.versions?.set('dr-hot.2030-01-20', 7),
  ],
  [
    'an event of another command in a commit',
    'holes',
    'of b9 is in the commit of c1',
    (history) => {
      Object.assign(history.entries[4]!.event, { commandId: 'b9' })
    },
  ],
  [
    'a token takes a seat without leaving the other',
    'misplaced',
    `from null, but it is in ${SLOT}`,
    (history) => {
      given(history, 'm1', 't2')
      append(history, 'm1', token('t2', 'token.moved', null, SLOT))
    },
  ],
  [
    'a token id is given twice',
    'misplaced',
    'issues t2 again',
    (history) => {
      given(history, 'b4', 't2')
      append(history, 'b4', token('t2', 'token.waitlisted', SLOT, null, true))
    },
  ],
  [
    'a token is confirmed and has no seat',
    'misplaced',
    'a scheduler not at all',
    (history) => history.places.delete('t2'),
  ],
  ['a live token has no key of its day', 'key lost', 'p-t2 belongs to undefined', (history) => history.keys.clear()],
  [
    'a key belongs to another session than the live token',
    'key lost',
    'p-t2 belongs to dr-a.2030-01-20',
    (history) => history.keys.set('~day/2030-01-20/p-t2', 'dr-a.2030-01-20'),
  ],
  [
    'a key is left behind by a token that ended',
    'key leaked',
    'p-t1 belongs to dr-hot.2030-01-20',
    (history) => history.keys.set('~day/2030-01-20/p-t1', 'dr-hot.2030-01-20'),
  ],
  [
    'a patient has two live tokens on a day, if only for one commit',
    'doubled',
    't2 and t3 are live after the commit of b4',
    (history) => {
      given(history, 'b4', 't3')
      const twin = token('t3', 'token.waitlisted', null, null, true)
      append(history, 'b4', { ...twin, patientId: 'p-t2' })
      given(history, 'c3', 't3')
      append(history, 'c3', { ...token('t3', 'token.cancelled', null, null), patientId: 'p-t2' })
    },
  ],
  [
    'a waiting token has no list',
    'misplaced',
    'leaves t2 waiting for nothing',
    (history) => Object.assign(history.entries[2]!.event, { waitsFor: null }),
  ],
]
