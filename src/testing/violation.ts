/** Something that must never be true of a session, and is. */
export interface Violation {
  /** 1 seats, 2 places, 3 gone tokens, 4 waiting beside a free seat or with justified envy, 5 order and numbers, 6 bumps. */
  readonly invariant: 1 | 2 | 3 | 4 | 5 | 6
  /** What is wrong, with the values. */
  readonly message: string
}
