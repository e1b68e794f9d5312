import type { Commit, Store, Turn } from 'opd-scheduler'

/** A store where one process after the other gets its turn with a stream, and where appends wait for turns, as for locked rows. */
export function withTurns(inner: Store): Store & Required<Pick<Store, 'takeTurn'>> {
  const last = new Map<string, Promise<void>>()

  /** Waits for all streams in one order, so that nobody waits in a circle. */
  async function hold(streams: Iterable<string>): Promise<() => void> {
    const ends: (() => void)[] = []
    for (const stream of [...new Set(streams)].sort()) {
      const before = last.get(stream)
      last.set(stream, new Promise((end) => ends.push(end)))
      await before
    }
    return () => {
      for (const end of ends) end()
    }
  }

  async function during<T>(commits: readonly Commit[], task: () => Promise<T>): Promise<T> {
    const end = await hold(commits.flatMap(({ writes }) => writes.map(({ stream }) => stream)))
    return task().finally(end)
  }

  return {
    ...inner,
    append: (commits) => during(commits, () => inner.append(commits)),
    takeTurn: async (versions): Promise<Turn> => {
      const end = await hold(versions.keys())
      const tails = new Map<string, Awaited<ReturnType<Store['load']>>>()
      for (const [stream, version] of versions) tails.set(stream, await inner.load(stream, version))
      return {
        tails,
        append: (commits) => (commits.length === 0 ? Promise.resolve([]) : inner.append(commits)).finally(end),
      }
    },
  }
}
