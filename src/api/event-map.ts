import type {
  DoctorEvent,
  OpdEvent,
  SessionClosed,
  SessionDelayed,
  SessionOpened,
  SlotBlocked,
  SlotEvent,
  SlotReleased,
} from '../events/event'
import type { Having, Lacking, TokenEvent, TokenEventType } from '../events/token-event'

/** A bump or a move after which the token is on the waiting list. */
export type SentToWait = TokenEvent<'token.bumped' | 'token.moved'> & Lacking<'to'> & Having<'waitsFor'>

/** A bump or a move after which the token has neither a seat nor a place on the waiting list. */
export type MovedOut = TokenEvent<'token.bumped' | 'token.moved'> & Lacking<'to' | 'waitsFor'>

/** A bump after which the token has another seat. */
export type Cascaded = TokenEvent<'token.bumped'> & Having<'to' | 'toSlot'>

/** The event that a listener gets, by the type that it listens to. */
export type EventMap = {
  /** Every event, once. */
  '*': OpdEvent
  /** A doctor was registered or changed. */
  'doctor.registered': DoctorEvent
  /** A session opened. */
  'session.opened': SessionOpened
  /** A session closed. */
  'session.closed': SessionClosed
  /** A slot was added. */
  'slot.added': SlotEvent<'slot.added'>
  /** The seats that a slot reserved for channels are open to all. */
  'slot.released': SlotReleased
  /** The doctor is away in a slot. */
  'slot.blocked': SlotBlocked<'slot.blocked'>
  /** The doctor is back in a slot. */
  'slot.unblocked': SlotBlocked<'slot.unblocked'>
  /** The clinic runs late, or on time again. */
  'session.delayed': SessionDelayed
  /** A slot got another capacity. */
  'slot.resized': SlotEvent<'slot.resized'>
  /** A bumped token got another seat; emitted after its `token.bumped`. */
  'token.cascaded': Cascaded
  /** A token joined the waiting list: a newcomer, or a token that was bumped or moved. */
  'token.waitlisted': TokenEvent<'token.waitlisted'> | SentToWait
  /** A token was dropped: at the end of the session, or because a bump or a move left it no place. */
  'token.dropped': TokenEvent<'token.dropped'> | MovedOut
} & {
  /** Any other event about a token. */
  [Type in Exclude<TokenEventType, 'token.waitlisted' | 'token.dropped'>]: TokenEvent<Type>
}

/** Called with each event of a type after its commit, in order. */
export type Listener<Type extends keyof EventMap> = (event: EventMap[Type]) => void
