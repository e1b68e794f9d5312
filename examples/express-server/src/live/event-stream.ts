import { once } from 'node:events'
import type { Response } from 'express'
import type { LogEntry, OpdEvent } from 'opd-scheduler'
import type { Services } from '../api/services'

export interface StreamOptions {
  readonly after: number | 'latest'
  readonly passes: (entry: LogEntry) => boolean
  /** For everybody's eyes: numbers, and nothing that leads to a person. */
  readonly isPublic: boolean
}

/** Writes events until the client goes away or the server shuts down. */
export async function streamEvents(
  { scheduler, heartbeatMs, closing }: Services,
  response: Response,
  { after, passes, isPublic }: StreamOptions,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  // A proxy closes what is silent, and a client cannot tell a quiet clinic from a dead line.
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  try {
    response.write('retry: 2000\n\n')
    const signal = AbortSignal.any([gone.signal, closing])
    for await (const entry of scheduler.subscribe({ after, signal })) {
      if (!passes(entry)) continue
      const { event, position } = entry
      const text = `id: ${position}\nevent: ${event.type}\ndata: ${JSON.stringify(isPublic ? publicPart(event) : staffPart(event))}\n\n`
      // What a slow client has not read stays in the log, not in memory.
      if (!response.write(text)) await once(response, 'drain', { signal })
    }
  } catch (thrown) {
    if (!gone.signal.aborted && !closing.aborted) throw thrown
  } finally {
    clearInterval(heartbeat)
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
