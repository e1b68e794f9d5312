import type { ErrorRequestHandler, RequestHandler } from 'express'
import { Problem } from './problem'

/** Time for the client to read the answer before its connection is closed. */
const READING_MS = 1_000

/** Answers a body that is too large at once, and closes the connection. The parser alone would first read the body to its end. */
export function bodyLimit(bytes: number, answer: ErrorRequestHandler): RequestHandler {
  return (request, response, next) => {
    // Node reads no more than was announced.
    if (Number(request.headers['content-length']) <= bytes) return next()
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= bytes || response.headersSent) return
      response.setHeader('Connection', 'close')
      void answer(Problem.tooLarge(), request, response, next)
      setTimeout(() => request.destroy(), READING_MS)
    })
    next()
  }
}
