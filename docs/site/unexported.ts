// Types that the signatures of exported names mention, but that no module exports: a reader of the site can click on them.
// The build fails if one is missing. They are listed by name because TypeDoc gives a name to the first module that exports it.
export type { CommandOptions } from '../../src/api/command-options'
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
export type { BlockTime, CloseSession, Delay, Elsewhere, TimeRange, UnblockTime } from '../../src/api/doctor-away'
export type { Cascaded, Listener, MovedOut, SentToWait } from '../../src/api/event-map'
export type { OpenedSessions, TimetableException, UnopenedSession, Weekday } from '../../src/api/open-sessions'
export type { Habits, QueryOptions, SubscribeOptions, SweeperOptions } from '../../src/api/options'
export type { PageQuery } from '../../src/api/page-query'
export type { CalledNumber, NextNumber, NumberInRoom, TimeAway } from '../../src/api/public-board'
export type { EstimatedRange, QueueEntry } from '../../src/api/queue-view'
export type { RefusalDetails, RefusedPlace } from '../../src/api/refusals'
export type { DoctorDone, SessionDone, SweepReport } from '../../src/api/results'
export type { AddSlots, Disambiguation, OpenSession, RegisterDoctor, ResizeSlot, SlotInput } from '../../src/api/roster'
export type {
  AnyDay,
  AnyDoctor,
  DoctorDay,
  GoalDay,
  SessionByDate,
  SessionById,
  SessionTarget,
  SlotById,
} from '../../src/api/targets'
export type { EstimateQuery, TokenEstimate } from '../../src/api/token-estimate'
export type { TokenQuery } from '../../src/api/token-query'
export type {
  Called,
  Completed,
  Ended,
  Expected,
  PlaceOf,
  Seated,
  Tentative,
  TokenDetails,
  TokenPlace,
  Waiting,
} from '../../src/api/token-view'
export type {
  FromSeat,
  Gone,
  Having,
  Lacking,
  TokenEventFields,
  ToSeat,
  Unseated,
  Waits,
} from '../../src/events/token-event'
