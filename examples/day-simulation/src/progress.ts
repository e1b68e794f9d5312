import { SingleBar } from 'cli-progress'

/** A progress bar, shown only on a terminal. */
export class Progress {
  private readonly bar: SingleBar | undefined
  private done = 0

  constructor(
    stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
    private readonly total: number,
  ) {
    if (stream.isTTY !== true) return
    const format = '  {bar}  {percentage} %  {label}'
    this.bar = new SingleBar({
      stream,
      format,
      barsize: 40,
      barCompleteChar: '━',
      barIncompleteChar: '─',
      clearOnComplete: true,
      hideCursor: true,
      linewrap: false,
    })
  }

  start(): void {
    this.bar?.start(this.total, this.done, { label: '' })
  }

  step(label: string): void {
    this.done++
    this.bar?.update(this.done, { label })
  }

  stop(): void {
    this.bar?.stop()
  }

  /** Hides the bar while something is printed. */
  around(print: () => void): void {
    this.stop()
    print()
    this.start()
  }
}
