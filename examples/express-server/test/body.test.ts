import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { start } from './start'

it('a body without an end is answered and cut off at its limit', async () => {
  const server = await start()
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  let text = ''
  socket.on('data', (part) => {
    text += part
  })
  // Not `once`, which rejects if the last chunk finds the connection closed.
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.write(
    'POST /api/v1/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  const chunk = `${(16_384).toString(16)}\r\n${' '.repeat(16_384)}\r\n`
  const send = () => {
    while (socket.writable && socket.write(chunk));
  }
  socket.on('drain', send)
  send()
  await closed
  expect(text).toContain('HTTP/1.1 413')
  expect(text).toContain('"code":"body-too-large"')
  expect(text).toContain('Connection: close')
  await server.stop()
})
