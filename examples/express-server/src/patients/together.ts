/** Most items that are carried out together. */
const MOST = 256

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (thrown: unknown) => void
}

/** Returns a function that carries out all items given in one turn of the event loop together. `carry` returns a result for each. */
export function together<Item, Result>(
  carry: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []

  const work = async (): Promise<void> => {
    const batch = waiting.splice(0, MOST)
    if (waiting.length > 0) setImmediate(work)
    try {
      const results = await carry(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, index) => {
        resolve(results[index]!)
      })
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown)
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ item, resolve, reject }) === 1) setImmediate(work)
    })
}
