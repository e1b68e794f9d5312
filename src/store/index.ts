/**
 * For authors of stores: the port, and the events that it stores.
 *
 * @module
 */

export type {
  DoctorEvent,
  EventBase,
  OpdEvent,
  RequestRecord,
  Rival,
  SessionClosed,
  SessionDelayed,
  SessionEventBase,
  SessionOpened,
  SlotBlocked,
  SlotEvent,
  SlotRecord,
  SlotReleased,
  SlotTimes,
  TokenEvent,
  TokenEventBase,
  TokenEventType,
  WaitsFor,
} from '../events/event'
export type {
  AppendOutcome,
  Commit,
  CommitRecord,
  KeyClaim,
  ListingQuery,
  LogEntry,
  Postponement,
  SessionQuery,
  Store,
  StreamEntry,
  Write,
  WriteTurn,
} from './store'
