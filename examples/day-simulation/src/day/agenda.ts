/** A priority queue of future steps: earliest first, and in order of insertion at the same moment. A binary heap. */
export class Agenda<Entry> {
  private readonly heap: { readonly at: number; readonly order: number; readonly entry: Entry }[] = []
  private added = 0

  add(at: number, entry: Entry): void {
    const { heap } = this
    const item = { at, order: this.added++, entry }
    let place = heap.push(item) - 1
    for (let parent = (place - 1) >> 1; place > 0 && this.isBefore(item, heap[parent]!); parent = (place - 1) >> 1) {
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = item
  }

  /** Removes and returns the next entry, or undefined if there is none. */
  next(): { readonly at: number; readonly entry: Entry } | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let place = 0
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && this.isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!this.isBefore(heap[child]!, last)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
    return first
  }

  private isBefore(a: { at: number; order: number }, b: { at: number; order: number }): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }
}
