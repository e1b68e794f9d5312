import { bumpByClass, type OpdEvent } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { TOKEN_FACTS } from '../../src/core/fact'
import { goldenDay } from '../proof/replay/golden-day'
import { brokenPromises } from '../support/promised-fields'
import { clinic, SESSION } from './clinic'

describe('listeners', () => {
  it('for every event hear each once, in order', async () => {
    const { opd, book } = await clinic([1, 1], { rules: bumpByClass() })
    const heard: OpdEvent[] = []
    opd.on('*', (event) => heard.push(event))
    await book('a', 'walk-in', '09:00')
    await book('b', 'paid', '09:00')
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect(heard.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'token.confirmed 2',
      'token.bumped 3',
      'token.confirmed 4',
      'token.cancelled 5',
    ])
  })

  it('are told the day and the times of the slots, so that nobody has to take ids apart', async () => {
    const { opd, book } = await clinic([1, 1], { rules: bumpByClass() })
    const told: string[] = []
    opd.on('token.cascaded', ({ date, fromSlot, toSlot }) =>
      told.push(`${date}: ${fromSlot.start} to ${toSlot.start}-${toSlot.end}`),
    )
    await book('a', 'walk-in', '09:00')
    await book('b', 'paid', '09:00')
    expect(told).toEqual(['2026-01-30: 09:00 to 10:00-11:00'])
  })

  it('that throw harm nobody, and the host hears of it', async () => {
    const failures: string[] = []
    const onListenerError = (error: unknown, event: OpdEvent) =>
      failures.push(`${(error as Error).message} at ${event.type}`)
    const { opd, book } = await clinic([1], { onListenerError })
    const heard: string[] = []
    opd.on('token.confirmed', () => {
      throw new Error('the display is off')
    })
    opd.on('token.confirmed', ({ number }) => heard.push(number))
    expect((await book('a', 'online', '09:00')).status).toBe('confirmed')
    expect(heard).toEqual(['001'])
    expect(failures).toEqual(['the display is off at token.confirmed'])
  })
})

describe('events of every kind', () => {
  it('keep what their types promise', async () => {
    const { events } = await goldenDay()
    const ofTokens = events.filter((event) => 'tokenId' in event)
    expect([...new Set(ofTokens.map(({ type }) => type))].sort()).toEqual([...TOKEN_FACTS].sort())
    expect(ofTokens.flatMap(brokenPromises)).toEqual([])
    for (const event of events)
      if (event.type === 'session.closed' || event.type.startsWith('slot.')) expect(event).toHaveProperty('date')
  })
})
