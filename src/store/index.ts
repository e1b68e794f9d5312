/**
 * For authors of stores: the port, and the events that it stores.
 *
 * @module
 */

export type {
  DoctorEvent,
  OpdEvent,
  SessionClosed,
  SessionDelayed,
  SessionOpened,
  SlotBlocked,
  SlotEvent,
  SlotRecord,
  SlotReleased,
} from '../events/event'
export type { EventBase, SessionEventBase } from '../events/event-base'
export type {
  RequestRecord,
  Rival,
  SlotTimes,
  TokenEvent,
  TokenEventBase,
  TokenEventType,
  WaitsFor,
} from '../events/token-event'
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
