import { connect, createServer, type Server, type Socket } from 'node:net'

/** Where in the life of an append its connection is cut. */
export type Cut = 'before' | 'within' | 'after'

/** What an append's statement contains, and how the last message of a request ends. */
const APPEND = '.append('
const SYNC = Buffer.from([0x53, 0, 0, 0, 4])
/** How long a cut waits for an append. */
const PATIENCE_MS = 10_000

/**
 * Stands between the processes and the database, and cuts a connection at the moment that matters: before any byte of an append
 * is forwarded, when all are and no answer has come, or when the answer has come and is withheld, so that the append is surely over.
 */
export class CuttingProxy {
  private readonly armed: { readonly cut: Cut; readonly done: (isDone: boolean) => void }[] = []
  private readonly sockets = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    private readonly hostPort: number,
  ) {
    server.on('connection', (client) => this.serve(client))
  }

  static async start(host: string, hostPort: number): Promise<CuttingProxy> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    return new CuttingProxy(server, host, hostPort)
  }

  get port(): number {
    return (this.server.address() as { port: number }).port
  }

  /** Cuts the connection of the next append; false where none came. */
  cut(cut: Cut): Promise<boolean> {
    return new Promise((resolve) => {
      const entry = {
        cut,
        done: (isDone: boolean) => {
          clearTimeout(timer)
          resolve(isDone)
        },
      }
      const timer = setTimeout(() => {
        const index = this.armed.indexOf(entry)
        if (index >= 0) this.armed.splice(index, 1)
        resolve(false)
      }, PATIENCE_MS)
      this.armed.push(entry)
    })
  }

  close(): void {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
    for (const { done } of this.armed.splice(0)) done(false)
  }

  private serve(client: Socket): void {
    const database = connect(this.hostPort, this.host)
    let ordered: Cut | undefined
    let done = (_isDone: boolean) => {}
    const cutNow = () => {
      ordered = undefined
      client.resetAndDestroy()
      // In order, so that the database still reads what was forwarded; its answers go nowhere.
      database.end()
      done(true)
    }
    for (const socket of [client, database]) {
      this.sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        // The connection broke by something else before it could be cut.
        if (ordered !== undefined) done(false)
        ordered = undefined
      })
    }
    client.on('data', (bytes) => {
      if (ordered === undefined && this.armed.length > 0 && bytes.includes(APPEND)) {
        const next = this.armed.shift()!
        ordered = next.cut
        done = next.done
        if (ordered === 'before') return cutNow()
      }
      const isWhole = bytes.subarray(-SYNC.length).equals(SYNC)
      if (!database.destroyed && !database.writableEnded && !database.write(bytes)) {
        client.pause()
        database.once('drain', () => client.resume())
      }
      if (ordered === 'within' && isWhole) cutNow()
    })
    database.on('data', (bytes) => {
      if (ordered === 'after') return cutNow()
      if (client.destroyed || client.writableEnded) return
      // A stopped process reads nothing.
      if (!client.write(bytes)) {
        database.pause()
        client.once('drain', () => database.resume())
      }
    })
    client.on('end', () => database.end())
    client.on('close', () => {
      database.end()
      // Whatever still comes is read and dropped, or the connection would never end.
      database.resume()
    })
    database.on('end', () => client.end())
    database.on('close', () => client.destroy())
  }
}
