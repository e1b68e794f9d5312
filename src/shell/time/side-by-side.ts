/** Tasks under way at once. */
const WIDTH = 32

/** Does something with each, a few at a time, and answers in their order. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const mine = next++
      results[mine] = await task(items[mine]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(WIDTH, items.length) }, worker))
  return results
}
