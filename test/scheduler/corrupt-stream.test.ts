import { memoryStore, type OpdEvent, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect, it } from 'vitest'
import { clinic, SESSION } from './clinic'

it('a stream with an event that does not fit the events before it is refused', async () => {
  const inner = memoryStore()
  const twice = (event: OpdEvent): OpdEvent =>
    event.version === 3 && 'tokenId' in event ? { ...event, tokenId: `${SESSION}.t1` } : event
  const store: Store = { ...inner, load: async (stream, after) => (await inner.load(stream, after)).map(twice) }
  const { book } = await clinic([3], { store: inner })
  await book('a', 'online', '09:00')
  await book('b', 'online', '09:00')
  const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store })
  await expect(other.session(SESSION)).rejects.toMatchObject({ code: 'store-corrupt', details: { version: 3 } })
})

it('an event of a kind that this version does not read stops the session, instead of being ignored', async () => {
  const inner = memoryStore()
  const later = (event: OpdEvent): OpdEvent =>
    event.version === 2 ? ({ ...event, type: 'token.transferred' } as unknown as OpdEvent) : event
  const store: Store = { ...inner, load: async (stream, after) => (await inner.load(stream, after)).map(later) }
  const { book } = await clinic([3], { store: inner })
  await book('a', 'online', '09:00')
  const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store })
  await expect(other.session(SESSION)).rejects.toMatchObject({
    code: 'store-corrupt',
    message: expect.stringContaining('this version does not read it'),
  })
})
