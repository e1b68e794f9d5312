// Types that the signatures of exported names mention, but that no module exports: a reader of the site can click on them.
// The build fails if one is missing. They are listed by name because TypeDoc gives a name to the first module that exports it.

export type {
  AttendanceOp,
  Book,
  CallNext,
  CallToRoom,
  Reclassify,
  RecordAttendance,
  Reinstate,
  Reschedule,
  SweepSession,
  TokenCommand,
  TokenOp,
} from '../../src/api/commands'
export type {
  Cascaded,
  Habits,
  Listener,
  MovedOut,
  QueryOptions,
  SentToWait,
  SubscribeOptions,
  SweeperOptions,
} from '../../src/api/options'
export type { PageQuery, TokenQuery } from '../../src/api/queries'
export type { DoctorDone, RefusalDetails, RefusedPlace, SessionDone, SweepReport } from '../../src/api/results'
export type {
  AddSlots,
  BlockTime,
  CloseSession,
  Delay,
  Disambiguation,
  Elsewhere,
  OpenedSessions,
  OpenSession,
  RegisterDoctor,
  ResizeSlot,
  SlotInput,
  TimeRange,
  TimetableException,
  UnblockTime,
  UnopenedSession,
  Weekday,
} from '../../src/api/session-commands'
export type {
  AnyDay,
  AnyDoctor,
  CommandOptions,
  DoctorDay,
  GoalDay,
  SessionByDate,
  SessionById,
  SessionTarget,
  SlotById,
} from '../../src/api/targets'
export type {
  Called,
  CalledNumber,
  Completed,
  Ended,
  EstimatedRange,
  EstimateQuery,
  Expected,
  NextNumber,
  NumberInRoom,
  PlaceOf,
  QueueEntry,
  Seated,
  Tentative,
  TimeAway,
  TokenDetails,
  TokenEstimate,
  TokenPlace,
  Waiting,
} from '../../src/api/views'
export type {
  FromSeat,
  Gone,
  Having,
  Lacking,
  TokenEventFields,
  ToSeat,
  Unseated,
  Waits,
} from '../../src/events/event'
