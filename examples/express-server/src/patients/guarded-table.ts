import { isOpdError, OpdError } from 'opd-scheduler'
import { Problem } from '../api/problem'
import type { PatientTable } from './table'

const MOST_ATTEMPTS = 3
/** SQLSTATEs of a rollback because of another transaction: serialization failure, deadlock, and a row that both inserted. */
const COLLISIONS = ['40001', '40P01', '23505']

/**
 * Returns the table with the library's error for every failure of the storage. A transaction that collided with another one is run
 * again: it then sees what the other one wrote.
 */
export function guarded(table: PatientTable): PatientTable {
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      if (thrown instanceof Problem || isOpdError(thrown) || isMistake(thrown)) throw thrown
      throw new OpdError('store-failed', 'The patients could not be read or written.', {}, thrown)
    }
  }
  return {
    find: (lookup) => failing(() => table.find(lookup)),
    write: (lookup, decide, isDurable, isHurried) =>
      failing(async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            return await table.write(lookup, decide, isDurable, isHurried)
          } catch (thrown) {
            if (attempt === MOST_ATTEMPTS || !COLLISIONS.includes(Object(thrown).code)) throw thrown
          }
        }
      }),
    list: (ids) => failing(() => table.list(ids)),
    search: (search, limit) => failing(() => table.search(search, limit)),
    notesOf: (commandIds) => failing(() => table.notesOf(commandIds)),
    claimsOfPassing: (after, limit) => failing(() => table.claimsOfPassing(after, limit)),
    close: () => table.close(),
  }
}

/** Whether an error shows a mistake in the program. */
function isMistake(thrown: unknown): boolean {
  return [TypeError, RangeError, ReferenceError].some((kind) => thrown instanceof kind)
}
