import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, afterEach, expect, it } from 'vitest'
import { connect, DOCTOR, Folder, schedulerOn } from './clinic-file'
import { FORTNIGHT } from './opened-fortnight'
import type { Said } from './opening-process'
import { OtherProcess } from './other-process'

const folder = new Folder()
let process: OtherProcess<Said> | undefined

afterEach(() => process?.kill())
afterAll(() => folder.remove())

it('a process that is killed after the fifth day leaves five sessions, and a repeat opens the other five', async () => {
  const file = folder.file()
  const prepared = schedulerOn(sqliteStore(connect(file)))
  await prepared.registerDoctor({ id: DOCTOR, name: 'Dr. Rao' })
  await prepared.close()

  process = new OtherProcess<Said>('test/stores/opening-process.ts', { SQLITE_FILE: file })
  expect(await process.receive(1)).toBe('five')
  await process.kill()

  const store = sqliteStore(connect(file))
  const opd = schedulerOn(store)
  const found = (await opd.sessions()).map(({ date }) => date)
  expect(found).toHaveLength(5)
  const report = await opd.openSessions(FORTNIGHT)
  expect(report).toMatchObject({ asBefore: found, other: [], failed: [] })
  expect(report.opened).toHaveLength(5)
  const events = (await store.read(0, 100)).map(({ event }) => event)
  expect(events.filter(({ type }) => type === 'session.opened')).toHaveLength(10)
  expect((await opd.sessions()).map(({ date }) => date)).toEqual([...found, ...report.opened].sort())
  await opd.close()
})
