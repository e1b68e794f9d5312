import { fixed, memoryStore, OpdScheduler, standard } from 'opd-scheduler'
import type { AppendOutcome, Commit, Store } from 'opd-scheduler/store'
import { describe, expect, it } from 'vitest'
import { at, DAY, hourly, SESSION, ZONE } from '../scheduler/clinic'

const RULES = { ...standard(), capacity: fixed(), overflow: [] }
const OTHER_DAY = '2026-01-31'

/** A database whose last commits get lost, as if a standby without them took over. */
class Database {
  current = memoryStore()
  private readonly written: Commit[] = []

  async append(commits: readonly Commit[]): Promise<readonly AppendOutcome[]> {
    const outcomes = await this.current.append(commits)
    this.written.push(...commits.filter((_, index) => outcomes[index]!.status === 'committed'))
    return outcomes
  }

  /** Another database takes over, which lacks the last commits. */
  async lose(count: number): Promise<void> {
    this.current = memoryStore()
    if (count > 0) this.written.splice(-count)
    for (const commit of this.written) await this.current.append([commit])
  }

  /** The store of one process, which tells of another database if it `tells`. */
  store(tells: boolean): Store {
    let known: Store | undefined
    const forgetting: (() => void)[] = []
    const notice = (answering: Store) => {
      const isOther = known !== undefined && known !== answering
      known = answering
      if (isOther) for (const forget of forgetting) forget()
    }
    const { current } = this
    return {
      ...Object.fromEntries(
        Object.keys(current).map((name) => [
          name,
          (...values: []) => (this.current[name as keyof Store] as () => Promise<unknown>)(...values),
        ]),
      ),
      load: async (stream: string, afterVersion: number) => {
        const answering = this.current
        const events = await answering.load(stream, afterVersion)
        notice(answering)
        return events
      },
      append: async (commits: readonly Commit[]) => {
        const answering = this.current
        if (!tells || known === answering) return this.append(commits)
        notice(answering)
        return Promise.all(
          commits.map(async ({ commandId }) => {
            const commit = await answering.findCommit(commandId)
            return commit === undefined ? { status: 'conflict' } : { status: 'command-known', commit }
          }),
        )
      },
      ...(tells && { whenReplaced: (forget: () => void) => void forgetting.push(forget) }),
    } as Store
  }
}

function process(store: Store) {
  const opd = new OpdScheduler({ timeZone: ZONE, rules: RULES, store, clock: () => at('06:00') })
  const book = (patientId: string) =>
    opd.book({ doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online', patientId })
  return { opd, book }
}

async function openTwoSeats(opd: OpdScheduler): Promise<void> {
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  for (const date of [DAY, OTHER_DAY]) await opd.openSession({ doctorId: 'dr-rao', date, slots: hourly([2]) })
}

/** The patients with a seat, as a process sees them. */
async function seated(opd: OpdScheduler): Promise<string[]> {
  const tokens = (await opd.session(SESSION))!.tokens
  return tokens.filter(({ status }) => status === 'confirmed').map(({ patientId }) => patientId)
}

describe('a process that survives its database', () => {
  /** Its cancellation is lost, another process books the last seat at the same version, then it books itself. */
  async function afterLoss(tells: boolean) {
    const database = new Database()
    const { opd, book } = process(database.store(tells))
    await openTwoSeats(opd)
    const booked = await book('a')
    await opd.cancel({ tokenId: (booked as { token: { id: string } }).token.id })
    await database.lose(1)
    const other = process(database.store(tells))
    expect(await other.book('b')).toMatchObject({ status: 'confirmed' })
    const answer = await book('c')
    const fresh = process(database.store(tells))
    return { answer, own: () => seated(opd), stored: () => seated(fresh.opd) }
  }

  it('decides on what the new database has', async () => {
    const { answer, own, stored } = await afterLoss(true)
    expect(answer).toMatchObject({ status: 'rejected', code: 'slot-full' })
    expect(await stored()).toEqual(['a', 'b'])
    expect(await own()).toEqual(['a', 'b'])
  })

  it('would write what nobody can read if its store did not tell', async () => {
    const { answer, stored } = await afterLoss(false)
    expect(answer).toMatchObject({ status: 'confirmed' })
    await expect(stored()).rejects.toMatchObject({ code: 'store-corrupt' })
  })

  it('shows what the new database has, also of a doctor', async () => {
    const database = new Database()
    const { opd, book } = process(database.store(true))
    await openTwoSeats(opd)
    await book('a')
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. R. Rao' })
    expect([await seated(opd), await opd.doctors()]).toMatchObject([['a'], [{ name: 'Dr. R. Rao' }]])
    await database.lose(1)
    expect(await opd.doctors()).toMatchObject([{ name: 'Dr. Rao' }])
    await database.lose(1)
    expect(await seated(opd)).toEqual([])
    expect(await opd.doctors()).toMatchObject([{ name: 'Dr. Rao' }])
  })

  it('decides again if reading the doctor shows the other database', async () => {
    const database = new Database()
    const { opd, book } = process(database.store(true))
    await openTwoSeats(opd)
    const booked = await book('a')
    await opd.cancel({ tokenId: (booked as { token: { id: string } }).token.id })
    // Its details are read again at the next command.
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. R. Rao' })
    await database.lose(2)
    const other = process(database.store(true))
    await other.book('b')
    expect(await book('c')).toMatchObject({ status: 'rejected', code: 'slot-full' })
    expect(await seated(other.opd)).toEqual(['a', 'b'])
  })

  it('does not append again what it decided before, if a read shows the other database meanwhile', async () => {
    const database = new Database()
    const store = database.store(true)
    let isCut = false
    const { opd, book } = process({
      ...store,
      append: async (commits) => {
        if (!isCut) return store.append(commits)
        isCut = false
        await database.lose(1)
        await process(database.store(true)).book('b')
        await opd.session(`dr-rao.${OTHER_DAY}`)
        throw new Error('the connection was lost')
      },
    })
    await openTwoSeats(opd)
    const booked = await book('a')
    await opd.cancel({ tokenId: (booked as { token: { id: string } }).token.id })
    isCut = true
    expect(await book('c')).toMatchObject({ status: 'rejected', code: 'slot-full' })
    expect(await seated(process(database.store(true)).opd)).toEqual(['a', 'b'])
  })

  it('finds what it appended before by the command id, if the other database has it', async () => {
    const database = new Database()
    const store = database.store(true)
    let isCut = false
    const { opd, book } = process({
      ...store,
      append: async (commits) => {
        const outcomes = await store.append(commits)
        if (!isCut) return outcomes
        isCut = false
        await database.lose(0)
        await opd.session(`dr-rao.${OTHER_DAY}`)
        throw new Error('the connection was lost')
      },
    })
    const heard: string[] = []
    opd.on('token.confirmed', ({ patientId }) => heard.push(patientId))
    await openTwoSeats(opd)
    isCut = true
    expect(await book('a')).toMatchObject({ status: 'confirmed', token: { patientId: 'a' } })
    expect([heard, await seated(opd)]).toEqual([['a'], ['a']])
  })
})

describe('a subscriber whose log went back', () => {
  async function follow(database: Database, consumer: string | undefined, lost: number, booked: readonly string[]) {
    const { opd, book } = process(database.store(true))
    await openTwoSeats(opd)
    await book('a')
    await book('b')
    const other = process(database.store(true))
    const seen: number[] = []
    for await (const { position } of opd.subscribe(consumer === undefined ? {} : { consumer })) {
      seen.push(position)
      if (seen.at(-1) !== 5) continue
      await database.lose(lost)
      for (const patientId of booked) await other.book(patientId)
    }
    return seen
  }

  it.each([
    ['is shorter', 1, []],
    ['has another event at the end', 1, ['c']],
    ['has other events and more', 2, ['c', 'd', 'e']],
  ])('gets an error if the log %s', async (_, lost, booked) => {
    const rewound = { code: 'log-rewound', details: { position: 5 } }
    await expect(follow(new Database(), undefined, lost, booked)).rejects.toMatchObject(rewound)
    const database = new Database()
    await expect(follow(database, 'sms', lost, booked)).rejects.toMatchObject(rewound)
    // The others are still to be handled.
    expect(await database.current.checkpoint('sms')).toBe(0)
  })

  it('gets an error if its own position is past the end, but not at the end', async () => {
    const database = new Database()
    const { opd } = process(database.store(true))
    await openTwoSeats(opd)
    await expect(opd.subscribe({ after: 4 }).next()).rejects.toMatchObject({
      code: 'log-rewound',
      details: { position: 4 },
    })
    const next = opd.subscribe({ after: 3 }).next()
    await opd.registerDoctor({ id: 'dr-sen', name: 'Dr. Sen' })
    expect((await next).value).toMatchObject({ position: 4 })
  })
})
