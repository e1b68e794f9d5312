import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, it } from 'vitest'
import { Folder } from './clinic-file'
import { bookTwiceAtOnce } from './two-at-once'

const folder = new Folder()
afterAll(() => folder.remove())

it('a patient who is booked with two doctors at once gets one token, if the rules allow one a day', async () => {
  const path = folder.file()
  await bookTwiceAtOnce(() => sqliteStore(path), 20)
})
