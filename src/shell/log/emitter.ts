import { EventEmitter } from 'eventemitter3'
import type { EventMap, Listener } from '../../api/event-map'
import type { SchedulerOptions } from '../../api/options'
import type { OpdEvent } from '../../events/event'

type AnyListener = (event: OpdEvent) => void

/**
 * Emits committed events. An error of a listener affects neither the command nor other listeners: it goes to the host's hook, or
 * becomes an uncaught exception of the process.
 */
export class Emitter {
  private readonly emitter = new EventEmitter()
  private readonly guards = new WeakMap<object, AnyListener>()

  constructor(private readonly onListenerError?: SchedulerOptions['onListenerError']) {}

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

  /** Catches what a listener throws, because eventemitter3 would skip the listeners after it. */
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
