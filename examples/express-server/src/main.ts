import { pino } from 'pino'
import { serve } from './serve'
import { readSettings } from './settings'

try {
  const settings = readSettings(process.env)
  // Asynchronous logging batches lines; the rest is flushed when the process ends.
  const log = pino({ level: settings.logLevel, base: null }, pino.destination({ sync: false }))
  const { address, notice, stop } = await serve(settings, log)
  process.stdout.write(`Outpatient tokens: ${address} (try the API at ${address}/docs)\n${notice}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`)
  process.exitCode = 1
}
