/** A wrong command line: the message gives the reason and what to do. */
export class UsageError extends Error {}
