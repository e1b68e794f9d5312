import { readFileSync } from 'node:fs'
import { postgresStore } from 'opd-scheduler/postgres'
import { expect, it } from 'vitest'
import { SESSION } from '../scheduler/clinic'
import { one, statuses } from './commits'
import { database } from './database'

const { admin, newPool, newSchema, newStore, url } = await database()
const page = readFileSync(new URL('../../docs/postgres.md', import.meta.url), 'utf8')
/** The values that the page explains. */
const VALUES = [...page.matchAll(/^\| `(off|local|remote_write|on|remote_apply)`/gm)].map(([, value]) => value!)

it('an append and a turn leave synchronous_commit as the role has it', async () => {
  expect(VALUES).toEqual(['off', 'local', 'remote_write', 'on', 'remote_apply'])
  const schema = newSchema()
  const store = newStore({ schema })
  await store.head()
  await admin.query(`CREATE TABLE "${schema}".seen (value text);
    CREATE FUNCTION "${schema}".note() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO "${schema}".seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
    CREATE TRIGGER note AFTER INSERT ON "${schema}".events EXECUTE FUNCTION "${schema}".note();
    CREATE ROLE "${schema}" LOGIN SUPERUSER PASSWORD 'secret'`)
  const address = new URL(url)
  address.username = schema
  address.password = 'secret'
  try {
    for (const [version, value] of VALUES.entries()) {
      const [role] = /ALTER ROLE .*;/.exec(page)!
      await admin.query(role.replace('opd_runtime', `"${schema}"`).replace('= on', `= ${value}`))
      const own = postgresStore(newPool({ connectionString: address.href }), { schema })
      const turn = await own.takeTurn!()
      await own.loadAll!(new Map([[SESSION, 0]]), turn)
      expect(await statuses(own, [one(`c${version}`, SESSION, version)])).toEqual(['committed'])
      turn.end()
      await own.close()
    }
    const { rows } = await admin.query<{ value: string }>(`SELECT value FROM "${schema}".seen`)
    expect(rows.map((row) => row.value)).toEqual(VALUES)
  } finally {
    await admin.query(`DROP ROLE "${schema}"`)
  }
})
