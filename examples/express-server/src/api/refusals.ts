import type { Command, RefusalCode } from 'opd-scheduler'

const SEATS = ['bump-failed', 'quota-exhausted', 'slot-full', 'no-capacity'] as const
const STEP = ['token-not-found', 'invalid-transition'] as const
const ATTENDANCE = [...STEP, 'policy-denied', 'outside-service-date'] as const
const DAY = ['session-not-found', 'slot-not-found', 'slot-past'] as const

/** The refusals of each command, besides `plan-stale`, which `If-Match` may give to any. */
export const REFUSALS_OF: { readonly [Op in Command['op']]: readonly RefusalCode[] } = {
  registerDoctor: [],
  openSession: ['doctor-not-found', 'session-exists', 'slot-overlap'],
  addSlots: ['session-not-found', 'session-closed', 'slot-past', 'slot-overlap'],
  resizeSlot: ['session-not-found', 'slot-not-found', 'session-closed', 'capacity-in-use'],
  blockTime: [...DAY, 'session-closed', 'too-many-moves'],
  unblockTime: [...DAY, 'session-closed'],
  delay: [...DAY, 'slot-overlap'],
  closeSession: ['session-not-found', 'session-closed', 'too-many-moves'],
  sweepSession: ['session-not-found'],
  book: [
    ...(['token-id-taken', 'doctor-not-found', 'session-not-found', 'token-not-found', 'slot-not-found'] as const),
    ...(['unknown-source', 'policy-denied', 'session-closed', 'slot-past', 'slot-blocked'] as const),
    ...(['duplicate-token', ...SEATS] as const),
  ],
  reschedule: [
    ...(['session-not-found', 'token-not-found', 'slot-not-found'] as const),
    ...(['unknown-source', 'policy-denied', 'session-closed', 'invalid-transition', 'slot-past'] as const),
    ...(['slot-blocked', 'duplicate-token', ...SEATS] as const),
  ],
  reclassify: [...STEP, 'unknown-source', 'policy-denied', 'duplicate-token', 'no-capacity'],
  reinstate: [
    ...([...STEP, 'policy-denied', 'session-closed', 'slot-past', 'slot-blocked', 'duplicate-token'] as const),
    ...(['slot-full', 'no-capacity'] as const),
  ],
  callNext: ['session-not-found', 'queue-empty', 'standby-waits'],
  confirm: [...STEP, 'hold-expired'],
  cancel: [...STEP, 'hold-expired'],
  checkIn: [...ATTENDANCE, 'session-closed', 'duplicate-token', 'no-capacity'],
  call: [...ATTENDANCE, 'standby-waits'],
  skip: STEP,
  start: [...ATTENDANCE, 'standby-waits'],
  complete: ATTENDANCE,
  leaveUnseen: STEP,
  noShow: ATTENDANCE,
  undo: [...STEP, 'session-closed', 'slot-blocked', 'duplicate-token', 'slot-full', 'no-capacity'],
}
