import { RuleFault } from '../../core/rules/rules'
import { isOpdError, OpdError } from '../../errors'

/** Runs code of the host, such as a rule. What it throws becomes `invalid-rules`, and nothing is committed. */
export function hostCode<T>(what: string, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (isOpdError(thrown)) throw thrown
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    const message = thrown instanceof RuleFault ? text : `${what} threw: ${text}`
    throw new OpdError('invalid-rules', `${message}. Check the functions that you gave to the scheduler.`, {}, thrown)
  }
}
