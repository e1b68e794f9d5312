import { EventEmitter } from 'eventemitter3'
import type { EventMap, Listener, SchedulerOptions } from '../../api/options'
import { SESSION_FACTS, TOKEN_FACTS } from '../../core/fact'
import { OpdError } from '../../errors'
import type { OpdEvent } from '../../events/event'
import { invalid, show } from '../input/fields'

type AnyListener = (event: OpdEvent) => void

const TYPES: readonly (keyof EventMap)[] = [
  '*',
  'doctor.registered',
  ...SESSION_FACTS,
  ...TOKEN_FACTS,
  'token.cascaded',
]

/**
 * Emits committed events. An error of a listener affects neither the command nor other listeners: it goes to the host's hook, or
 * becomes an uncaught exception of the process.
 */
export class Emitter {
  private readonly emitter = new EventEmitter()
  private readonly guards = new WeakMap<object, AnyListener>()
  /** Whether anybody has ever listened. */
  private isHeard = false

  constructor(private readonly onListenerError?: SchedulerOptions['onListenerError']) {}

  on<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.on(type, this.guard(type, listener))
  }

  once<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.once(type, this.guard(type, listener))
  }

  off<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): void {
    this.emitter.off(type, this.guard(type, listener))
  }

  readonly publish = (event: OpdEvent): void => {
    if (!this.isHeard) return
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
  private guard<Type extends keyof EventMap>(type: Type, listener: Listener<Type>): AnyListener {
    if (!TYPES.includes(type)) throw unknownType(type)
    this.isHeard = true
    if (typeof listener !== 'function')
      throw invalid(`the listener of '${type}'`, listener, 'Give a function that takes an event')
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

function unknownType(type: unknown): OpdError {
  const message = `There is no event ${show(type)}. The events are ${TYPES.join(', ')}.`
  return new OpdError('invalid-input', message, { field: 'type', value: show(type) })
}
