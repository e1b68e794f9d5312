import { Lost, Refused, read } from './api.js'
import { byId, say } from './dom.js'
import { t } from './words.js'

/** Names of the events that change what a page shows. An event stream has to be asked for each by name. */
export const EVENTS = [
  'doctor.registered',
  'session.opened',
  'session.closed',
  'session.delayed',
  'slot.added',
  'slot.resized',
  'slot.released',
  'slot.blocked',
  'slot.unblocked',
  'token.confirmed',
  'token.waitlisted',
  'token.held',
  'token.offered',
  'token.bumped',
  'token.moved',
  'token.promoted',
  'token.dropped',
  'token.cancelled',
  'token.rescheduled',
  'token.expired',
  'token.checked-in',
  'token.stood-by',
  'token.called',
  'token.skipped',
  'token.started',
  'token.completed',
  'token.left',
  'token.no-show',
  'token.undone',
  'token.reinstated',
  'token.reclassified',
  'reset',
]

/** How often a page reads the state even if it hears of nothing, and how often without a stream. */
const QUIET_MS = 10_000
const POLL_MS = 3_000
/** After so long without an answer the page is grey: what it shows may be wrong. */
const STALE_MS = 30_000
/** Several events in a row are read together. */
const PAUSE_MS = 200
const SECOND = 1_000

/**
 * Keeps a page up to date. It reads at once, after each event, and every few seconds whatever happens, so that a connection that died
 * silently is noticed. `#state` says if the page may be behind; `body.stale` greys it.
 *
 * @param {() => Promise<void>} refresh reads and shows the state
 * @param {string} [stream] path of the event stream; without one the page polls
 * @returns {() => void} refreshes now
 */
export function keepLive(refresh, stream) {
  let isRunning = false
  let isAskedAgain = false
  let isConnected = false
  let askedAt = 0
  let answeredAt = Date.now()
  /** Why the server does not give the state, such as a key that may not read it. */
  let refusal = ''

  const now = async () => {
    if (isRunning) {
      isAskedAgain = true
      return
    }
    isRunning = true
    do {
      isAskedAgain = false
      askedAt = Date.now()
      await refresh().then(
        () => {
          answeredAt = Date.now()
          refusal = ''
        },
        (thrown) => {
          refusal = thrown instanceof Refused && thrown.status < 500 ? thrown.message : ''
          // A mistake of the page must not look like a lost connection.
          if (!(thrown instanceof Refused || thrown instanceof Lost)) reportError(thrown)
        },
      )
      if (isAskedAgain) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    } while (isAskedAgain)
    isRunning = false
    show()
  }

  const show = () => {
    const isStale = Date.now() - answeredAt >= STALE_MS
    const isBehind = Date.now() - answeredAt > QUIET_MS + 2 * SECOND
    document.body.classList.toggle('stale', isStale)
    const seconds = Math.floor((Date.now() - answeredAt) / SECOND)
    const isLost = stream !== undefined && !isConnected
    say(
      byId('state'),
      refusal || (isStale ? t('state.stale', { seconds }) : isLost || isBehind ? t('state.polling') : ''),
    )
  }

  const connect = () => {
    const source = new EventSource(`/api/v1/${stream}`)
    source.onopen = () => {
      isConnected = true
      void now()
    }
    source.onerror = () => {
      isConnected = false
      show()
      // The browser tries again by itself, unless the server refused.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, POLL_MS)
    }
    for (const name of EVENTS) source.addEventListener(name, () => void now())
  }

  setInterval(() => {
    const pause = isConnected || stream === undefined ? QUIET_MS : POLL_MS
    if (Date.now() - askedAt >= pause) void now()
    show()
  }, SECOND)
  if (stream !== undefined) connect()
  void now()
  return () => void now()
}

/** Returns what the server knows of the key. As long as it does not answer, the page says why and asks again. */
export async function whoAmI() {
  for (;;) {
    try {
      return await read('me')
    } catch (thrown) {
      say(byId('state'), thrown instanceof Refused ? thrown.message : t('state.polling'))
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}
