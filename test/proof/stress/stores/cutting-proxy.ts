import { connect, createServer, type Server, type Socket } from 'node:net'

/** Point of an append at which its connection is cut. */
export type Cut = 'before' | 'within' | 'after'

/** Text in an append's statement, and the end of the last message of a request. */
const APPEND = '.append('
const SYNC = Buffer.from([0x53, 0, 0, 0, 4])

/**
 * A proxy between the processes and the database that cuts a connection at a chosen point: before any byte of an append is
 * forwarded, after all are forwarded and before the answer, or after the answer, which is withheld, so that the append is surely
 * over.
 */
export class CuttingProxy {
  private readonly armed: { readonly cut: Cut; readonly done: (isDone: boolean) => void }[] = []
  private readonly sockets = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    private hostPort: number,
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

  /** Sends the connections that come from now on to another server. */
  redirect(hostPort: number): void {
    this.hostPort = hostPort
  }

  /** Cuts the connection of the next append. Returns false if none came before the run was over. */
  cut(cut: Cut, over: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = () => {
        const at = this.armed.findIndex((each) => each.done === done)
        if (at >= 0) this.armed.splice(at, 1)
        done(false)
      }
      const done = (isDone: boolean) => {
        over.removeEventListener('abort', end)
        resolve(isDone)
      }
      over.addEventListener('abort', end)
      this.armed.push({ cut, done })
    })
  }

  close(): void {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
  }

  private serve(client: Socket): void {
    const database = connect(this.hostPort, this.host)
    let ordered: Cut | undefined
    let done = (_isDone: boolean) => {}
    const cutNow = () => {
      ordered = undefined
      client.resetAndDestroy()
      // Ends in order, so that the database still reads the forwarded bytes. Its answers are dropped.
      database.end()
      done(true)
    }
    for (const socket of [client, database]) {
      this.sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        // The connection broke for another reason before it could be cut.
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
      // Reads and drops the remaining bytes, or the connection would never end.
      database.resume()
    })
    database.on('end', () => client.end())
    database.on('close', () => client.destroy())
  }
}
