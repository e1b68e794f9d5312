import { Worker } from 'node:worker_threads'
import type { Lab } from './lab'
import { type Task, type Trial, tryDay } from './trial'

/** Starts the worker's TypeScript: an `--import tsx` of the main thread does not reach the threads on every version of Node. */
const BOOT = `import('tsx/esm/api').then(({ register }) => {
  register()
  return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)})
})`

/**
 * Runs all days of a laboratory, split among worker threads, and passes each result on. Which worker runs a day changes nothing, because a
 * day depends on its seed alone. With one worker, all runs in this thread.
 */
export async function runAll(lab: Lab, workers: number, onTrial: (task: Task, trial: Trial) => void): Promise<void> {
  const tasks = lab.loads.flatMap((_, load) => Array.from({ length: lab.days }, (_, day) => ({ load, day })))
  const size = Math.min(workers, tasks.length)
  if (size > 1) return await shareOut(lab, tasks, size, onTrial)
  for (const task of tasks) onTrial(task, await tryDay(lab, task))
}

async function shareOut(
  lab: Lab,
  tasks: readonly Task[],
  size: number,
  onTrial: (task: Task, trial: Trial) => void,
): Promise<void> {
  let given = 0
  const crew: Worker[] = []
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(BOOT, { eval: true, workerData: lab, execArgv: [] })
      crew.push(worker)
      const next = (): void => {
        const task = tasks[given++]
        if (task === undefined) resolve()
        else worker.postMessage(task)
      }
      worker.on('message', ([task, trial]: [Task, Trial]) => {
        onTrial(task, trial)
        next()
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`A worker of the laboratory stopped with code ${code}.`)))
      next()
    })
  try {
    await Promise.all(Array.from({ length: size }, work))
  } finally {
    await Promise.all(crew.map((worker) => worker.terminate()))
  }
}
