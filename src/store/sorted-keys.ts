/** A sorted set of strings with binary search. */
export class SortedKeys {
  private readonly keys: string[] = []

  add(key: string): void {
    const at = this.indexOf(key)
    if (this.keys[at] !== key) this.keys.splice(at, 0, key)
  }

  delete(key: string): void {
    const at = this.indexOf(key)
    if (this.keys[at] === key) this.keys.splice(at, 1)
  }

  /** The keys from `first` up to, but not including, `end`; at most `limit` of them. */
  between(first: string, end: string, limit = Number.POSITIVE_INFINITY): readonly string[] {
    const from = this.indexOf(first)
    return this.keys.slice(from, Math.min(this.indexOf(end), from + limit))
  }

  /** The index of the first key that is not before `key`. */
  private indexOf(key: string): number {
    let low = 0
    let high = this.keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
