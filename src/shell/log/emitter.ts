import { EventEmitter } from 'eventemitter3'
import type { DoctorEvent, OpdEvent, SessionClosed, SessionOpened, SlotEvent, SlotReleased } from '../../events/event'
import type { SlotTimes, TokenEvent, TokenEventType, WaitsFor } from '../../events/token-event'

/** A bump or a move that ends on the waiting list. */
type SentToWait = TokenEvent<'token.bumped' | 'token.moved'> & { readonly to: null; readonly waitsFor: WaitsFor }
/** A bump or a move after which the token has no place. */
type MovedOut = TokenEvent<'token.bumped' | 'token.moved'> & { readonly to: null; readonly waitsFor: null }

/** What each event gives to its listeners. */
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
  /** A slot opened the seats that it had kept for channels. */
  'slot.released': SlotReleased
  /** A slot got another capacity. */
  'slot.resized': SlotEvent<'slot.resized'>
  /** A bumped token found another seat; announced besides its `token.bumped`. */
  'token.cascaded': TokenEvent<'token.bumped'> & { readonly to: string; readonly toSlot: SlotTimes }
  /** A token joined the waiting list: a newcomer, or a token that was bumped or moved. */
  'token.waitlisted': TokenEvent<'token.waitlisted'> | SentToWait
  /** A token was dropped: at the end of the session, or because a bump or a move left it no place. */
  'token.dropped': TokenEvent<'token.dropped'> | MovedOut
} & {
  /** Something happened to a token. */
  [Type in Exclude<TokenEventType, 'token.waitlisted' | 'token.dropped'>]: TokenEvent<Type>
}

/** Called with each event after its commit, in order. */
export type Listener<Type extends keyof EventMap> = (event: EventMap[Type]) => void

/** Called with what a listener threw. */
export type ListenerErrorHook = (error: unknown, event: OpdEvent) => void

type AnyListener = (event: OpdEvent) => void

/**
 * Announces what was committed. A listener that throws harms neither the other listeners nor the command: its error goes to the
 * host's hook, or becomes an uncaught exception of the process.
 */
export class Emitter {
  private readonly emitter = new EventEmitter()
  private readonly guards = new WeakMap<object, AnyListener>()

  constructor(private readonly onListenerError?: ListenerErrorHook) {}

  on<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.on(type, this.guard(listener))
  }

  once<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.once(type, this.guard(listener))
  }

  off<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.off(type, this.guard(listener))
  }

  readonly publish = (event: OpdEvent): void => {
    this.emitter.emit('*', event)
    this.emitter.emit(event.type, event)
    if (event.type !== 'token.bumped' && event.type !== 'token.moved') return
    if (event.waitsFor !== null) this.emitter.emit('token.waitlisted', event)
    else if (event.to === null) this.emitter.emit('token.dropped', event)
    else if (event.type === 'token.bumped') this.emitter.emit('token.cascaded', event)
  }

  clear(): void {
    this.emitter.removeAllListeners()
  }

  /** The emitter would skip the other listeners after one that throws. */
  private guard<Type extends keyof EventMap>(listener: Listener<Type>): AnyListener {
    let guarded = this.guards.get(listener)
    if (guarded === undefined) {
      guarded = (event) => {
        try {
          listener(event as EventMap[Type])
        } catch (thrown) {
          this.report(thrown, event)
        }
      }
      this.guards.set(listener, guarded)
    }
    return guarded
  }

  private report(thrown: unknown, event: OpdEvent): void {
    const { onListenerError } = this
    queueMicrotask(() => {
      if (onListenerError === undefined) throw thrown
      onListenerError(thrown, event)
    })
  }
}
