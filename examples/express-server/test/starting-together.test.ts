import pg from 'pg'
import { expect, it } from 'vitest'
import { openStorage } from '../src/storage'
import { freshDatabase } from './fresh-database'

it('instances that start together on an empty database make its tables once', async () => {
  const url = await freshDatabase()
  const admin = new pg.Pool({ connectionString: url })
  for (let round = 0; round < 12; round++) {
    const opened = await Promise.allSettled(Array.from({ length: 6 }, () => openStorage({ kind: 'postgres', url })))
    for (const one of opened)
      if (one.status === 'fulfilled') {
        await one.value.patients.close()
        await one.value.store.close()
        await one.value.close()
      }
    expect(opened.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toEqual([])
    await admin.query('DROP TABLE server_probe, server_secrets, patients, patient_writes, notes')
  }
  await admin.end()
})
