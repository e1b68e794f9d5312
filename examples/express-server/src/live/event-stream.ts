import { once } from 'node:events'
import type { Response } from 'express'
import type { OpdEvent } from 'opd-scheduler'
import type { LogEntry } from 'opd-scheduler/store'
import type { Services } from '../api/services'
import type { Tail } from './tail'

export interface StreamOptions {
  readonly after: number | 'latest'
  /** Whether the client asked for events that it does not get, so that it must read the state again. */
  readonly isReset: boolean
  readonly passes: (entry: LogEntry) => boolean
  /** For public displays: token numbers, and nothing that identifies a person. */
  readonly isPublic: boolean
  /** Whether the client's key is still valid; asked at every heartbeat. */
  readonly isValid: () => boolean
}

/** A client with more unread bytes is disconnected. It can resume from the log. */
const MOST_UNREAD_BYTES = 262_144

/** Writes events until the client disconnects or the server shuts down. */
export async function streamEvents(
  { scheduler, heartbeatMs, closing, show, log }: Services,
  tail: Tail,
  response: Response,
  { after, isReset, passes, isPublic, isValid }: StreamOptions,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, closing])
  // Proxies close silent connections, and clients cannot tell a quiet clinic from a dead connection.
  const heartbeat = setInterval(() => {
    if (isValid()) response.write(': still here\n\n')
    else response.destroy()
  }, heartbeatMs)
  /** Sends an entry that passes the filter. Returns whether the connection can take more. */
  const send = (entry: LogEntry): boolean => {
    const { event, position } = entry
    if (!passes(entry)) return true
    const data = JSON.stringify(show(isPublic ? publicPart(event) : staffPart(event)))
    return response.write(`id: ${position}\nevent: ${event.type}\ndata: ${data}\n\n`)
  }
  let last = after === 'latest' ? 0 : after
  let isLive = after === 'latest'
  const live = tail.follow((entry) => {
    if (!isLive || entry.position <= last) return
    if (!send(entry) && response.writableLength > MOST_UNREAD_BYTES) response.destroy()
  }, signal)
  /** Reads the log at the client's pace, until the shared tail can continue. */
  const catchUp = async () => {
    if (isLive) return
    const onDamagedEvent = (position: number) => {
      log.error({ position }, 'stream event damaged and left out')
      response.write(resetAt(position))
    }
    for await (const entry of scheduler.subscribe({ after: last, signal, onDamagedEvent })) {
      last = entry.position
      if (!send(entry)) await once(response, 'drain', { signal })
      isLive = tail.continues(last)
      if (isLive) return
    }
  }
  try {
    response.write('retry: 2000\n\n')
    if (isReset) response.write(resetAt(last))
    await Promise.all([live, catchUp()])
  } catch (thrown) {
    if (!gone.signal.aborted && !closing.aborted) throw thrown
  } finally {
    clearInterval(heartbeat)
    gone.abort()
    response.end()
  }
}

/** The client's last id becomes this position, so that a reconnect continues from here. */
function resetAt(position: number): string {
  return `id: ${position}\nevent: reset\ndata: ${JSON.stringify({ type: 'reset', position })}\n\n`
}

/** Removes the event's note, which is free text and may name people. */
export function staffPart(event: OpdEvent): Omit<OpdEvent, 'note'> {
  const { note: _, ...rest } = event
  return rest
}

function publicPart(event: OpdEvent) {
  const { type, at } = event
  if (!('sessionId' in event)) return { type, at, doctorId: event.doctor.id }
  if (!('tokenId' in event)) return { type, at, sessionId: event.sessionId }
  const { sessionId, number, from, to } = event
  return { type, at, sessionId, number, from, to }
}
