import { pino } from 'pino'
import { backUp } from './backup'
import { type Serving, serve } from './serve'
import { readSettings } from './settings'

// Files that the server makes, such as the database and its backups, are for its user alone.
process.umask(0o077)

const stopping = new AbortController()

try {
  const settings = readSettings(process.env)
  const [, , command, file] = process.argv
  if (command === 'backup') process.stdout.write(`${await backUp(settings.storage, file)}\n`)
  else {
    // Lines are written together, because a write costs more than a line. The rest is flushed when the process ends.
    const destination = pino.destination({ sync: false, minLength: 4096, periodicFlush: 100 })
    const log = pino({ level: settings.logLevel, base: null }, destination)
    let serving: Serving | undefined
    const stop = (drainSeconds: number) => {
      stopping.abort()
      void serving?.stop(drainSeconds)
    }
    // Ctrl-C stops at once, also in the middle of a drain. A supervisor gives load balancers time to notice. A second signal of the same
    // kind ends the process.
    process.once('SIGINT', () => stop(0))
    process.once('SIGTERM', () => stop(settings.drainSeconds))
    serving = await serve(settings, log, Date.now, stopping.signal)
    process.stdout.write(
      `Outpatient tokens: ${serving.address} (try the API at ${serving.address}/docs)\n${serving.notice}`,
    )
    if (stopping.signal.aborted) await serving.stop()
  }
} catch (thrown) {
  if (!stopping.signal.aborted) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`)
    process.exitCode = 1
  }
}
