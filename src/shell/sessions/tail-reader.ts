import { isOpdError } from '../../errors'
import type { OpdEvent } from '../../events/event'
import type { Store, WriteTurn } from '../../store/store'
import { nextTurn } from '../time'

/** A tail that was asked for and is not read yet. */
interface Wanted {
  readonly afterVersion: number
  readonly tail: Promise<readonly OpdEvent[]>
  readonly resolve: (tail: readonly OpdEvent[]) => void
  readonly reject: (thrown: unknown) => void
}

/** A data loader for the tails of streams: asks for all that are wanted in one turn with one query, if the store has `loadAll`. */
export class TailReader {
  private wanted = new Map<string, Wanted>()

  constructor(
    private readonly store: Pick<Store, 'load' | 'loadAll' | 'takeTurn'>,
    /** If given, tails are read in turns. Called with each turn when the commands that wait for the tails can be decided. */
    private readonly useTurn?: (turn: WriteTurn) => void,
  ) {}

  /** The events of a stream above a version, as of this call or later. */
  of(stream: string, afterVersion: number): Promise<readonly OpdEvent[]> {
    const { loadAll } = this.store
    if (loadAll === undefined) return this.store.load(stream, afterVersion)
    const known = this.wanted.get(stream)
    if (known?.afterVersion === afterVersion) return known.tail
    if (known !== undefined) return this.store.load(stream, afterVersion)
    if (this.wanted.size === 0) void this.askSoon(loadAll)
    let resolve!: Wanted['resolve']
    let reject!: Wanted['reject']
    const tail = new Promise<readonly OpdEvent[]>((fulfil, fail) => {
      resolve = fulfil
      reject = fail
    })
    this.wanted.set(stream, { afterVersion, tail, resolve, reject })
    return tail
  }

  private async askSoon(loadAll: Required<Store>['loadAll']): Promise<void> {
    await nextTurn()
    const turn = this.useTurn && (await this.turn())
    const { wanted } = this
    this.wanted = new Map()
    const versions = new Map([...wanted].map(([stream, { afterVersion }]) => [stream, afterVersion]))
    try {
      const tails = await loadAll(versions, turn)
      for (const [stream, { resolve }] of wanted) resolve(tails.get(stream) ?? [])
      if (turn !== undefined) this.useTurn!(turn)
    } catch (thrown) {
      turn?.end()
      // One damaged stream must not fail the others, and a turn may have been lost. A store that cannot be reached fails for all.
      const isOfOne = wanted.size > 1 && isOpdError(thrown) && thrown.code === 'store-corrupt'
      for (const [stream, { afterVersion, resolve, reject }] of wanted)
        if (isOfOne || turn !== undefined) this.store.load(stream, afterVersion).then(resolve, reject)
        else reject(thrown)
    }
  }

  /** Waits for a turn of this process. If it does not get one, conflicts are only more likely. */
  private async turn(): Promise<WriteTurn | undefined> {
    try {
      return await this.store.takeTurn?.()
    } catch {
      return undefined
    }
  }
}
