import { expect, it, onTestFinished } from 'vitest'
import { openStorage } from '../src/storage'
import { freshDatabase } from './fresh-database'
import { DATE, openDay, start } from './start'

it('two servers that book in the same session take turns, and store all patients', async () => {
  const url = await freshDatabase()
  let inTurn = 0
  const another = async () => {
    const storage = await openStorage({ kind: 'postgres', url })
    const { patients } = storage
    const store = {
      ...storage.store,
      append: (...[commits, turn]: Parameters<typeof storage.store.append>) => {
        if (turn !== undefined) inTurn += commits.length
        return storage.store.append(commits, turn)
      },
    }
    const server = await start({ store, patients, patientIndex: 'own' })
    onTestFinished(async () => {
      await server.stop()
      await patients.close()
      await storage.close()
    })
    return { client: await server.client(), patients }
  }
  const servers = [await another(), await another()]
  await openDay(servers[0]!.client, 'dr-rao', [80])
  const people = Array.from({ length: 60 }, (_, index) => `Patient ${index + 10}`)
  const bookings = people.map(async (name, index) => {
    const patient = { name, phone: `98450 123${index + 10}` }
    const { client } = servers[index % 2]!
    const { status, body } = await client.call('book', {
      body: { doctorId: 'dr-rao', date: DATE, source: 'online', patient },
    })
    expect(status).toBe(201)
    return body.token.patientId as string
  })
  const ids = await Promise.all(bookings)
  expect(inTurn).toBeGreaterThan(10)
  const stored = await servers[0]!.patients.list(ids)
  expect(stored.map(({ name }) => name).sort()).toEqual(people)
})
