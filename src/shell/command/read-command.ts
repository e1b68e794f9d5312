import type { ReadBook } from './booking'
import type { ReadRegisterDoctor } from './doctor'
import type { ReadBlockTime, ReadCloseSession, ReadDelay } from './doctor-away'
import type { ReadReschedule } from './rescheduling'
import type { ReadAddSlots, ReadCallNext, ReadOpenSession, ReadResizeSlot, ReadSweepSession } from './roster'
import type { ReadReclassify, ReadReinstate, ReadTokenStep } from './token'

/** A command about sessions, with each field checked and copied. */
export type SessionCommand =
  | ReadOpenSession
  | ReadAddSlots
  | ReadResizeSlot
  | ReadSweepSession
  | ReadCallNext
  | ReadBlockTime
  | ReadDelay
  | ReadCloseSession
  | ReadBook
  | ReadReschedule
  | ReadTokenStep
  | ReadReinstate
  | ReadReclassify

/** A command, with each field checked and copied. */
export type ReadCommand = SessionCommand | ReadRegisterDoctor
