import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, it } from 'vitest'
import { Folder } from './clinic-file'
import { decideByDoctor } from './two-doctors'

const folder = new Folder()
afterAll(() => folder.remove())

it('each doctor’s sessions in one file are decided by the doctor’s own rules, in every process', async () => {
  const path = folder.file()
  await decideByDoctor(() => sqliteStore(path))
})
