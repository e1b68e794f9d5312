import { OutputFile } from '../output-file'
import { Progress } from '../progress'
import { paint } from '../report/paint'
import { compare } from './compare'
import { csvOf, writtenLab } from './files'
import { readLabOptions } from './options'
import { legend, tableOf } from './tables'
import { LAB_USAGE } from './usage'

/** Streams and folder of the program. */
interface Surroundings {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WritableStream
  readonly folder: string
  readonly isColoured: boolean
}

/**
 * Runs the laboratory: prints a table for each load, and writes the files that the options name. Returns the exit code.
 *
 * @throws UsageError
 */
export async function laboratory(
  args: readonly string[],
  { out, err, folder, isColoured }: Surroundings,
): Promise<number> {
  const options = await readLabOptions(args, folder)
  if (options === undefined) {
    out.write(LAB_USAGE)
    return 0
  }
  const { lab, workers, json, csv, report, again } = options
  const jsonFile = json === undefined || json === '-' ? undefined : new OutputFile(folder, '--json', json, 'lab.json')
  const csvFile = csv === undefined ? undefined : new OutputFile(folder, '--csv', csv, 'lab.csv')
  const reportFile = report === undefined ? undefined : new OutputFile(folder, '--report', report, 'lab.html')
  await jsonFile?.check()
  await csvFile?.check()
  await reportFile?.check()

  const days = lab.days * lab.loads.length
  const progress = new Progress(err, days)
  const begun = performance.now()
  let done = 0
  progress.start()
  const comparison = await compare(lab, workers, () => {
    const left = ((performance.now() - begun) / ++done) * (days - done)
    progress.step(`${timeText(left / 1000)} left`)
  }).finally(() => progress.stop())
  const { tables, seconds, engineShare } = comparison

  const figures = writtenLab(lab, tables)
  const text = `${JSON.stringify(figures)}\n`
  await jsonFile?.write(text)
  await csvFile?.write(csvOf(lab, tables))
  if (reportFile !== undefined) {
    // The chart library is slow to load, so it is loaded only for a page.
    const { labPage } = await import('./page/page')
    await reportFile.write(labPage({ lab, figures, arguments: again }))
  }
  if (json === '-') out.write(text)
  else {
    const pen = paint(isColoured)
    const lines = [...tables.flatMap((table) => tableOf(lab, table, pen)), ...legend(lab)]
    out.write(`${lines.join('\n')}\n`)
  }
  // Not part of the tables: times differ from run to run.
  const share = Math.round(100 * engineShare)
  const clinicDays = days * lab.variants.length
  const took = timeText((performance.now() - begun) / 1000)
  err.write(
    `${clinicDays} clinic days in ${took} (${Math.round((1000 * seconds) / clinicDays)} ms each), ${share} % of it in the library\n`,
  )
  return 0
}

/** Seconds as `45 s` or `3 min 20 s`. */
function timeText(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
