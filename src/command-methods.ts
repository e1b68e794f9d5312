import type { Commands } from './api/commands'
import type { Results } from './api/results'

type Returned<Op extends keyof Commands> = Promise<Results[Op]>

/** A method for each command: sugar over `execute({ op, … })`. */
export abstract class CommandMethods {
  /** Registers a doctor or changes the details. Does nothing if the doctor is registered with the same details. */
  registerDoctor(input: Commands['registerDoctor']): Returned<'registerDoctor'> {
    return this.run('registerDoctor', input)
  }

  /** Opens a doctor's session on a date. Does nothing if it was opened with the same slots. */
  openSession(input: Commands['openSession']): Returned<'openSession'> {
    return this.run('openSession', input)
  }

  /** Adds slots to an open session and seats the tokens that wait for them. */
  addSlots(input: Commands['addSlots']): Returned<'addSlots'> {
    return this.run('addSlots', input)
  }

  /** Gives a slot another capacity. Promotes tokens into new seats; with `displace`, moves the tokens that no longer fit. */
  resizeSlot(input: Commands['resizeSlot']): Returned<'resizeSlot'> {
    return this.run('resizeSlot', input)
  }

  /** Ends a session: waiting tokens are dropped and no seat is given any more. Visits can still be recorded. */
  closeSession(input: Commands['closeSession']): Returned<'closeSession'> {
    return this.run('closeSession', input)
  }

  /**
   * Asks for a seat: in a slot, on a day of a doctor, or at the doctor's earliest time.
   *
   * @example
   * ```ts
   * const booked = await opd.book({ doctorId: 'dr-rao', date: '2026-01-30', start: '09:00', source: 'online', patientId: 'p-17' })
   * if (booked.status === 'confirmed') console.log(booked.token.number, booked.token.start)
   * ```
   */
  book(input: Commands['book']): Returned<'book'> {
    return this.run('book', input)
  }

  /** Takes a seat that is held or was offered. Refused with `hold-expired` if its time is over. */
  confirm(input: Commands['confirm']): Returned<'confirm'> {
    return this.run('confirm', input)
  }

  /** Gives up a seat, a hold, an offer or a place on the waiting list, until the visit begins. */
  cancel(input: Commands['cancel']): Returned<'cancel'> {
    return this.run('cancel', input)
  }

  /** Moves a token to another slot or day of its doctor: a new token is seated before the old one leaves, or nothing changes. */
  reschedule(input: Commands['reschedule']): Returned<'reschedule'> {
    return this.run('reschedule', input)
  }

  /** Records that the patient has arrived; the token is not moved any more. Also for a patient who returns after a visit. */
  checkIn(input: Commands['checkIn']): Returned<'checkIn'> {
    return this.run('checkIn', input)
  }

  /** Calls the first of the patients present, by the rules' call order. Refused with `queue-empty` if nobody is present. */
  callNext(input: Commands['callNext']): Returned<'callNext'> {
    return this.run('callNext', input)
  }

  /** Calls this token, or calls it once more. */
  call(input: Commands['call']): Returned<'call'> {
    return this.run('call', input)
  }

  /** Records an unanswered call: the next calls pass the token over, and after too many skips it is a no-show. */
  skip(input: Commands['skip']): Returned<'skip'> {
    return this.run('skip', input)
  }

  /** Records that the patient is with the doctor; from `confirmed`, `checked-in` or `called`. */
  start(input: Commands['start']): Returned<'start'> {
    return this.run('start', input)
  }

  /** Records that the visit is over; from any status of a seated patient. */
  complete(input: Commands['complete']): Returned<'complete'> {
    return this.run('complete', input)
  }

  /** Records that the patient left without being seen; from `checked-in` or `called`. */
  leaveUnseen(input: Commands['leaveUnseen']): Returned<'leaveUnseen'> {
    return this.run('leaveUnseen', input)
  }

  /** Records that the patient did not come; from `confirmed` or `called`. The promotion rule gives the seat away. */
  noShow(input: Commands['noShow']): Returned<'noShow'> {
    return this.run('noShow', input)
  }

  /** Brings a no-show back: to the next free seat, else to the head of its class on the waiting list. */
  reinstate(input: Commands['reinstate']): Returned<'reinstate'> {
    return this.run('reinstate', input)
  }

  /** Takes back the last step of a token's visit, as after a wrong click. Can be repeated, back to `confirmed`. */
  undo(input: Commands['undo']): Returned<'undo'> {
    return this.run('undo', input)
  }

  /** Changes source or attributes. A seated token keeps its seat; a waiting one asks again as the new class. */
  reclassify(input: Commands['reclassify']): Returned<'reclassify'> {
    return this.run('reclassify', input)
  }

  /** Carries out the command. */
  protected abstract run<Op extends keyof Commands>(op: Op, input: Commands[Op]): Returned<Op>
}
