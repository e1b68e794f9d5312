import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from './usage-error'

/** A file of an option, such as `--report`, that is written atomically: readers never see half of it. */
export class OutputFile {
  private readonly path: string

  constructor(
    folder: string,
    private readonly option: string,
    private readonly name: string,
    private readonly example: string,
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
    if (entry?.isDirectory()) throw this.refusal('it is a folder', `${this.name}/${this.example}`)
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
      throw this.refusal(`${why} (${error.code})`, this.example)
    })
  }

  private refusal(why: string, example: string): UsageError {
    const { option, name } = this
    return new UsageError(
      `${option} '${name}' cannot be written: ${why}. Give another file, as in ${option} ${example}.`,
    )
  }
}
