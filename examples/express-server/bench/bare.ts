import express from 'express'

// The least that Express can do for a booking: read JSON, answer JSON of the same size. What is above this is the server's own.
const app = express()
const answer = { status: 'confirmed', padding: 'x'.repeat(650) }
app.post('/api/tokens', express.json(), (_request, response) => {
  response.status(201).json(answer)
})
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.stdout.write(`Bare Express: http://127.0.0.1:${port} (nothing else)\n`)
})
process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close()
})
