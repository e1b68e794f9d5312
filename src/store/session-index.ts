import { DATE_LENGTH } from '../events/ids'
import { SortedKeys } from './sorted-keys'
import type { SessionQuery, StreamEntry } from './store'

type SessionEntry = Extract<StreamEntry, { kind: 'session' }>

/** An index of sessions by date, doctor and openness. */
export class SessionIndex {
  private readonly open = new Listing()
  private readonly closed = new Listing()

  /** Adds a session that is new, or moves one that was closed or opened again. */
  put(stream: string, entry: SessionEntry): void {
    const [into, outOf] = entry.open ? [this.open, this.closed] : [this.closed, this.open]
    outOf.delete(stream, entry)
    into.add(stream, entry)
  }

  find(query: SessionQuery): string[] {
    const listings = query.open === undefined ? [this.open, this.closed] : [query.open ? this.open : this.closed]
    const found = listings.flatMap((listing) => listing.find(query))
    if (listings.length > 1) found.sort()
    return found.map((key) => key.slice(DATE_LENGTH))
  }
}

/** Sessions as date and name in one string, so that they sort by date. */
class Listing {
  private readonly all = new SortedKeys()
  private readonly ofDoctor = new Map<string, SortedKeys>()

  add(stream: string, { doctorId, date }: SessionEntry): void {
    this.all.add(date + stream)
    let own = this.ofDoctor.get(doctorId)
    if (own === undefined) {
      own = new SortedKeys()
      this.ofDoctor.set(doctorId, own)
    }
    own.add(date + stream)
  }

  delete(stream: string, { doctorId, date }: SessionEntry): void {
    this.all.delete(date + stream)
    this.ofDoctor.get(doctorId)?.delete(date + stream)
  }

  find({ doctorId, from = '', to = '9' }: SessionQuery): readonly string[] {
    const keys = doctorId === undefined ? this.all : this.ofDoctor.get(doctorId)
    // No stream's name has a character above \uffff.
    return keys?.between(from, `${to}\uffff`) ?? []
  }
}
