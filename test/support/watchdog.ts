import { Worker } from 'node:worker_threads'
import { beforeEach } from 'vitest'

/** How often the process says that its event loop turns. */
const BEAT_MS = 1_000
/** How long after its limit a test is given to fail by itself, which it does unless it blocks the event loop. */
const GRACE_MS = 5_000

/** Ends the process, and names the test, if a test blocks the event loop beyond its limit. No timer of this process could. */
const WATCH = `
const { parentPort, workerData } = require('node:worker_threads')
const { writeSync } = require('node:fs')
let test = 'a file that is loaded'
let seen = Date.now()
parentPort.on('message', (name) => {
  if (name !== null) test = name
  seen = Date.now()
})
setInterval(() => {
  if (Date.now() - seen < workerData.limitMs) return
  writeSync(2, 'The watchdog ends this process, which is blocked by: ' + test + '\\n')
  process.kill(process.pid, 'SIGKILL')
}, 1000)
`

declare global {
  var watchdog: Worker | undefined
}

// Test files that share a process share its watchdog.
if (globalThis.watchdog === undefined) {
  const dog = new Worker(WATCH, { eval: true, workerData: { limitMs: Number(process.env.TEST_LIMIT_MS) + GRACE_MS } })
  dog.unref()
  setInterval(() => dog.postMessage(null), BEAT_MS).unref()
  globalThis.watchdog = dog
}

beforeEach(({ task }) => {
  globalThis.watchdog!.postMessage(`${task.file.name} > ${task.name}`)
})
