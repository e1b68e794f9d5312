import type { OpdEvent, SessionView, TokenEvent } from 'opd-scheduler'

/**
 * Returns the promotions and offers of one command whose cause is not what happened. The cause is that of an earlier event of the command,
 * or the token has aged.
 */
export function wrongCauses(before: SessionView, events: readonly OpdEvent[]): string[] {
  return events.flatMap((event, at) => {
    if (event.type !== 'token.promoted' && event.type !== 'token.offered') return []
    return isTrue(event, events.slice(0, at), before) ? [] : `${event.type} of ${event.tokenId}: ${event.cause}`
  })
}

function isTrue({ cause, by, tokenId, rank }: TokenEvent, earlier: readonly OpdEvent[], before: SessionView): boolean {
  if (cause === 'aged') return rank < before.tokens.find((token) => token.id === tokenId)!.baseRank
  return earlier.some((event) => {
    if (!causesOf(event).includes(cause)) return false
    return by === null || ('tokenId' in event && event.tokenId === by.tokenId)
  })
}

/** The causes that what follows from an event may have. */
function causesOf(event: OpdEvent): string[] {
  const isArrival = 'request' in event && event.request !== null && event.type !== 'token.reclassified'
  // After an override, what happened is named, not how.
  return [event.cause, event.type.replace('.', '-'), event.type.split('.')[1]!, ...(isArrival ? ['booked'] : [])]
}
