import type { Given } from '../api/operation'

/** The persons and tokens that a request named, and those that its answer showed. Only ids: never a name or a telephone number. */
export class Audit {
  private readonly patients = new Set<string>()
  private readonly tokens = new Set<string>()
  private firstSent: number | undefined
  private lastSent: number | undefined

  constructor(private readonly address: string | undefined) {}

  asked({ params, query, body }: Given): void {
    for (const part of [params, query, body]) this.see(part)
    if (typeof query.ids === 'string') for (const id of query.ids.split(',')) this.patients.add(id)
  }

  /** Collects the ids in an answer. */
  see(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const each of value) this.see(each)
      return
    }
    let own: string | undefined
    let isToken = false
    let isPatient = false
    // One pass over the fields: lists have thousands, and asking each object for every field took longer than writing its JSON.
    for (const name in value) {
      const each: unknown = (value as Readonly<Record<string, unknown>>)[name]
      // Only a patient has a telephone number.
      if (name === 'phone') isPatient = true
      if (typeof each === 'object') {
        if (name === 'patientIds' && Array.isArray(each)) for (const id of each) this.patients.add(String(id))
        this.see(each)
      } else if (typeof each === 'string') {
        if (name === 'id') own = each
        else if (name === 'tokenId') this.tokens.add(each)
        else if (name === 'patientId') {
          // A token has the id of its patient.
          isToken = true
          this.patients.add(each)
        }
      }
    }
    if (own === undefined) return
    if (isToken) this.tokens.add(own)
    if (isPatient) this.patients.add(own)
  }

  /** Notes that an event of the log was sent; its position tells the persons. */
  sent(position: number): void {
    this.firstSent ??= position
    this.lastSent = position
  }

  /** Returns the fields for the log, or undefined if the request was about no person. */
  line() {
    const { address, patients, tokens, firstSent, lastSent } = this
    if (firstSent !== undefined) return { audit: true, address, positions: [firstSent, lastSent] }
    if (patients.size + tokens.size === 0) return undefined
    return { audit: true, address, patients: [...patients], tokens: [...tokens] }
  }
}
