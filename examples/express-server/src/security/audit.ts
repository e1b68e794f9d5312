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
    if (Array.isArray(value)) for (const each of value) this.see(each)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const { patientId, patientIds, tokenId, id } = value as Readonly<Record<string, unknown>>
    if (typeof patientId === 'string') this.patients.add(patientId)
    if (Array.isArray(patientIds)) for (const each of patientIds) this.patients.add(String(each))
    if (typeof tokenId === 'string') this.tokens.add(tokenId)
    // A token has the id of its patient, and only a patient has a telephone number.
    if (typeof id === 'string' && typeof patientId === 'string') this.tokens.add(id)
    if (typeof id === 'string' && 'phone' in value) this.patients.add(id)
    for (const each of Object.values(value)) if (typeof each === 'object') this.see(each)
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
