import { copyFileSync } from 'node:fs'
import { memoryStore } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Commit, Store } from 'opd-scheduler/store'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CANCEL, ELSEWHERE, HOME, openClinic, PATIENTS, readHeld, undisturbed } from './cancelled-clinic'
import type { Report } from './cancelling-process'
import { onePlanWins } from './cancelling-twice'
import { Folder } from './clinic-file'
import { OtherProcess } from './other-process'

const folder = new Folder()
const processes: OtherProcess<Report>[] = []

afterEach(async () => {
  for (const process of processes.splice(0)) await process.kill()
})
afterAll(() => folder.remove())

function desk(): OtherProcess<Report> {
  const process = new OtherProcess<Report>('test/stores/cancelling-process.ts')
  processes.push(process)
  return process
}

describe('a cancelled clinic, whose sixty patients go into two others', () => {
  it('does what its plan shows, in one commit', async () => {
    const commits: Commit[] = []
    const memory = memoryStore()
    const store: Store = {
      ...memory,
      append(batch) {
        commits.push(...batch)
        return memory.append(batch)
      },
    }
    const opd = await openClinic(store)
    const plan = await opd.plan(CANCEL)
    expect((await readHeld(store)).moved).toBe(0)
    commits.length = 0
    const { basis, ...shown } = plan
    const done = await opd.execute(CANCEL, { basis })
    expect(done).toEqual(shown)
    expect(commits.map(({ commandId, writes }) => [commandId, writes.map(({ stream }) => stream).sort()])).toEqual([
      [CANCEL.commandId, [HOME, ...ELSEWHERE].sort()],
    ])
    const { moved, sessions } = await readHeld(store)
    expect(moved).toBe(PATIENTS)
    expect(sessions.map(({ tokens }) => tokens.length)).toEqual([60, 30, 30])
    expect(done.moves).toHaveLength(2 * PATIENTS)
    expect(await opd.execute(CANCEL)).toEqual(done)
    expect(await readHeld(store)).toMatchObject({ moved: PATIENTS })
  })
})

describe('the same on a SQLite file', () => {
  let path: string
  beforeAll(async () => {
    path = folder.file()
    const opd = await openClinic(sqliteStore(path))
    await opd.close()
  })

  /** A copy of the file with the clinic. */
  function copy(): string {
    const file = folder.file()
    copyFileSync(path, file)
    return file
  }

  it('moves all patients or none if the process is killed in the middle; repeated with its id, it moves them once', async () => {
    const { before, after, answer } = await undisturbed()
    const undamaged = desk()
    undamaged.send({ command: CANCEL, sqlite: copy() })
    const report = await undamaged.receive(2)
    if (report.is !== 'answered') throw new Error(report.is)
    expect(report.answer).toEqual(answer)
    const last = report.statements - 1
    expect(last).toBeGreaterThan(2 * PATIENTS)

    const middle = Math.floor(last / 2)
    const kills = [0, middle, last - 1, last].map((standAfter) => ({ standAfter, file: copy() }))
    const stoodAfter = await Promise.all(
      kills.map(async ({ standAfter, file }) => {
        const victim = desk()
        victim.send({ command: CANCEL, sqlite: file, standAfter })
        const standing = await victim.receive(2)
        await victim.kill()
        return standing.is === 'standing' ? standing.statement.split(' ')[0] : standing.is
      }),
    )
    expect(stoodAfter).toEqual(['BEGIN', 'INSERT', expect.stringMatching(/INSERT|UPDATE/), 'COMMIT'])

    const heir = desk()
    await heir.receive(1)
    const found: number[] = []
    for (const [index, { file }] of kills.entries()) {
      heir.send({ command: CANCEL, sqlite: file, read: true })
      const report = await heir.receive(index + 2)
      if (report.is !== 'answered') throw new Error(report.is)
      expect(report.before).toEqual(report.before!.moved === 0 ? before : after)
      expect(report.answer).toEqual(answer)
      expect(report.after).toEqual(after)
      found.push(report.before!.moved)
    }
    expect(found).toEqual([0, 0, 0, PATIENTS])
  })

  it('is planned in two processes: one plan is carried out, the other is stale', async () => {
    const file = copy()
    await onePlanWins([desk(), desk()], { sqlite: file })
    const store = sqliteStore(file)
    expect((await readHeld(store)).moved).toBe(PATIENTS)
    await store.close()
  })
})
