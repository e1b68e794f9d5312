import { parentPort, workerData } from 'node:worker_threads'
import type { Lab } from './lab'
import { type Task, tryDay } from './trial'

// Started by `runAll`: runs the days that it is sent, one after the other.
const lab = workerData as Lab
parentPort!.on('message', async (task: Task) => parentPort!.postMessage([task, await tryDay(lab, task)]))
