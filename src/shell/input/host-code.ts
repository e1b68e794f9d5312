import { RuleFault } from '../../core/rules/rules'
import { isOpdError, OpdError } from '../../errors'
import { show } from './fields'

/**
 * Runs code of the host, such as a rule. What it throws becomes `invalid-rules`, and nothing is committed. The arguments are passed on,
 * because a closure for each rule of each command would cost memory.
 */
export function hostCode<Given extends readonly unknown[], Answer>(
  what: string,
  run: (...given: Given) => Answer,
  ...given: Given
): Answer {
  try {
    return run(...given)
  } catch (thrown) {
    throw isOpdError(thrown) ? thrown : faultOf(what, thrown)
  }
}

/** Returns a rule that is named in `invalid-rules` if it throws. A fault that another rule caused inside it passes unchanged. */
export function guarded<Given extends readonly unknown[], Answer>(
  rule: string,
  run: (...given: Given) => Answer,
): (...given: Given) => Answer {
  return (...given) => {
    try {
      const answer = run(...given)
      // A promise is refused as an answer; if it also rejects, that must not end the process.
      if (answer instanceof Promise) answer.catch(() => {})
      return answer
    } catch (thrown) {
      if (thrown instanceof RuleFault || (isOpdError(thrown) && 'rule' in thrown.details)) throw thrown
      throw faultOf(rule, thrown)
    }
  }
}

function faultOf(rule: string, thrown: unknown): OpdError {
  const text = thrown instanceof Error ? thrown.message : show(thrown)
  const message = thrown instanceof RuleFault ? text : `${rule} threw: ${text}`
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`
  const advice = 'Check the functions that you gave to the scheduler.'
  return new OpdError('invalid-rules', `${sentence} ${advice}`, thrown instanceof RuleFault ? {} : { rule }, thrown)
}
