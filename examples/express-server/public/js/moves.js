import { el, startOf } from './dom.js'
import { meet, nameOf, phoneOf } from './people.js'
import { has, t } from './words.js'

/**
 * Returns a list of who moves and why, those who lose their place first.
 *
 * @param {readonly any[]} moves
 * @param {ReadonlyMap<string, string>} numbers numbers of tokens by id
 */
export async function moveList(moves, numbers) {
  if (moves.length === 0) return el('p', { class: 'good' }, t('moves.none'))
  await meet(moves.map(({ patientId }) => patientId))
  const isLoss = ({ status }) => status === 'dropped' || status === 'waitlisted'
  const sorted = [...moves].sort((a, b) => Number(isLoss(b)) - Number(isLoss(a)))
  return el(
    'ul',
    { class: 'moves' },
    ...sorted.map((move) => el('li', { class: isLoss(move) ? 'loss' : 'gain' }, ...sentence(move, numbers))),
  )
}

/** @param {any} move @param {ReadonlyMap<string, string>} numbers */
function sentence({ number, patientId, from, to, status, cause, by }, numbers) {
  const place =
    to === null ? t(status === 'dropped' ? 'moves.dropped' : 'moves.waits') : t('moves.to', { slot: slotText(to) })
  const left = from === null ? t('moves.from-list') : t('moves.from', { slot: slotText(from) })
  const phone = status === 'dropped' ? phoneOf(patientId) : null
  return [
    el('b', {}, number),
    ` ${nameOf(patientId)}: ${left}, ${place}, ${causeText(cause, by, numbers)}.`,
    phone === null ? null : ` ${phone}`,
  ]
}

/**
 * Returns the reason of a move in words.
 *
 * @param {string} cause
 * @param {{ tokenId: string } | null} by the token that caused it
 * @param {ReadonlyMap<string, string>} numbers
 */
export function causeText(cause, by, numbers) {
  const number = by === null ? undefined : numbers.get(by.tokenId)
  const other = t(by === null ? 'moves.another' : 'moves.this-booking')
  const who = number === undefined ? other : t('moves.token', { number })
  return has(`cause.${cause}`) ? t(`cause.${cause}`, { by: who }) : t('cause.other', { cause })
}

/** Returns the start of a slot, with its day and doctor if they differ from the page's. @param {string} slotId */
function slotText(slotId) {
  return slotId.startsWith(`${document.body.dataset.session}.`)
    ? startOf(slotId)
    : `${startOf(slotId)} (${slotId.split('.').slice(0, 2).join(', ')})`
}
