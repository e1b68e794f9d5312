import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { DATE, openDay, type Started, start } from './start'
import { until } from './until'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/**
 * A proxy that buffers as nginx does: it passes an answer on in pieces of 4 KiB, and at once only if the answer asks for that.
 * `honours` is false for one that does not read the header.
 */
async function proxyOf(server: Started, honours: boolean) {
  let held = ''
  const proxy = createServer(({ url, method, headers }, response) => {
    const upstream = request(`${server.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      response.flushHeaders()
      const isBuffered = !honours || answer.headers['x-accel-buffering'] !== 'no'
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        held += part
        if (isBuffered && held.length < 4096) return
        response.write(held)
        held = ''
      })
      answer.on('end', () => response.end(held))
    })
    response.on('close', () => upstream.destroy())
    upstream.on('error', () => response.destroy())
    upstream.end()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  ends.unshift(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, held: () => held }
}

/** Opens a stream through a proxy, and collects what arrives. */
async function listen(url: string) {
  const response = await fetch(`${url}/api/v1/events`)
  let text = ''
  void (async () => {
    const decoder = new TextDecoder()
    for await (const part of response.body!) text += decoder.decode(part, { stream: true })
  })().catch(() => undefined)
  return { headers: response.headers, text: () => text }
}

it('an event passes a buffering proxy at once, because the stream asks it not to buffer', async () => {
  const server = await start()
  ends.push(server.stop)
  const client = await server.client()
  await openDay(client)
  const polite = await proxyOf(server, true)
  const deaf = await proxyOf(server, false)
  const through = await listen(polite.url)
  const behind = await listen(deaf.url)
  await client.call('book', { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' } })

  const isThere = (text: string) => text.includes('event: token.confirmed')
  await until('the event to pass', through.text, isThere)
  expect(through.headers.get('x-accel-buffering')).toBe('no')
  // The proxies do buffer: the other one has the same event, and keeps it.
  await until('the event to be held', deaf.held, isThere)
  expect(behind.text()).toBe('')
})
