import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve as pathOf } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { openService } from './running/service'
import { starting } from './running/starting'
import { openKeys } from './security/open-keys'
import type { Settings } from './settings'

export interface Serving {
  readonly address: string
  /** What the person who starts the server must know, such as the key that was made. */
  readonly notice: string
  /**
   * Serves on for these seconds, but says that it is not ready and closes each connection with its next answer. Then accepts no new
   * requests, answers those in progress, and closes the storage. A second call without seconds ends the first call's wait.
   */
  stop(drainSeconds?: number): Promise<void>
}

/** Connections still open after this are closed, so that no client can delay the stop. */
const PATIENCE_MS = 10_000
const IDLE_MS = 50

/**
 * Starts the server. It listens first: if the port is taken, nothing else has begun, and while the storage is away, it says so.
 *
 * @throws if the port is taken, or the storage cannot be opened and a retry would not help; an AbortError if `signal` aborts meanwhile
 */
export async function serve(
  settings: Settings,
  log: Logger,
  clock: () => number = Date.now,
  signal: AbortSignal = new AbortController().signal,
): Promise<Serving> {
  let isDraining = false
  const drained = new AbortController()
  let stopped: Promise<void> | undefined
  let listener: RequestListener = starting
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      if (isDraining) response.setHeader('Connection', 'close')
      listener(request, response)
    },
  )
  const address = await listen(server, settings)
  const { storage } = settings
  log.info({ address, storage: storage.kind, file: 'file' in storage ? pathOf(storage.file) : undefined }, 'listening')
  try {
    const { keys, notice } = openKeys(settings.keys, log)
    const service = await openService(settings, keys, log, clock, signal)
    listener = service.app
    log.info({ address, keys: settings.keys.kind }, 'serving')
    const stopAfter = async (drainSeconds: number): Promise<void> => {
      isDraining = true
      service.readiness.drain()
      await pause(drainSeconds * 1000, undefined, { signal: drained.signal }).catch(() => undefined)
      service.endStreams()
      await closed(server)
      await service.close()
      log.info('stopped')
    }
    return {
      address,
      notice: notice(address),
      stop(drainSeconds = 0) {
        if (drainSeconds === 0) drained.abort()
        stopped ??= stopAfter(drainSeconds)
        return stopped
      },
    }
  } catch (thrown) {
    await closed(server)
    throw thrown
  }
}

function listen(server: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const taken = `The port ${port} of ${host} is taken by another program. Stop that one, or set PORT.`
      reject(new Error(code === 'EADDRINUSE' ? taken : `The server cannot listen: ${message}.`))
    })
    server.listen(port, host, () => {
      const { address, family, port } = server.address() as AddressInfo
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${port}`)
    })
  })
}

/** Resolves when all accepted requests are answered. */
async function closed(server: Server): Promise<void> {
  const impatient = setTimeout(() => server.closeAllConnections(), PATIENCE_MS)
  // `close` closes the connections that are idle now. Those of the last answers become idle later.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS)
  await new Promise((resolve) => server.close(resolve))
  clearTimeout(impatient)
  clearInterval(idle)
}
