import { RuleFault } from '../../core/rules/rules'
import { isOpdError, OpdError } from '../../errors'

/** Runs code of the host, such as a rule. Whatever it throws becomes `invalid-rules`, and nothing was changed. */
export function hostCode<T>(what: string, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (isOpdError(thrown)) throw thrown
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    const message = thrown instanceof RuleFault ? text : `${what} threw: ${text}`
    throw new OpdError('invalid-rules', `${message}. Maybe one of the host's own functions is wrong.`, {}, thrown)
  }
}
