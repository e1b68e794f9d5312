/** A command line that cannot be followed: the reason, and a hint that starts with "Maybe". */
export class UsageError extends Error {}
