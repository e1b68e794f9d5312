import type { Commands } from './api/commands'
import type { Results } from './api/results'

/** A method for each command: sugar over `execute({ op, … })`. */
export abstract class CommandMethods {
  /** Registers a doctor or changes the details. Does nothing if the doctor is registered with the same details. */
  registerDoctor(input: Commands['registerDoctor']): Promise<Results['registerDoctor']> {
    return this.run('registerDoctor', input)
  }

  /** Opens a doctor's session on a date. Does nothing if it was opened with the same slots. */
  openSession(input: Commands['openSession']): Promise<Results['openSession']> {
    return this.run('openSession', input)
  }

  /** Adds slots to an open session and promotes waiting tokens into them. */
  addSlots(input: Commands['addSlots']): Promise<Results['addSlots']> {
    return this.run('addSlots', input)
  }

  /** Gives a slot another capacity. Promotes tokens into new seats; with `displace`, moves the tokens that no longer fit. */
  resizeSlot(input: Commands['resizeSlot']): Promise<Results['resizeSlot']> {
    return this.run('resizeSlot', input)
  }

  /**
   * The doctor is away: slots that overlap the time give no seats, and tokens that are expected there get another place, the best first.
   * `moves` lists them all. Refused with `too-many-moves` if they are more than 500.
   *
   * @example
   * ```ts
   * const leave = { doctorId: 'dr-rao', date: '2026-01-30', from: '10:00', elsewhere: ['dr-shah.2026-01-30'] }
   * const shown = await opd.plan({ op: 'blockTime', ...leave })
   * for (const { number, to, status } of shown.moves) console.log(number, to ?? status)
   * await opd.execute({ op: 'blockTime', ...leave }, { basis: shown.basis })
   * ```
   */
  blockTime(input: Commands['blockTime']): Promise<Results['blockTime']> {
    return this.run('blockTime', input)
  }

  /** The doctor is back: slots that overlap the time give seats again, to waiting tokens first. Relocated tokens stay where they are. */
  unblockTime(input: Commands['unblockTime']): Promise<Results['unblockTime']> {
    return this.run('unblockTime', input)
  }

  /** The clinic runs so many minutes behind its plan; 0 is on time again. Refused with `slot-overlap` if slots would overlap. */
  delay(input: Commands['delay']): Promise<Results['delay']> {
    return this.run('delay', input)
  }

  /**
   * Ends a session: waiting tokens are dropped, and no more seats are given. Visits can still be recorded. With `expected: 'move'` tokens
   * that are still expected get another place first, as with `blockTime`.
   */
  closeSession(input: Commands['closeSession']): Promise<Results['closeSession']> {
    return this.run('closeSession', input)
  }

  /**
   * Asks for a seat: in a slot, on a day of a doctor, on a day of any of several doctors, or at a doctor's earliest time. If you leave the
   * slot out, slots that have begun are skipped; on a day, the running slot counts if no later one is left. For a patient who is here
   * now, give `now: true`: the running slot counts as well.
   *
   * @example
   * ```ts
   * const booked = await opd.book({ doctorId: 'dr-rao', date: '2026-01-30', start: '09:00', source: 'online', patientId: 'p-17' })
   * if (booked.status === 'confirmed') console.log(booked.token.number, booked.token.start)
   * ```
   */
  book(input: Commands['book']): Promise<Results['book']> {
    return this.run('book', input)
  }

  /** Confirms a held or offered seat. Refused with `hold-expired` if it has expired. */
  confirm(input: Commands['confirm']): Promise<Results['confirm']> {
    return this.run('confirm', input)
  }

  /** Gives up a seat, a hold, an offer or a place on the waiting list, until the visit begins; or closes the case of a dropped patient. */
  cancel(input: Commands['cancel']): Promise<Results['cancel']> {
    return this.run('cancel', input)
  }

  /**
   * Moves a token to another slot, day or doctor: a new token replaces the old one, or nothing changes. Also for patients who are present
   * and not yet with the doctor, and for those who were dropped.
   */
  reschedule(input: Commands['reschedule']): Promise<Results['reschedule']> {
    return this.run('reschedule', input)
  }

  /**
   * Records that the patient has arrived, or has returned after a visit. The token is not moved any more. Refused with
   * `outside-service-date` on another day, unless it is overridden.
   */
  checkIn(input: Commands['checkIn']): Promise<Results['checkIn']> {
    return this.run('checkIn', input)
  }

  /** Calls the first of the patients present, by the rules' call order. Refused with `queue-empty` if nobody is present. */
  callNext(input: Commands['callNext']): Promise<Results['callNext']> {
    return this.run('callNext', input)
  }

  /** Calls this token, or calls it again. */
  call(input: Commands['call']): Promise<Results['call']> {
    return this.run('call', input)
  }

  /** Records an unanswered call: the next calls pass the token over. After too many unanswered calls it is a no-show. */
  skip(input: Commands['skip']): Promise<Results['skip']> {
    return this.run('skip', input)
  }

  /** Records that the patient is with the doctor; from `confirmed`, `checked-in` or `called`. */
  start(input: Commands['start']): Promise<Results['start']> {
    return this.run('start', input)
  }

  /** Records that the visit is over; from any status of a seated patient. */
  complete(input: Commands['complete']): Promise<Results['complete']> {
    return this.run('complete', input)
  }

  /** Records that the patient left without being seen; from `checked-in` or `called`. A visit that was completed before stays. */
  leaveUnseen(input: Commands['leaveUnseen']): Promise<Results['leaveUnseen']> {
    return this.run('leaveUnseen', input)
  }

  /** Records that the patient did not come; from `confirmed` or `called`. The promotion rule gives the seat away. */
  noShow(input: Commands['noShow']): Promise<Results['noShow']> {
    return this.run('noShow', input)
  }

  /** Brings a no-show back: to the next free seat, else onto the waiting list, in its old order of arrival. */
  reinstate(input: Commands['reinstate']): Promise<Results['reinstate']> {
    return this.run('reinstate', input)
  }

  /**
   * Takes back the last step of a token's visit, or its cancellation, for example after a wrong click. Can be repeated, back to
   * `confirmed`. A token that was cancelled or has left gets its old seat if that is free, else the next free one, else it waits.
   */
  undo(input: Commands['undo']): Promise<Results['undo']> {
    return this.run('undo', input)
  }

  /**
   * Changes the source or the attributes. A seated token stays in its seat; a waiting token asks again as the new class. With
   * `override` a mistake is corrected: the token gets its true rank.
   */
  reclassify(input: Commands['reclassify']): Promise<Results['reclassify']> {
    return this.run('reclassify', input)
  }

  /** Carries out the command. */
  protected abstract run<Op extends keyof Commands>(op: Op, input: Commands[Op]): Promise<Results[Op]>
}
