import { DATE_LENGTH, dateOf } from '../events/ids'
import { SortedKeys } from './sorted-keys'
import type { ListingQuery, StreamEntry } from './store'

export type SessionEntry = Extract<StreamEntry, { kind: 'session' }>

/** An index of sessions by date, doctor and openness, and by the time at which they are due. */
export class SessionIndex {
  private readonly open = new Listing()
  private readonly closed = new Listing()
  private readonly due = new SortedKeys()

  /** Adds a session that is new, or puts it into its new place; `old` is the entry that it has now. */
  put(stream: string, entry: SessionEntry, old: SessionEntry | undefined): void {
    if (old === entry) return
    if (old?.open !== entry.open) {
      const [into, outOf] = entry.open ? [this.open, this.closed] : [this.closed, this.open]
      outOf.delete(stream, entry)
      into.add(stream, entry)
    }
    if (old?.dueAt === entry.dueAt) return
    if (old !== undefined && old.dueAt !== null) this.due.delete(dueKey(old.dueAt) + entry.date + stream)
    if (entry.dueAt !== null) this.due.add(dueKey(entry.dueAt) + entry.date + stream)
  }

  find(query: ListingQuery): string[] {
    const found = query.dueBy === undefined ? this.ofDates(query) : this.dueBy(query, query.dueBy)
    return found.map((key) => key.slice(DATE_LENGTH))
  }

  private ofDates(query: ListingQuery): string[] {
    const listings = query.open === undefined ? [this.open, this.closed] : [query.open ? this.open : this.closed]
    const found = listings.flatMap((listing) => listing.find(query))
    return listings.length > 1 ? found.sort().slice(0, query.limit) : found
  }

  /** Few sessions are due, so these are filtered. */
  private dueBy(query: ListingQuery, dueBy: number): string[] {
    const due = this.due.between('', dueKey(dueBy + 1)).map((key) => key.slice(DUE_LENGTH))
    const { limit, ...selection } = query
    const { doctorId, from, to, open, after } = selection
    if ([doctorId, from, to, open, after].every((each) => each === undefined)) return due.sort().slice(0, limit)
    const meant = new Set(this.ofDates(selection))
    return due
      .filter((key) => meant.has(key))
      .sort()
      .slice(0, limit)
  }
}

/** Number of digits of the times of JavaScript's dates. */
const DUE_LENGTH = 16

/** A time as a text that sorts by time. All times before 1970 count as the same. */
function dueKey(at: number): string {
  return String(Math.max(0, Math.floor(at))).padStart(DUE_LENGTH, '0')
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

  find({ doctorId, from = '', to = '9', after, limit }: ListingQuery): readonly string[] {
    const keys = doctorId === undefined ? this.all : this.ofDoctor.get(doctorId)
    // The first text after a key is the key and the lowest character.
    const next = after === undefined ? '' : `${dateOf(after)}${after}\0`
    // No stream's name has a character above \uffff.
    return keys?.between(next > from ? next : from, `${to}\uffff`, limit) ?? []
  }
}
