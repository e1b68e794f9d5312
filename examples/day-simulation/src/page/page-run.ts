import type { FinishedRun } from '../report/comparison'
import type { WallClock } from '../run/wall-clock'
import type { Course } from './course'
import type { QueueCourse } from './queue-course'

/** A run with the data that the page shows. */
export interface PageRun extends FinishedRun {
  /** Name of the preset. */
  readonly rules: string
  readonly courses: readonly Course[]
  readonly queues: readonly QueueCourse[]
  /** Names of the doctors by id. */
  readonly doctors: ReadonlyMap<string, string>
}

/** The input of every section: one run, or several of the same day. */
export interface Scene {
  readonly runs: readonly PageRun[]
  readonly clock: WallClock
}
