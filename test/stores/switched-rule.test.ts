import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, it } from 'vitest'
import { Folder } from './clinic-file'
import { switchTheRule } from './switched-rule'

const folder = new Folder()
afterAll(() => folder.remove())

it('a key of the day in a file is given back whatever the rules say when its token ends', async () => {
  const path = folder.file()
  await switchTheRule(() => sqliteStore(path))
})
