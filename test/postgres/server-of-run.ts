import { createServer, type Server as NetServer } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type Server, startServer } from './server'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port on which a test file asks for the run's database server. */
    postgresDoor: number
  }
}

let starting: Promise<Server> | undefined
let door: NetServer | undefined

/**
 * One PostgreSQL server for the whole run, started when the first test file asks for it. Test files run in their own processes,
 * so they ask over a socket, which gives the server's address, or the reason why there is none.
 */
export async function setup(project: TestProject): Promise<void> {
  const opened = createServer((socket) => {
    socket.on('error', () => {})
    void address().then((answer) => socket.end(JSON.stringify(answer)))
  })
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve))
  door = opened
  project.provide('postgresDoor', (opened.address() as { port: number }).port)
}

export async function teardown(): Promise<void> {
  door?.close()
  const server = await starting?.catch(() => undefined)
  await server?.stop()
}

async function address(): Promise<object> {
  const given = process.env.TEST_POSTGRES_URL
  if (given) return { url: given }
  starting ??= startServer()
  return starting.then(
    ({ url }) => ({ url }),
    (thrown: Error) => ({ error: thrown.message }),
  )
}
