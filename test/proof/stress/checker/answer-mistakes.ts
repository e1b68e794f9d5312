import { answer, booking, type Mistake, ok, refused, SLOT } from './small-history'

/** Mistakes in answers. */
export const ANSWER_MISTAKES: readonly Mistake[] = [
  [
    'the log has another status than the answer',
    'wrong answer',
    'b2 answered t2 confirmed',
    (history) => {
      history.executions[2]!.answer!.status = 'confirmed'
    },
  ],
  [
    'the log has another slot than the answer',
    'wrong answer',
    'b1 answered t1 confirmed in elsewhere',
    (history) => {
      history.executions[1]!.answer!.slotId = 'elsewhere'
    },
  ],
  [
    'a token moved and the answer does not say so',
    'wrong answer',
    'in the log t2 did',
    (history) => {
      history.executions[4]!.answer!.moved = []
    },
  ],
  [
    'a repeated command gets another answer',
    'wrong answer',
    'b1 was answered in 2 different ways',
    (history) => {
      const again = { ...answer('confirmed', 't1', SLOT), digest: 'other' }
      history.executions.push(ok('b1', 5, 6, booking('b1'), again) as never)
    },
  ],
  [
    'a command is refused after it was committed',
    'wrong answer',
    'b1 was refused (duplicate-token) after',
    (history) =>
      history.executions.push({
        ...ok('b1', 5, 6, booking('b1')),
        outcome: 'refused',
        code: 'duplicate-token',
        headAfter: 5,
      } as never),
  ],
  [
    'full is answered while a seat is free',
    'false refusal',
    'b3 was refused with slot-full',
    (history) => Object.assign(history.executions[3]!, { headBefore: 1, headAfter: 1 }),
  ],
  [
    'full is answered while there is room to wait',
    'false refusal',
    'b3 was refused with slot-full',
    (history) => {
      history.executions[3]!.command = booking('b3')
    },
  ],
  [
    'a token is refused as not found, but exists',
    'false refusal',
    'c2 was refused with token-not-found',
    (history) => history.executions.push(refused('c2', 'token-not-found')),
  ],
  [
    'a step is refused as impossible, but is possible',
    'false refusal',
    'c2 was refused with invalid-transition',
    (history) => history.executions.push(refused('c2', 'invalid-transition')),
  ],
  [
    'a slot is refused as blocked, but the doctor is there',
    'false refusal',
    'b9 was refused with slot-blocked',
    (history) => history.executions.push(refused('b9', 'slot-blocked', booking('b9'))),
  ],
  [
    'a session is refused as closed, but is open',
    'false refusal',
    'b9 was refused with session-closed',
    (history) => history.executions.push(refused('b9', 'session-closed', booking('b9'))),
  ],
  [
    'a command that ended before another comes after it',
    'out of order',
    'b1 had ended before open was given',
    (history) => Object.assign(history.executions[0]!, { invokedAt: 90, endedAt: 95 }),
  ],
  [
    'a command is in the log before it was given',
    'out of order',
    'b1 is at 2, and was given when the log ended at 3',
    (history) => {
      history.executions[1]!.headBefore = 3
    },
  ],
  [
    'a query lacks a commit that was in the log',
    'stale query',
    'was shown with version 2 after version 3',
    (history) => {
      history.queries[0]!.version = 2
    },
  ],
  [
    'a query lacks an acknowledged commit',
    'stale query',
    'was shown with version 2 after version 3',
    (history) => Object.assign(history.queries[0]!, { head: 2, version: 2 }),
  ],
  [
    'a subscriber misses an event',
    'subscriber',
    'plain: got position 4 instead of 3',
    (history) => history.subscribers[0]!.runs[1]!.shift(),
  ],
  [
    'a subscriber without checkpoint gets an event twice',
    'subscriber',
    'plain: got position 2 instead of 3',
    (history) => history.subscribers[0]!.runs[1]!.unshift({ position: 2, eventId: 'dr-hot.2030-01-20.e2' }),
  ],
  [
    'a checkpoint is ahead',
    'subscriber',
    'named: got position 5 instead of 4',
    (history) => history.subscribers[1]!.runs[1]!.splice(0, 3),
  ],
  [
    'a subscriber ends too early',
    'subscriber',
    'named: got 4 of 5',
    (history) => history.subscribers[1]!.runs[1]!.pop(),
  ],
  [
    'a subscriber gets another event',
    'subscriber',
    'plain: got x as position 1',
    (history) => {
      history.subscribers[0]!.runs[0]![0]!.eventId = 'x'
    },
  ],
  ['a process ends with an error', 'broken', 'w1 ended', (history) => history.broken.push('w1 ended with 1')],
]
