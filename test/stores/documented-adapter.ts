import { rmSync } from 'node:fs'
import type { Store } from 'opd-scheduler/store'
import { vi } from 'vitest'
import { documentedProgram } from './documented-program'

// The page runs its adapter and prints the result.
const log = vi.spyOn(console, 'log').mockImplementation(() => {})
const file = documentedProgram('docs/writing-a-store.md', `adapter-${process.pid}`)
const page = (await import(file)) as {
  jsonLinesStore(path: string): Store
}
log.mockRestore()
rmSync(file)

/** The adapter with which docs/writing-a-store.md opens. */
export const { jsonLinesStore } = page
