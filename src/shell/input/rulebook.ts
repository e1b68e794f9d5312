import type { Rules } from '../../core/rules/rules'
import type { RulesByDoctor } from '../../core/rules/rules-by-doctor'
import type { ServiceDay } from '../../core/rules/service-day'
import { OpdError } from '../../errors'
import { DOCTOR_ID } from '../../events/ids'
import { checkRules } from './check-rules'
import { guardRules } from './guard-rules'
import { show } from './invalid'

/** The rules of every session, checked and guarded once for each rules object of the host. */
export interface Rulebook {
  /** Whether the sessions of one doctor may have different rules. */
  readonly varies: boolean
  /** Returns the rules of a session. Throws `invalid-rules` if the host's function fails. */
  of(day: ServiceDay): Rules
}

/** Reads the option `rules`. Throws `invalid-rules`; what a function returns is checked when it is asked. */
export function rulebookOf(option: unknown): Rulebook {
  if (typeof option === 'function') return byFunction(option as (day: ServiceDay) => unknown)
  const guard = guardOnce()
  if (isByDoctor(option)) return byDoctor(option, guard)
  const rules = guard(option, 'rules')
  return { varies: false, of: () => rules }
}

type Guard = (rules: unknown, path: string, details?: ServiceDay) => Rules

/** Returns a function that returns the same guarded rules for the same object, so that rules can be compared. */
function guardOnce(): Guard {
  const guarded = new WeakMap<object, Rules>()
  return (rules, path, details) => {
    const known = isObject(rules) ? guarded.get(rules) : undefined
    if (known !== undefined) return known
    const made = guardRules(checkRules(rules as Rules, path, { ...details }))
    guarded.set(rules as object, made)
    return made
  }
}

function byFunction(choose: (day: ServiceDay) => unknown): Rulebook {
  const guard = guardOnce()
  const of = (day: ServiceDay): Rules => {
    const { doctorId, date } = day
    const answer = answerOf(choose, day)
    if (isObject(answer) && !(answer instanceof Promise))
      return guard(answer, `rules({ doctorId: '${doctorId}', date: '${date}' })`, day)
    // A promise that rejects must not end the process.
    if (answer instanceof Promise) answer.catch(() => {})
    throw fault(`returned ${show(answer)}`, day, '. Return rules, such as those of a preset')
  }
  return { varies: true, of }
}

function answerOf(choose: (day: ServiceDay) => unknown, day: ServiceDay): unknown {
  try {
    return choose(day)
  } catch (thrown) {
    throw fault('threw', day, `: ${thrown instanceof Error ? thrown.message : show(thrown)}`, thrown)
  }
}

function fault(did: string, { doctorId, date }: ServiceDay, more: string, cause?: unknown): OpdError {
  const message = `The function rules ${did} for the doctor ${doctorId} on ${date}${more}`
  return new OpdError('invalid-rules', /[.!?]$/.test(message) ? message : `${message}.`, { doctorId, date }, cause)
}

function byDoctor(option: RulesByDoctor, guard: Guard): Rulebook {
  const { default: others, doctors, ...rest } = option
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw new OpdError(
      'invalid-rules',
      `rules.${unknown} is unknown. Give { default, doctors }, or rules for all doctors.`,
    )
  if (!isObject(doctors))
    throw new OpdError('invalid-rules', `rules.doctors is ${show(doctors)}. Give rules by doctor id.`)
  const named = new Map<string, Rules>()
  for (const [doctorId, rules] of Object.entries(doctors)) {
    if (!DOCTOR_ID.test(doctorId))
      throw new OpdError('invalid-rules', `rules.doctors names ${show(doctorId)}. Give the id of a doctor.`)
    named.set(doctorId, guard(rules, `rules.doctors['${doctorId}']`))
  }
  const rules = guard(others, 'rules.default')
  return { varies: false, of: ({ doctorId }) => named.get(doctorId) ?? rules }
}

function isByDoctor(option: unknown): option is RulesByDoctor {
  return isObject(option) && ('doctors' in option || 'default' in option)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
