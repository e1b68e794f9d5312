import type {
  AddSlots,
  Book,
  CallNext,
  CloseSession,
  Command,
  OpenSession,
  Reclassify,
  RegisterDoctor,
  Reinstate,
  Reschedule,
  ResizeSlot,
  TokenCommand,
} from './api/commands'
import type { BookResult, CommandResult, DoctorResult, SessionResult, TokenResult } from './api/results'

/** A method for each command: sugar over `execute({ op, … })`. */
export abstract class CommandMethods {
  /** Registers a doctor or changes their details; does nothing when they are known so. */
  registerDoctor(input: RegisterDoctor): Promise<DoctorResult> {
    return this.run('registerDoctor', input)
  }

  /** Opens a doctor's session on a date; does nothing when it was opened with the same slots. */
  openSession(input: OpenSession): Promise<SessionResult> {
    return this.run('openSession', input)
  }

  /** Adds slots to an open session and seats whoever waits for them. */
  addSlots(input: AddSlots): Promise<SessionResult> {
    return this.run('addSlots', input)
  }

  /** Gives a slot another capacity; promotes into new seats, and with `displace` moves those who no longer fit. */
  resizeSlot(input: ResizeSlot): Promise<SessionResult> {
    return this.run('resizeSlot', input)
  }

  /** Ends a session: waiting tokens are dropped and no seat is given any more. */
  closeSession(input: CloseSession): Promise<SessionResult> {
    return this.run('closeSession', input)
  }

  /** Asks for a seat. */
  book(input: Book): Promise<BookResult> {
    return this.run('book', input)
  }

  /** Takes a seat that is held or was offered, as long as it is kept. */
  confirm(input: TokenCommand): Promise<TokenResult> {
    return this.run('confirm', input)
  }

  /** Gives a seat, a hold, an offer or a place on the waiting list up; until the visit begins. */
  cancel(input: TokenCommand): Promise<TokenResult> {
    return this.run('cancel', input)
  }

  /** Moves a token to another slot or day of its doctor: a new token is seated before the old one leaves, or nothing changes. */
  reschedule(input: Reschedule): Promise<TokenResult> {
    return this.run('reschedule', input)
  }

  /** The patient has arrived, and from now on is never moved; or is back after a visit, as with a laboratory result. */
  checkIn(input: TokenCommand): Promise<TokenResult> {
    return this.run('checkIn', input)
  }

  /** Calls the best of those present, by the rules' call order; refused with `queue-empty` where nobody is. */
  callNext(input: CallNext): Promise<TokenResult> {
    return this.run('callNext', input)
  }

  /** Calls this token; again if it was called and did not come. */
  call(input: TokenCommand): Promise<TokenResult> {
    return this.run('call', input)
  }

  /** Called and did not come: passed over for some calls, and a no-show after too many skips. */
  skip(input: TokenCommand): Promise<TokenResult> {
    return this.run('skip', input)
  }

  /** The patient is with the doctor; from `confirmed`, `checked-in` or `called`. */
  start(input: TokenCommand): Promise<TokenResult> {
    return this.run('start', input)
  }

  /** The visit is over; from any status of a seated patient. */
  complete(input: TokenCommand): Promise<TokenResult> {
    return this.run('complete', input)
  }

  /** The patient left without being seen; from `checked-in` or `called`. */
  leaveUnseen(input: TokenCommand): Promise<TokenResult> {
    return this.run('leaveUnseen', input)
  }

  /** The patient did not come; from `confirmed` or `called`. The seat goes to whom the promotion rule gives it. */
  noShow(input: TokenCommand): Promise<TokenResult> {
    return this.run('noShow', input)
  }

  /** A no-show came after all: it gets the next free seat, else the head of its class on the waiting list. */
  reinstate(input: Reinstate): Promise<TokenResult> {
    return this.run('reinstate', input)
  }

  /** Takes the last step of a token's visit back, as after a wrong click; again and again, back to `confirmed`. */
  undo(input: TokenCommand): Promise<TokenResult> {
    return this.run('undo', input)
  }

  /** Changes source or attributes. Who has a seat keeps it; who waits asks again as the new class. */
  reclassify(input: Reclassify): Promise<TokenResult> {
    return this.run('reclassify', input)
  }

  /** Carries the command out. */
  protected abstract run<Result extends CommandResult>(op: Command['op'], input: unknown): Promise<Result>
}
