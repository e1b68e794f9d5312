import type { OpdEvent, TokenEvent } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'

/** What became of one patient. */
export interface PatientCourse {
  /** The last seat: still taken, used, or given up by the patient. Null if the patient had none, or lost it to another. */
  seat: string | null
  /** Milliseconds from check-in with a seat to the doctor; undefined if that did not happen. */
  waitMs: number | undefined
  isSeen: boolean
  /** How often the patient lost a seat to another. */
  bumps: number
  arrivedAt: number
  isOnStandby: boolean
  /** Whether the last seat was offered to the patient, who has not said yes. */
  isOffered: boolean
}

/** A visit, in epoch milliseconds. */
export interface VisitTime {
  readonly from: number
  readonly to: number
}

/** One session as it went. */
export interface SessionCourse {
  readonly hours: readonly { readonly startsAt: number; readonly endsAt: number }[]
  readonly rooms: number
  readonly visits: VisitTime[]
}

/** A finished day, read from its log once. */
export class DayCourse {
  readonly patients = new Map<string, PatientCourse>()
  readonly sessions = new Map<string, SessionCourse>()
  private readonly begun = new Map<string, number>()

  static async of(store: Store): Promise<DayCourse> {
    const course = new DayCourse()
    for (let position = 0; ; ) {
      const entries = await store.read(position, 1000)
      if (entries.length === 0) return course
      for (const { event } of entries) course.add(event)
      position = entries[entries.length - 1]!.position
    }
  }

  private add(event: OpdEvent): void {
    if (event.type === 'session.opened')
      this.sessions.set(event.sessionId, { hours: event.slots, rooms: event.rooms ?? 1, visits: [] })
    else if ('tokenId' in event) this.follow(event, this.courseOf(event.patientId))
  }

  private courseOf(patientId: string): PatientCourse {
    let course = this.patients.get(patientId)
    if (course === undefined) {
      course = {
        seat: null,
        waitMs: undefined,
        isSeen: false,
        bumps: 0,
        arrivedAt: 0,
        isOnStandby: false,
        isOffered: false,
      }
      this.patients.set(patientId, course)
    }
    return course
  }

  private follow(event: TokenEvent, course: PatientCourse): void {
    const { type, at, to } = event
    if (to !== null) course.seat = to
    switch (type) {
      case 'token.bumped':
        course.bumps++
        course.seat = to
        return
      case 'token.moved':
        course.seat = to
        return
      case 'token.offered':
        course.isOffered = true
        return
      case 'token.confirmed':
        course.isOffered = false
        return
      case 'token.expired':
        // A patient who lets a hold lapse gives up the seat. A patient who answers an offer too late never had it.
        if (course.isOffered) course.seat = null
        return
      case 'token.checked-in':
        course.arrivedAt = at
        return
      case 'token.stood-by':
        course.arrivedAt = at
        course.isOnStandby = true
        return
      case 'token.promoted':
        // The wait for a seat does not count, as it does not for patients who wait for one at home.
        if (course.isOnStandby) course.arrivedAt = at
        course.isOnStandby = false
        return
      case 'token.started':
        if (to !== null) course.waitMs = at - course.arrivedAt
        this.begun.set(event.sessionId + event.tokenId, at)
        return
      case 'token.completed':
        course.isSeen = true
        this.sessions
          .get(event.sessionId)!
          .visits.push({ from: this.begun.get(event.sessionId + event.tokenId)!, to: at })
        return
      default:
    }
  }
}
