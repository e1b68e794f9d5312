/** Thrown for a malformed file: the first wrong line, counted from 1, and the reason. */
export class BadLine extends Error {
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`)
  }
}
