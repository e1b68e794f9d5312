import { isOpdError } from '../../errors'
import type { OpdEvent } from '../../events/event'
import type { Store } from '../../store/store'
import { nextTurn } from '../time/next-turn'

/** A stream's tail that somebody waits for. */
interface Wanted {
  readonly afterVersion: number
  readonly tail: Promise<readonly OpdEvent[]>
  readonly resolve: (tail: readonly OpdEvent[]) => void
  readonly reject: (thrown: unknown) => void
}

/** Reads the tails of streams: those that are wanted at the same time with one question, where the store takes several. */
export class TailReader {
  private wanted = new Map<string, Wanted>()

  constructor(private readonly store: Pick<Store, 'load' | 'loadAll'>) {}

  /** What the stream has above a version, at some moment from now on. */
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
    const { wanted } = this
    this.wanted = new Map()
    try {
      const tails = await loadAll(new Map([...wanted].map(([stream, { afterVersion }]) => [stream, afterVersion])))
      for (const [stream, { resolve }] of wanted) resolve(tails.get(stream) ?? [])
    } catch (thrown) {
      // One stream that is damaged must not keep the others from being read; a store that is away is away for all.
      const isOfOne = wanted.size > 1 && isOpdError(thrown) && thrown.code === 'store-corrupt'
      for (const [stream, { afterVersion, resolve, reject }] of wanted)
        if (isOfOne) this.store.load(stream, afterVersion).then(resolve, reject)
        else reject(thrown)
    }
  }
}
