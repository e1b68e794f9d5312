import { isOpdError, memoryStore, OpdError, type OpdEvent, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { beforeEach, describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly } from '../scheduler/clinic'

const BROKEN = `dr-iyer.${DAY}`

/** A store in which one stream cannot be read. */
function damaged(inner: Store, stream: () => string): Store {
  const load = async (name: string, after: number): Promise<readonly OpdEvent[]> => {
    if (name === stream()) throw new OpdError('store-corrupt', 'An event in the store is damaged.')
    return inner.load(name, after)
  }
  return { ...inner, load }
}

let inner: Store
beforeEach(async () => {
  inner = memoryStore()
  const { opd } = await clinic([2], { store: inner })
  for (const doctorId of ['dr-iyer', 'dr-shah']) {
    await opd.registerDoctor({ id: doctorId, name: doctorId })
    await opd.openSession({ doctorId, date: DAY, slots: hourly([2]) })
  }
  for (const doctorId of ['dr-rao', 'dr-iyer', 'dr-shah'])
    await opd.book({ doctorId, date: DAY, source: 'online', patientId: 'p-1', holdMinutes: 30 })
})

function other(onDamagedStream?: (stream: string, error: unknown) => void, stream = BROKEN) {
  const store = damaged(inner, () => stream)
  const more = onDamagedStream === undefined ? {} : { onDamagedStream }
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => at('08:00'), store, ...more })
}

it('a damaged session is left out of queries and sweeps, and named, if the host wants to be told', async () => {
  const found: string[] = []
  const opd = other((stream, error) => found.push(`${stream} ${isOpdError(error) && error.code}`))
  const named = () => found.splice(0)
  expect((await opd.sessions()).map(({ doctorId }) => doctorId)).toEqual(['dr-rao', 'dr-shah'])
  expect(named()).toEqual([`${BROKEN} store-corrupt`])
  expect((await opd.tokens({ patientId: 'p-1' })).map(({ doctorId }) => doctorId)).toEqual(['dr-rao', 'dr-shah'])
  expect(named()).toEqual([`${BROKEN} store-corrupt`])
  expect((await opd.stats()).tokens).toBe(2)
  expect(named()).toEqual([`${BROKEN} store-corrupt`])
  // The holds of the other doctors expire.
  expect(await opd.sweep()).toMatchObject({ sessions: 3, changed: 2 })
  expect(named()).toEqual([`${BROKEN} store-corrupt`])
  await expect(opd.session(BROKEN)).rejects.toMatchObject({ code: 'store-corrupt' })
})

it('a damaged doctor is left out of the list of doctors, and named', async () => {
  const found: string[] = []
  const opd = other((stream) => found.push(stream), 'dr-iyer')
  expect((await opd.doctors()).map(({ id }) => id)).toEqual(['dr-rao', 'dr-shah'])
  expect(found).toEqual(['dr-iyer'])
})

it('without the option a query rejects, and a sweep rejects after it has swept the others', async () => {
  const opd = other()
  await expect(opd.sessions()).rejects.toMatchObject({ code: 'store-corrupt' })
  await expect(opd.sweep()).rejects.toMatchObject({ code: 'store-corrupt' })
  expect((await opd.session(`dr-rao.${DAY}`))?.tokens[0]?.status).toBe('expired')
  expect(() => other('yes' as never)).toThrow('onDamagedStream')
})

it('a store that fails is no damage: the query rejects, so that nobody takes half an answer for the whole', async () => {
  const found: string[] = []
  const store: Store = {
    ...inner,
    load: async () => {
      throw new OpdError('store-failed', 'The disk is gone.')
    },
  }
  const opd = new OpdScheduler({
    timeZone: 'Asia/Kolkata',
    store,
    onDamagedStream: (stream) => found.push(stream),
  })
  for (const ask of [() => opd.sessions(), () => opd.doctors(), () => opd.sweep()])
    await expect(ask()).rejects.toMatchObject({ code: 'store-failed' })
  expect(found).toEqual([])
})

describe('a damaged event in the log', () => {
  /** Reads the log of a store in which the events at these positions cannot be read. */
  async function reading(damagedAt: readonly number[], isTold = true) {
    const read: Store['read'] = async (after, limit) => {
      const entries = await inner.read(after, limit)
      if (entries.some(({ position }) => damagedAt.includes(position)))
        throw new OpdError('store-corrupt', 'An event in the store is damaged.')
      return entries
    }
    const head = await inner.head()
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: { ...inner, read } })
    const [seen, told]: [number[], string[]] = [[], []]
    const stop = new AbortController()
    const onDamagedEvent = (position: number, error: unknown) =>
      told.push(`${position} ${isOpdError(error) && error.code}`)
    const options = { consumer: 'display', signal: stop.signal, ...(isTold && { onDamagedEvent }) }
    for await (const { position } of opd.subscribe(options)) {
      seen.push(position)
      if (position === head) stop.abort()
    }
    return { seen, told, head, checkpoint: await inner.checkpoint('display') }
  }

  it('is passed over if the subscriber wants to be told, and so is the checkpoint', async () => {
    const { seen, told, head, checkpoint } = await reading([3])
    expect(seen).toEqual(Array.from({ length: head }, (_, n) => n + 1).filter((position) => position !== 3))
    expect(told).toEqual(['3 store-corrupt'])
    expect(checkpoint).toBe(head)
  })

  it('ends the subscription otherwise, or if the event after it is damaged too', async () => {
    await expect(reading([3], false)).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(reading([3, 4])).rejects.toMatchObject({ code: 'store-corrupt' })
    expect(await inner.checkpoint('display')).toBe(2)
  })
})
