import type { SessionView, SlotView, TokenView } from '../../api/views'

/** Returns a session as a text of a few lines: each slot with its tokens, the waiting list, and the tokens that are gone. */
export function sessionText({ id, status, slots, tokens, version }: SessionView): string {
  const inOrder = tokens.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0) || a.sequence - b.sequence)
  const lines = slots.map((slot) => {
    const seated = inOrder
      .filter(({ slotId }) => slotId === slot.id)
      .map((token) => `${tokenText(token)}${noteOf(token)}`)
    return [`${slot.start}–${slot.end}`, seatsOf(slot), ...seated].join('  ')
  })
  const waiting = inOrder.filter(({ waitsFor }) => waitsFor !== null).map(waiterText)
  const gone = inOrder.filter(({ slotId, waitsFor }) => slotId === null && waitsFor === null).map(goneText)
  if (waiting.length > 0) lines.push(`waiting  ${waiting.join('  ')}`)
  if (gone.length > 0) lines.push(`gone  ${gone.join('  ')}`)
  return [`${id}  ${status}, version ${version}`, ...lines].join('\n')
}

function seatsOf({ used, capacity, overflow, blocked }: SlotView): string {
  const above = overflow === 0 ? '' : `, ${overflow} above`
  return `${used} of ${capacity}${above}${blocked ? ', blocked' : ''}`
}

/** Number, booking class and rank. */
function tokenText({ number, source, rank }: TokenView): string {
  return `${number} ${source}(${rank})`
}

/** The status, unless the token is simply confirmed. */
function noteOf({ status, override }: TokenView): string {
  return `${status === 'confirmed' ? '' : ` ${status}`}${override ? ' above the rules' : ''}`
}

function waiterText(token: TokenView): string {
  const { waitsFor, standby } = token
  const { slot, accepts } = waitsFor!
  const what = slot === null ? 'any slot' : `${slot.start}${accepts === 'slot' ? '' : ' or later'}`
  return `${tokenText(token)} for ${what}${standby ? ', on standby' : ''}`
}

function goneText({ number, status, cause }: TokenView): string {
  return cause === status ? `${number} ${status}` : `${number} ${status} (${cause})`
}
