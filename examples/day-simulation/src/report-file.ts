import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from './usage-error'

/** A file that is written atomically: readers never see half a page. */
export class ReportFile {
  private readonly path: string

  constructor(
    folder: string,
    private readonly name: string,
  ) {
    this.path = resolve(folder, name)
  }

  /**
   * Checks before the run that the file can be written.
   *
   * @throws UsageError
   */
  async check(): Promise<void> {
    const folder = dirname(this.path)
    await this.orRefuse(access(folder, constants.W_OK), 'its folder does not exist or is not writable')
    const entry = await stat(this.path).catch(() => undefined)
    if (entry?.isDirectory()) throw this.refusal('it is a folder', `as in --report ${this.name}/day.html`)
  }

  /** @throws UsageError */
  async write(text: string): Promise<void> {
    const draft = `${this.path}.${process.pid}.tmp`
    await this.orRefuse(
      writeFile(draft, text)
        .then(() => rename(draft, this.path))
        .finally(() => rm(draft, { force: true })),
      'the disk may be full',
    )
  }

  private async orRefuse(done: Promise<void>, why: string): Promise<void> {
    await done.catch((error: NodeJS.ErrnoException) => {
      throw this.refusal(`${why} (${error.code})`, 'as in --report day.html')
    })
  }

  private refusal(why: string, example: string): UsageError {
    return new UsageError(`--report '${this.name}' cannot be written: ${why}. Give another file, ${example}.`)
  }
}
