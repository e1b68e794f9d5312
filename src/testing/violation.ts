/** A broken invariant of a session. */
export interface Violation {
  /** 1 seats, 2 places, 3 ended tokens, 4 waiting beside a free seat or with justified envy, 5 order and numbers, 6 bumps, 7 calls, 8 leaves, 9 live tokens of one patient. */
  readonly invariant: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
  /** Sentence that names the token, the slot, the rule and the values. */
  readonly message: string
}
