import { isOpdError } from '../../errors'
import type { OpdEvent } from '../../events/event'
import type { Store } from '../../store/store'
import { nextTurn } from '../time/waiting'

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

  constructor(private readonly store: Pick<Store, 'load' | 'loadAll'>) {}

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
    const { wanted } = this
    this.wanted = new Map()
    try {
      const tails = await loadAll(new Map([...wanted].map(([stream, { afterVersion }]) => [stream, afterVersion])))
      for (const [stream, { resolve }] of wanted) resolve(tails.get(stream) ?? [])
    } catch (thrown) {
      // One damaged stream must not fail the others. A store that cannot be reached fails for all.
      const isOfOne = wanted.size > 1 && isOpdError(thrown) && thrown.code === 'store-corrupt'
      for (const [stream, { afterVersion, resolve, reject }] of wanted)
        if (isOfOne) this.store.load(stream, afterVersion).then(resolve, reject)
        else reject(thrown)
    }
  }
}
