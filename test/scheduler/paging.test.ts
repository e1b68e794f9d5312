import { OpdError } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { clinic, DAY, SESSION } from './clinic'
import { dateAfter, hospital } from './hospital'

describe('a page of a list', () => {
  it('is in order: doctors by id, sessions by date and id, tokens by date, session id and arrival', async () => {
    const { opd, ids, book } = await hospital(3, 3)
    for (const patientId of ['a', 'b'])
      for (const id of ids.toReversed()) for (const day of [2, 0]) await book(id, day, patientId)
    expect((await opd.doctors({ limit: 2, after: 'dr-0' })).map(({ id }) => id)).toEqual(['dr-1', 'dr-2'])
    const sessions = await opd.sessions({ limit: 3, after: `dr-1.${DAY}` })
    expect(sessions.map(({ id }) => id)).toEqual([`dr-2.${DAY}`, `dr-0.${dateAfter(1)}`, `dr-1.${dateAfter(1)}`])
    const tokens = await opd.tokens({ status: ['confirmed', 'waitlisted'], limit: 4, after: `dr-1.${DAY}.t2` })
    const last = dateAfter(2)
    expect(tokens.map(({ id }) => id)).toEqual([
      `dr-2.${DAY}.t1`,
      `dr-2.${DAY}.t2`,
      `dr-0.${last}.t1`,
      `dr-0.${last}.t2`,
    ])
    expect((await opd.tokens({ patientId: 'b', after: `dr-0.${last}.t2` })).map(({ id }) => id)).toEqual([
      `dr-1.${last}.t2`,
      `dr-2.${last}.t2`,
    ])
  })

  it('goes on after a token that has left the selection, and after one with an id of the host', async () => {
    const { opd, book } = await clinic([5])
    for (const [n, tokenId] of [undefined, 'own-1', undefined, 'own-2', undefined].entries())
      await book(`p-${n}`, 'online', '09:00', { tokenId })
    const page = (after?: string) => opd.tokens({ status: 'confirmed', limit: 2, after })
    const ids = async (after?: string) => (await page(after)).map(({ id }) => id)
    expect(await ids()).toEqual([`${SESSION}.t1`, 'own-1'])
    await opd.cancel({ tokenId: 'own-1' })
    expect(await ids('own-1')).toEqual([`${SESSION}.t3`, 'own-2'])
    expect(await ids('own-2')).toEqual([`${SESSION}.t5`])
    expect(await ids(`${SESSION}.t5`)).toEqual([])
    expect(await opd.tokens({ status: 'confirmed', from: dateAfter(1), after: `${SESSION}.t1` })).toEqual([])
    expect(await opd.tokens({ status: 'confirmed', doctorId: 'dr-shah', after: `${SESSION}.t1` })).toEqual([])
  })

  it('with a wrong limit, or after what is no entry or of no list, is refused', async () => {
    const { opd } = await clinic([5])
    const lists = {
      doctors: (page: object) => opd.doctors(page),
      sessions: (page: object) => opd.sessions(page),
      tokens: (page: object) => opd.tokens({ patientId: 'a', ...page }),
    }
    for (const list of Object.values(lists))
      for (const limit of [0, -1, 1_001, 1.5, '5', null, Number.NaN])
        await expect(list({ limit })).rejects.toMatchObject({
          code: 'invalid-input',
          message: expect.stringMatching(/limit is .*Give a whole number from 1 to 1000\.$/),
        })
    const refused = async (name: keyof typeof lists, after: unknown, message: RegExp) =>
      expect(lists[name]({ after, limit: 5 })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(message),
      })
    await refused('doctors', SESSION, /after is 'dr-rao\.2026-01-30'\. Give 1 to 40 letters, digits and hyphens\.$/)
    await refused(
      'doctors',
      'dr-who',
      /^the query.after is 'dr-who'\. There is no such doctor\. Give the id of the last doctor of/,
    )
    await refused('sessions', 'dr-rao', /after is 'dr-rao'\. Give the id of a session, such as 'dr-rao\.2026-01-30'\.$/)
    await refused('sessions', 7, /after is 7\. Give the id of a session/)
    await refused(
      'sessions',
      'dr-rao.2026-01-31',
      /^the query.after is 'dr-rao\.2026-01-31'\. There is no such session\. Give/,
    )
    await refused(
      'tokens',
      `${SESSION}.t1`,
      /^the query.after is '.*\.t1'\. There is no such token\. Give the id of the last token/,
    )
    await refused('tokens', 'dr-who.2026-01-30.t1', /There is no such token/)
    await refused('tokens', 'own-1', /There is no such token/)
    await refused('tokens', '', /after is ''\. Give 1 to 64 letters, digits, hyphens and dots\.$/)
    await expect(opd.stats({ limit: 5 } as object)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('is full, if there is enough, although damaged sessions and doctors are left out', async () => {
    const { store, another } = await hospital(4, 3)
    const damaged = ['dr-1', `dr-1.${DAY}`, `dr-2.${DAY}`, `dr-0.${dateAfter(1)}`]
    const load: Store['load'] = async (stream, after) => {
      if (damaged.includes(stream)) throw new OpdError('store-corrupt', 'An event in the store is damaged.')
      return store.load(stream, after)
    }
    const named: string[] = []
    const { opd } = another({ store: { ...store, load }, onDamagedStream: (stream) => named.push(stream) })
    expect((await opd.doctors({ limit: 2 })).map(({ id }) => id)).toEqual(['dr-0', 'dr-2'])
    const found = await opd.sessions({ limit: 3 })
    expect(found.map(({ id }) => id)).toEqual([`dr-0.${DAY}`, `dr-3.${DAY}`, `dr-1.${dateAfter(1)}`])
    expect([...new Set(named)]).toEqual(damaged)
    // The place of a damaged session is known.
    expect((await opd.sessions({ limit: 1, after: `dr-1.${DAY}` })).map(({ id }) => id)).toEqual([`dr-3.${DAY}`])
  })
})

describe('the work of a page, of 2,700 sessions', async () => {
  const { opd: filling, book, ids, another } = await hospital(60, 45)
  for (const day of [0, 10, 20, 30, 40]) await book(ids[7]!, day, 'p-1')
  await filling.closeSession({ sessionId: `dr-1.${dateAfter(1)}` })
  await filling.closeSession({ sessionId: `dr-1.${dateAfter(2)}` })
  const after = `dr-30.${dateAfter(20)}`

  it.each([
    ['a page of sessions', 20, 20, { limit: 20 }],
    ['a later page of sessions', 20, 20, { limit: 20, after }],
    ['a page of open sessions', 20, 20, { limit: 20, after, open: true }],
    ['a page of the sessions of a doctor', 5, 5, { limit: 5, doctorId: 'dr-7' }],
    ['a page that leaves out one closed session', 5, 15, { limit: 5, open: true, after: `dr-0.${dateAfter(1)}` }],
    ['a page of closed sessions, for which it reads those between them', 2, 200, { limit: 2, open: false }],
  ] as const)('%s reads as many as it needs', async (_, found, most, query) => {
    const { opd, loads } = another()
    expect(await opd.sessions(query)).toHaveLength(found)
    expect(loads.length).toBeGreaterThanOrEqual(found)
    expect(loads.length).toBeLessThanOrEqual(most)
  })

  it('a page of tokens reads at most about twice as many as it needs', async () => {
    const { opd, loads } = another()
    const [first] = await opd.tokens({ patientId: 'p-1', limit: 1 })
    expect(first).toMatchObject({ sessionId: `dr-7.${DAY}` })
    // It is the 59th of its day, since dr-10 sorts before dr-7.
    expect(loads.length).toBeLessThanOrEqual(2 * 59)
    loads.length = 0
    expect(await opd.tokens({ patientId: 'p-1', limit: 1, after: first!.id, to: dateAfter(10) })).toHaveLength(1)
    expect(loads.length).toBeLessThanOrEqual(2 * 600)
  })

  it('a walk over all of them with room for 100 in memory reads 32 at once', async () => {
    const { store, loads } = another()
    let reading = 0
    let most = 0
    const load: Store['load'] = async (stream, version) => {
      most = Math.max(most, ++reading)
      const events = await store.load(stream, version)
      await new Promise(setImmediate)
      reading--
      return events
    }
    const { opd } = another({ store: { ...store, load }, sessionsInMemory: 100 })
    expect(await opd.stats()).toMatchObject({ tokens: 5 })
    expect(loads.length).toBe(2_700)
    expect(most).toBe(32)
    let walked = 0
    for (let last: string | undefined; ; ) {
      const page = await opd.sessions({ limit: 300, after: last })
      walked += page.length
      if (page.length < 300) break
      last = page.at(-1)!.id
    }
    expect(walked).toBe(2_700)
  })
})
