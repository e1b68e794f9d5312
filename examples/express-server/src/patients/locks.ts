import type { Lookup } from './table'

/** Names of the locks of a write. Writes without a common lock depend on nothing of each other, if each names its patient by id. */
export function locksOf({ key, id, phone, hospitalNumber }: Lookup): string[] {
  const names = [key && `key ${key}`, id && `id ${id}`, phone, hospitalNumber && `number ${hospitalNumber}`]
  return names.flatMap((name) => name ?? [])
}

/** Returns the writes that share no lock with an earlier one. */
export function independent<Write extends { readonly lookup: Lookup }>(writes: readonly Write[]): readonly Write[] {
  const held = new Set<string>()
  return writes.filter(({ lookup }) => {
    const locks = locksOf(lookup)
    const isFree = locks.every((lock) => !held.has(lock))
    for (const lock of locks) held.add(lock)
    return isFree
  })
}
