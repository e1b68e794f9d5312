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

  /** The keys from `first` up to, but not including, `end`. */
  between(first: string, end: string): readonly string[] {
    return this.keys.slice(this.indexOf(first), this.indexOf(end))
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
