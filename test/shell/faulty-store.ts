import type { Store } from 'opd-scheduler/store'

/** Hooks of a test into the appends of a store. */
export interface Faults {
  /** Called instead of the store's own append; it may call that, or not. */
  append?: Store['append'] | undefined
}

/** A store whose appends the test can replace, and their number. */
export function faulty(inner: Store): { readonly store: Store; readonly faults: Faults; readonly appends: number[] } {
  const faults: Faults = {}
  const appends: number[] = []
  const store: Store = {
    ...inner,
    append: (commits) => {
      appends.push(commits.length)
      return (faults.append ?? inner.append)(commits)
    },
  }
  return { store, faults, appends }
}

/** A promise, and the function that fulfils it. */
export function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open!: () => void
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}
