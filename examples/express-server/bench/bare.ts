import express from 'express'

// The minimum that Express does for a booking: read JSON, send JSON of the same size. The rest is the server's own cost.
const app = express()
const answer = { status: 'confirmed', padding: 'x'.repeat(650) }
app.post('/api/v1/tokens', express.json(), (_request, response) => {
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
