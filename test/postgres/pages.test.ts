import { describe, expect, it } from 'vitest'
import { readInPages } from '../stores/pages'
import { database } from './database'

describe('lists in PostgreSQL', async () => {
  const { newSchema, newStore } = await database()

  it('are read in pages, without missing or repeating an entry', async () => {
    for (let seed = 7; seed <= 8; seed++) {
      const reached = await readInPages(newStore({ schema: newSchema() }), seed)
      expect(reached.missing(['closed with patients expected', 'an entry left its list between two pages'])).toEqual([])
    }
  })
})
