import { Refusal } from '../decision'
import { oneLiveOf } from '../rules/ask-rules'
import { isLive } from '../state/status'
import { OLDER, PATIENT, SLOT, WANTED } from '../state/tokens'
import type { View } from './view'

/**
 * The refusal if the patient has a live token, other than `except` (or -1), beside which the rules allow no second one of this source in
 * this slot.
 */
export function duplicate(
  view: View,
  patient: number,
  source: string,
  slot: number,
  except: number,
): Refusal | undefined {
  const { in: where, exempt } = oneLiveOf(view.rules)
  return where === 'nowhere' || exempt?.includes(source) ? undefined : liveTwin(view, patient, slot, except)
}

/** The refusal that names a live token of the patient, other than `except`, if the rules count it. */
function liveTwin({ session, rules, index }: View, patient: number, slot: number, except: number): Refusal | undefined {
  const { in: where, exempt } = oneLiveOf(rules)
  const { tokens } = session
  const inSlot = where === 'slot'
  let token = patient < tokens.latestOf.length ? tokens.latestOf[patient]! : -1
  for (; token >= 0; token = tokens.get(token, OLDER)) {
    if (token === except || !isLive(session.statusOf(token)) || exempt?.includes(tokens.sources[token]!)) continue
    if (inSlot && tokens.get(token, WANTED) !== slot && tokens.get(token, SLOT) !== slot) continue
    return new Refusal('duplicate-token', inSlot ? slot : -1, index, token)
  }
  return undefined
}

/** The refusal if a token that is to be live again would be the patient's second one. */
export function duplicateOf(view: View, token: number, slot: number): Refusal | undefined {
  const { tokens } = view.session
  return duplicate(view, tokens.get(token, PATIENT), tokens.sources[token]!, slot, token)
}

/** The refusal if a live token that did not count would count with this source, and be the patient's second one. */
export function duplicateAs(view: View, token: number, source: string): Refusal | undefined {
  const { tokens } = view.session
  if (!oneLiveOf(view.rules).exempt?.includes(tokens.sources[token]!)) return undefined
  const patient = tokens.get(token, PATIENT)
  const slot = tokens.get(token, SLOT)
  const asked = duplicate(view, patient, source, tokens.get(token, WANTED), token)
  return asked ?? (slot < 0 ? undefined : duplicate(view, patient, source, slot, token))
}

/**
 * The refusal if the new token in one session would be the patient's second one of the day, beside a live token of another session of that
 * day. The token that it replaces does not count.
 */
export function duplicateOfDay(goal: View, source: string, home: View, replaced: number): Refusal | undefined {
  const there = oneLiveOf(goal.rules)
  if (there.in !== 'day' || there.exempt?.includes(source) || oneLiveOf(home.rules).in !== 'day') return undefined
  return liveTwin(home, home.session.tokens.get(replaced, PATIENT), -1, replaced)
}
