import { EventEmitter } from 'eventemitter3'
import type {
  DoctorEvent,
  OpdEvent,
  SessionClosed,
  SessionOpened,
  SlotEvent,
  SlotReleased,
  TokenEvent,
  TokenEventType,
} from '../../events/event'

/** What each event hands to its listeners. */
export type EventMap = {
  /** A doctor was registered or changed. */
  'doctor.registered': DoctorEvent
  /** A session opened. */
  'session.opened': SessionOpened
  /** A session closed. */
  'session.closed': SessionClosed
  /** A slot was added. */
  'slot.added': SlotEvent
  /** A slot opened the seats that it had kept for channels. */
  'slot.released': SlotReleased
  /** A slot got another capacity. */
  'slot.resized': SlotEvent
  /** A bumped token found another seat; announced beside its `token.bumped`. */
  'token.cascaded': TokenEvent
} & {
  /** Something happened to a token. `token.waitlisted` and `token.dropped` are also announced for a bump or move that ends there. */
  [Type in TokenEventType]: TokenEvent
}

/** Called with each event after its commit, in order. */
export type Listener<Type extends keyof EventMap> = (event: EventMap[Type]) => void

type AnyListener = (event: OpdEvent) => void

/**
 * Announces what was committed. A listener that throws disturbs neither the others nor the command: its error is thrown again
 * outside, where the host hears of every uncaught one.
 */
export class Emitter {
  private readonly emitter = new EventEmitter()
  private readonly guards = new WeakMap<object, AnyListener>()

  on<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.on(type, this.guard(listener))
  }

  once<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.once(type, this.guard(listener))
  }

  off<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.off(type, this.guard(listener))
  }

  publish(event: OpdEvent): void {
    this.emitter.emit(event.type, event)
    if (event.type !== 'token.bumped' && event.type !== 'token.moved') return
    if (event.waitsFor !== null) this.emitter.emit('token.waitlisted', event)
    else if (event.to === null) this.emitter.emit('token.dropped', event)
    else if (event.type === 'token.bumped') this.emitter.emit('token.cascaded', event)
  }

  clear(): void {
    this.emitter.removeAllListeners()
  }

  /** eventemitter3 lets a throwing listener skip the rest; its error belongs to the host, not to the command. */
  private guard<Type extends keyof EventMap>(listener: Listener<Type>): AnyListener {
    let guarded = this.guards.get(listener)
    if (guarded === undefined) {
      guarded = (event) => {
        try {
          listener(event as EventMap[Type])
        } catch (thrown) {
          queueMicrotask(() => {
            throw thrown
          })
        }
      }
      this.guards.set(listener, guarded)
    }
    return guarded
  }
}
