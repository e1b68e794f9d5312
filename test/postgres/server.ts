import { join } from 'node:path'
import { Cluster, Home } from './cluster'

/** A PostgreSQL server for tests, with its own data directory. */
export interface Server {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** Stops at once, as in a power cut, and starts again. */
  restart(): Promise<void>
  /** Stops at once, as in a power cut. */
  halt(): Promise<void>
  /** Starts again on the same port. */
  resume(): Promise<void>
  /** Stops all its processes, as if the machine hung: connections stay open and nothing is answered. Returns what undoes it. */
  freeze(): () => void
  /** Stops and deletes everything. */
  stop(): Promise<void>
}

/** Starts a server on a free port of this machine, with fsync on. */
export function startServer(): Promise<Server> {
  return Home.with(async (home) => {
    const dataDir = join(home.path, 'data')
    await home.initialise(dataDir)
    const cluster = new Cluster(home, dataDir)
    await cluster.start()
    return {
      url: cluster.url,
      port: cluster.port,
      dataDir,
      restart: async () => {
        await cluster.end('SIGQUIT')
        await cluster.run()
      },
      halt: () => cluster.end('SIGQUIT'),
      resume: () => cluster.run(),
      freeze: () => cluster.freeze(),
      stop: async () => {
        await cluster.stop()
        await home.remove()
      },
    }
  })
}
