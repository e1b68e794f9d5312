import { useLibrary } from './scenario.js'

declare const test: (name: string, run: () => Promise<void>) => void

test('books, bumps in a chain, and cancels', () => useLibrary())
