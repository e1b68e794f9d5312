import { once } from 'node:events'
import { connect } from 'node:net'

/** A connection that stays open. */
export interface Send {
  /** Sends a request and returns the raw answer with its head. Only one at a time. */
  (request: Sent): Promise<string>
  close(): void
}

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** JSON in ASCII. */
  readonly body?: string
}

export const get = (path: string): Sent => ({ method: 'GET', path })
export const post = (path: string, body: string): Sent => ({ method: 'POST', path, body })

/** Opens a connection. It uses a bare socket, because an HTTP client would take as much CPU time as the server needs for a booking. */
export async function opened(url: string): Promise<Send> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1')
  await once(socket, 'connect')
  let text = ''
  let length = -1
  let done: (answer: string) => void
  let failed: (error: Error) => void = () => {}
  socket.on('data', (part) => {
    text += part
    if (length < 0) {
      const head = text.indexOf('\r\n\r\n')
      if (head >= 0) length = head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1])
    }
    if (length < 0 || text.length < length) return
    const answer = text
    text = ''
    length = -1
    done(answer)
  })
  socket.on('error', (error) => failed(error))
  socket.on('close', () => failed(new Error('The server closed the connection.')))
  const host = `HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`
  const send = ({ method, path, body }: Sent) =>
    new Promise<string>((resolve, reject) => {
      done = resolve
      failed = reject
      const described = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
      socket.write(`${method} ${path} ${host}${described}\r\n${body ?? ''}`)
    })
  return Object.assign(send, {
    close() {
      failed = () => {}
      socket.destroy()
    },
  })
}
