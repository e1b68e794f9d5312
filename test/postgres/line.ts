import { connect, createServer, type Server, type Socket } from 'node:net'

/** What happens to a connection: it breaks, or both ends stay and hear nothing more, as if a cable were pulled. */
export type Fault = 'cut' | 'silence'

/** A statement, and whether the fault comes on its way there or on the way of its answer back. */
export interface Moment {
  readonly text: string
  /** Only a statement of a turn that has the lock. */
  readonly isInTurn?: boolean
  readonly way: 'there' | 'back'
}

interface Call {
  isInTurn: boolean
  /** The fault that waits for an answer. */
  atAnswer: (() => void) | undefined
  readonly strike: (fault: Fault) => void
}

/** A line between the store and its database whose connections break and fall silent at chosen moments. */
export class Line {
  private armed: (Moment & { readonly fault: Fault; readonly struck: () => void }) | undefined
  private readonly calls = new Set<Call>()
  private readonly sockets = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    private readonly hostPort: number,
  ) {
    server.on('connection', (client) => this.serve(client))
  }

  /** A line to the server of this address. */
  static async to(url: string): Promise<Line> {
    const { hostname, port } = new URL(url)
    // Half open, so that a client that says goodbye to a silent line has no answer.
    const server = createServer({ allowHalfOpen: true })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Line(server, hostname, Number(port || 5432))
  }

  /** The address of the server over this line. */
  over(url: string): string {
    const own = new URL(url)
    own.hostname = '127.0.0.1'
    own.port = String((this.server.address() as { port: number }).port)
    return own.href
  }

  /** Strikes the connection that is next at this moment, and then calls `struck`. */
  arm(fault: Fault, moment: Moment, struck: () => void): void {
    this.armed = { ...moment, fault, struck }
  }

  /** Strikes all connections of now, and returns how many there were. */
  strikeAll(fault: Fault): number {
    const now = [...this.calls]
    for (const { strike } of now) strike(fault)
    return now.length
  }

  close(): void {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
  }

  private serve(client: Socket): void {
    const database = connect(this.hostPort, this.host)
    let isSilent = false
    const call: Call = {
      isInTurn: false,
      atAnswer: undefined,
      strike: (fault) => {
        this.calls.delete(call)
        isSilent = true
        if (fault === 'cut') client.resetAndDestroy()
      },
    }
    this.calls.add(call)
    for (const socket of [client, database]) {
      this.sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        this.calls.delete(call)
      })
    }
    client.on('data', (bytes) => {
      if (isSilent) return
      const { armed } = this
      if (armed !== undefined && bytes.includes(armed.text) && (armed.isInTurn !== true || call.isInTurn)) {
        this.armed = undefined
        const strike = () => {
          call.strike(armed.fault)
          armed.struck()
        }
        if (armed.way === 'there') return strike()
        call.atAnswer = strike
      }
      if (bytes.includes('pg_advisory_xact_lock')) call.isInTurn = true
      if (bytes.includes('ROLLBACK') || bytes.includes('; COMMIT')) call.isInTurn = false
      database.write(bytes)
    })
    database.on('data', (bytes) => {
      call.atAnswer?.()
      call.atAnswer = undefined
      if (!isSilent) client.write(bytes)
    })
    // The database learns of the end in time, or it would have no room for others.
    client.on('end', () => database.end())
    client.on('close', () => database.end())
    database.on('end', () => {
      if (!isSilent) client.end()
    })
  }
}
