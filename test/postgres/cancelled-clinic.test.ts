import { afterEach, describe, expect, it } from 'vitest'
import { CANCEL, openClinic, PATIENTS, readHeld, undisturbed } from '../stores/cancelled-clinic'
import type { Report } from '../stores/cancelling-process'
import { onePlanWins } from '../stores/cancelling-twice'
import { OtherProcess } from '../stores/other-process'
import { until } from '../support/until'
import { database } from './database'

/** Name of the advisory lock at which an append stands still. */
const GATE = 4242

describe('a cancelled clinic, whose sixty patients go into two others', async () => {
  const { url, admin, newPool, newSchema, newStore } = await database()
  const processes: OtherProcess<Report>[] = []

  afterEach(async () => {
    for (const process of processes.splice(0)) await process.kill()
  })

  function desk(): OtherProcess<Report> {
    const process = new OtherProcess<Report>('test/stores/cancelling-process.ts')
    processes.push(process)
    return process
  }

  /** Returns the schema of a new store with the clinic. */
  async function clinic(): Promise<string> {
    const schema = newSchema()
    await (await openClinic(newStore({ schema }))).close()
    return schema
  }

  /**
   * Kills a process while the server writes the middle event of its append. Then the server writes the rest and commits, although the
   * process is gone, or its own process is ended as well.
   */
  async function killInTheMiddle(schema: string, goesOn: boolean): Promise<void> {
    const head = `(SELECT position FROM "${schema}".heads)`
    const { rows } = await admin.query<{ position: string }>(`SELECT ${head} AS position`)
    const middle = Number(rows[0]!.position) + PATIENTS
    await admin.query(`
      CREATE FUNCTION "${schema}".stand() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${GATE}, hashtext('${schema}')); RETURN NEW; END $$;
      CREATE TRIGGER stand BEFORE INSERT ON "${schema}".events
        FOR EACH ROW WHEN (NEW.position = ${middle}) EXECUTE FUNCTION "${schema}".stand()`)
    const keeper = await newPool().connect()
    await keeper.query('SELECT pg_advisory_lock($1, hashtext($2))', [GATE, schema])
    const victim = desk()
    await victim.receive(1)
    victim.send({ command: CANCEL, postgres: { url, schema } })
    const standing = () =>
      admin.query<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND classid = ${GATE} AND objid::int8 = (hashtext($1)::int8 & 4294967295)`,
        [schema],
      )
    const pid = await until('the victim to stand at the gate', async () => (await standing()).rows[0]?.pid)
    await victim.kill()
    expect(victim.received).toEqual([{ is: 'ready' }])
    if (!goesOn) await admin.query('SELECT pg_terminate_backend($1)', [pid])
    await keeper.query('SELECT pg_advisory_unlock($1, hashtext($2))', [GATE, schema])
    keeper.release()
    const isRunning = async () =>
      (await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rows.length > 0
    await until("the victim's connection to end", async () => !(await isRunning()))
  }

  it('moves all or none if the process is killed in the middle; repeated with its id, it moves them once', async () => {
    const { before, after, answer } = await undisturbed()
    const schemas = await Promise.all([clinic(), clinic()])
    await Promise.all(schemas.map((schema, index) => killInTheMiddle(schema, index === 1)))

    const heir = desk()
    await heir.receive(1)
    const found: number[] = []
    for (const [index, schema] of schemas.entries()) {
      heir.send({ command: CANCEL, postgres: { url, schema }, read: true })
      const report = await heir.receive(index + 2)
      if (report.is !== 'answered') throw new Error(report.is)
      expect(report.before).toEqual(report.before!.moved === 0 ? before : after)
      expect(report.answer).toEqual(answer)
      expect(report.after).toEqual(after)
      found.push(report.before!.moved)
    }
    expect(found).toEqual([0, PATIENTS])
  })

  it('is planned in two processes: one plan is carried out, the other is stale', async () => {
    const schema = await clinic()
    await onePlanWins([desk(), desk()], { postgres: { url, schema } })
    const store = newStore({ schema })
    expect((await readHeld(store)).moved).toBe(PATIENTS)
    await store.close()
  })
})
