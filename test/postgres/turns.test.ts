import { OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { filled } from '../../src/postgres/literal'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { one, statuses } from './commits'
import { database } from './database'

describe('turns on PostgreSQL', async () => {
  const { admin, newPool, newSchema, newStore } = await database()

  it('let processes write to one session without a conflict, once they know of each other', async () => {
    const schema = newSchema()
    const conflicts: number[] = []
    const processes = Array.from({ length: 4 }, (_, index) => {
      const store = newStore({ schema })
      const { append } = store
      conflicts[index] = 0
      store.append = async (commits) => {
        const outcomes = await append(commits)
        conflicts[index]! += outcomes.filter(({ status }) => status === 'conflict').length
        return outcomes
      }
      return new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00') })
    })
    const [first] = processes as [OpdScheduler]
    await first.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    await first.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([200]) })
    let next = 0
    const clerk = async (opd: OpdScheduler) => {
      while (next < 200) {
        const patientId = `p${next++}`
        const answer = await opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
        expect(answer.status).toBe('confirmed')
      }
    }
    await Promise.all(processes.flatMap((opd) => [clerk(opd), clerk(opd), clerk(opd), clerk(opd)]))
    // Each process has four commands under way when it meets the others for the first time.
    for (const count of conflicts) expect(count).toBeLessThanOrEqual(4)
    expect((await first.session(SESSION))!.tokens).toHaveLength(200)
    for (const opd of processes) await opd.close()
  })

  it('are taken away from a process that stops in the middle, which harms nothing', async () => {
    const schema = newSchema()
    const [stopped, other] = [newStore({ schema }), newStore({ schema })]
    expect(await statuses(stopped, [one('c1', SESSION, 0)])).toEqual(['committed'])
    const turn = await stopped.takeTurn!(new Map([[SESSION, 1]]))
    // Waits until the server has ended the connection of the other.
    expect(await statuses(other, [one('c2', SESSION, 1)])).toEqual(['committed'])
    await expect(turn.append([one('c3', SESSION, 1)])).rejects.toThrow()
    expect(await stopped.findCommit('c3')).toBeUndefined()
    expect(await statuses(stopped, [one('c3', SESSION, 1)])).toEqual(['conflict'])
    expect(await statuses(stopped, [one('c3', SESSION, 2)])).toEqual(['committed'])
    for (const store of [stopped, other]) await store.close()
  })

  it('are not waited for for ever', async () => {
    const schema = newSchema()
    const store = newStore({ schema })
    expect(await statuses(store, [one('c1', SESSION, 0)])).toEqual(['committed'])
    const client = await newPool().connect()
    await client.query('BEGIN')
    await client.query(`SELECT FROM "${schema}".streams FOR UPDATE`)
    await expect(store.takeTurn!(new Map([[SESSION, 1]]))).rejects.toThrow('lock timeout')
    await client.query('ROLLBACK')
    client.release()
    const turn = await store.takeTurn!(new Map([[SESSION, 0]]))
    expect(turn.tails.get(SESSION)).toHaveLength(1)
    expect(await turn.append([])).toEqual([])
    await store.close()
  })

  it('leave the connection as they found it', async () => {
    const schema = newSchema()
    const pool = newPool({ max: 1 })
    const { postgresStore } = await import('opd-scheduler/postgres')
    const store = postgresStore(pool, { schema })
    const settings = `SELECT current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`
    const before = (await pool.query(settings)).rows
    for (const commits of [[], [one('c1', SESSION, 0)]]) {
      const turn = await store.takeTurn!(new Map([[SESSION, 0]]))
      await turn.append(commits)
      expect((await pool.query(settings)).rows).toEqual(before)
    }
    expect(pool.totalCount).toBe(1)
    await store.close()
  })

  it('send texts that the server reads as they are, whatever it takes backslashes for', async () => {
    const texts = ["it's", '\\', "\\'; DROP TABLE x; --", '"', '{a,"b"}', 'NULL', '', 'ä 日本 🙂\n\t', '$1', '$$', '%s']
    const client = await newPool().connect()
    for (const conforming of ['on', 'off']) {
      await client.query(`SET standard_conforming_strings = ${conforming}`)
      const values = [texts.join('\n'), texts, [...texts, null], [true, null, false], '{1,2}']
      const { rows } = await client.query(
        filled(
          'SELECT $1::text AS a, $2::text[] AS b, $3::text[] AS c, $4::boolean[] AS d, $5::integer[] AS e',
          values,
        ),
      )
      expect(rows).toEqual([{ a: values[0], b: texts, c: values[2], d: values[3], e: [1, 2] }])
    }
    client.release(true)
    expect((await admin.query(filled('SELECT $1::text AS a', [null]))).rows).toEqual([{ a: null }])
  })
})
