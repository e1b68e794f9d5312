import type { Decision } from '../decision'
import { leaves, stays } from '../fact'
import type { TokenFactType } from '../fact-names'
import { completionFrees } from '../rules/defaults'
import type { View } from './view'

/** A patient goes or does not come. If a visit was completed before, it stays completed, and so does the use of its seat. */
export function depart(view: View, type: TokenFactType, token: number, cause: string): Decision {
  if (view.session.room.of(token)?.again !== true) return [leaves(view, type, token, cause)]
  return complete(view, token, cause === 'cancelled' ? 'left' : cause)
}

/** The visit is over. Its seat is given away if the rules say so. */
export function complete(view: View, token: number, cause: string): Decision {
  if (completionFrees(view.rules)) return [leaves(view, 'token.completed', token, cause)]
  return [stays(view, 'token.completed', token, cause)]
}
