import { once } from 'node:events'
import type { Response } from 'express'
import type { LogEntry, OpdEvent } from 'opd-scheduler'
import type { Services } from '../api/services'
import type { Tail } from './tail'

export interface StreamOptions {
  readonly after: number | 'latest'
  readonly passes: (entry: LogEntry) => boolean
  /** For everybody's eyes: numbers, and nothing that leads to a person. */
  readonly isPublic: boolean
}

/** A client that leaves more than this unread is let go; what it missed is in the log when it comes back. */
const MOST_UNREAD_BYTES = 262_144

/** Writes events until the client goes away or the server shuts down. */
export async function streamEvents(
  { scheduler, heartbeatMs, closing }: Services,
  tail: Tail,
  response: Response,
  { after, passes, isPublic }: StreamOptions,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, closing])
  // A proxy closes what is silent, and a client cannot tell a quiet clinic from a dead line.
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  /** Whether there is room for more. */
  const send = (entry: LogEntry): boolean => {
    const { event, position } = entry
    if (!passes(entry)) return true
    const data = JSON.stringify(isPublic ? publicPart(event) : staffPart(event))
    return response.write(`id: ${position}\nevent: ${event.type}\ndata: ${data}\n\n`)
  }
  let last = after === 'latest' ? 0 : after
  let isLive = after === 'latest'
  const live = tail.follow((entry) => {
    if (!isLive || entry.position <= last) return
    if (!send(entry) && response.writableLength > MOST_UNREAD_BYTES) response.destroy()
  }, signal)
  /** Reads the log by itself, as fast as the client does, until the tail goes on from there. */
  const catchUp = async () => {
    if (isLive) return
    for await (const entry of scheduler.subscribe({ after: last, signal })) {
      last = entry.position
      if (!send(entry)) await once(response, 'drain', { signal })
      isLive = tail.continues(last)
      if (isLive) return
    }
  }
  try {
    response.write('retry: 2000\n\n')
    await Promise.all([live, catchUp()])
  } catch (thrown) {
    if (!gone.signal.aborted && !closing.aborted) throw thrown
  } finally {
    clearInterval(heartbeat)
    gone.abort()
    response.end()
  }
}

/** An event without its note: free text, which may name anybody. */
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
