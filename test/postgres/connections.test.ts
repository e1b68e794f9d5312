import { EventEmitter } from 'node:events'
import { type PostgresPool, type PostgresResult, postgresStore } from 'opd-scheduler/postgres'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connections } from '../../src/postgres/connections'
import { Hints } from '../../src/postgres/hints'
import { Turn } from '../../src/postgres/turn'

const GIVE_UP_MS = 20

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  // Nothing that was given up, answered or closed leaves a timer behind.
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const deadline = () => vi.advanceTimersByTimeAsync(GIVE_UP_MS)

interface Asked {
  readonly sql: string
  readonly answer: (result?: Partial<PostgresResult>) => void
  readonly fail: (thrown: Error) => void
}

/** A pool whose answers the test gives. Its clients may be given back only once, as those of `pg`. */
function fakePool() {
  const log: string[] = []
  const asked: Asked[] = []
  const connecting: (() => void)[] = []
  const clients: EventEmitter[] = []
  let out = 0
  let isSlow = false
  const newClient = () => {
    const number = clients.length + 1
    const emitter = new EventEmitter()
    clients.push(emitter)
    out++
    let isBack = false
    return Object.assign(emitter, {
      query: (sql: string) =>
        new Promise<PostgresResult>((resolve, reject) => {
          if (isBack) throw new Error('a client was used after it was given back')
          log.push(`${number} ${sql.trim().split(/[ ;]/)[0]}`)
          asked.push({ sql, answer: (result) => resolve({ rows: [], ...result }), fail: reject })
        }),
      release: (isBroken?: boolean | Error) => {
        if (isBack) throw new Error('a client was given back twice')
        isBack = true
        out--
        log.push(`${number} ${isBroken ? 'closed' : 'back'}`)
      },
    })
  }
  const pool: PostgresPool = {
    query: () => Promise.reject(new Error('without a client nobody can give it back')),
    connect: () =>
      new Promise((resolve) => {
        if (isSlow) connecting.push(() => resolve(newClient()))
        else resolve(newClient())
      }),
    on: () => {},
    removeListener: () => {},
  }
  return {
    pool,
    log,
    clients,
    out: () => out,
    /** Waits for the next statement. */
    next: async (): Promise<Asked> => {
      for (;;) {
        const next = asked.shift()
        if (next !== undefined) return next
        await new Promise(setImmediate)
      }
    },
    slow: () => {
      isSlow = true
    },
    /** Lets those connect who wait. */
    connect: () => {
      for (const each of connecting.splice(0)) each()
    },
  }
}

function fake() {
  const given = fakePool()
  const connections = new Connections(given.pool)
  connections.giveUpAfter(GIVE_UP_MS)
  return { ...given, connections }
}

async function inTurn() {
  const given = fake()
  const begun = Turn.begin(given.connections, 'the lock')
  const { answer } = await given.next()
  answer()
  return { ...given, turn: await begun }
}

/** For what is to be rejected later. */
function kept<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

describe('a client is given back once', () => {
  it('whole after its statement, closed after a failure', async () => {
    const { connections, log, next } = fake()
    const good = connections.query('SELECT')
    ;(await next()).answer()
    await good
    const bad = kept(connections.query('INSERT'))
    ;(await next()).fail(new Error('no'))
    await expect(bad).rejects.toThrow('no')
    expect(log).toEqual(['1 SELECT', '1 back', '2 INSERT', '2 closed'])
  })

  it('closed if the statement has no answer in time, or its connection breaks', async () => {
    const { connections, log, next, clients } = fake()
    const silent = kept(connections.query('SELECT'))
    const { answer } = await next()
    await deadline()
    await expect(silent).rejects.toThrow('no answer in time')
    answer()
    const lost = kept(connections.query('INSERT'))
    await next()
    clients[1]!.emit('error', new Error('reset'))
    clients[1]!.emit('end')
    await expect(lost).rejects.toThrow('reset')
    expect(log).toEqual(['1 SELECT', '1 closed', '2 INSERT', '2 closed'])
  })

  it('whole if it comes when nobody waits for it any more', async () => {
    const { connections, log, slow, connect } = fake()
    slow()
    const waited = kept(connections.query('SELECT'))
    await deadline()
    await expect(waited).rejects.toThrow('no connection in time')
    const late = kept(connections.query('SELECT'))
    connections.close()
    await expect(late).rejects.toThrow('closed')
    connect()
    await new Promise(setImmediate)
    expect(log).toEqual(['1 back', '2 back'])
  })
})

describe('a turn', () => {
  it('that cannot begin gives its client back', async () => {
    const { connections, log } = fake()
    const begun = kept(Turn.begin(connections, 'the lock'))
    await deadline()
    await expect(begun).rejects.toThrow('no answer in time')
    expect(log).toEqual(['1 BEGIN', '1 closed'])
  })

  it('rolls back at its end, however often it is ended', async () => {
    const { turn, log, next } = await inTurn()
    turn.end()
    turn.end()
    const { answer } = await next()
    turn.end()
    answer()
    await new Promise(setImmediate)
    turn.end()
    expect(log).toEqual(['1 BEGIN', '1 ROLLBACK', '1 back'])
  })

  it('whose rollback has no answer closes its connection', async () => {
    const { turn, log, out, next } = await inTurn()
    turn.end()
    const { answer } = await next()
    await deadline()
    expect(out()).toBe(0)
    answer()
    expect(log).toEqual(['1 BEGIN', '1 ROLLBACK', '1 closed'])
  })

  it('that ends while a statement has no answer closes its connection at once', async () => {
    const { turn, log, next } = await inTurn()
    const read = kept(turn.query('SELECT', []))
    const { answer } = await next()
    turn.end()
    expect(log).toEqual(['1 BEGIN', '1 SELECT', '1 closed'])
    answer()
    await expect(read).rejects.toThrow('closed before the answer')
    await expect(turn.query('SELECT', [])).rejects.toThrow('the turn is over')
    await expect(turn.commit('SELECT')).rejects.toThrow('the turn is over')
  })

  it('that ends while its commit has no answer does not say that it was made, nor that it was not', async () => {
    const { turn, log, next } = await inTurn()
    const commit = kept(turn.commit('INSERT'))
    const { answer } = await next()
    turn.end()
    turn.end()
    answer()
    // No OpdError: the outcome is unknown.
    await expect(commit).rejects.toThrow(new Error('the connection was closed before the answer'))
    expect(log).toEqual(['1 BEGIN', '1 INSERT', '1 closed'])
  })

  it('whose commit is refused rolls back, and its caller may end it meanwhile', async () => {
    const { turn, log, next } = await inTurn()
    const commit = kept(turn.commit('INSERT'))
    ;(await next()).fail(new Error('deadlock'))
    await expect(commit).rejects.toThrow('deadlock')
    turn.end()
    ;(await next()).answer()
    await new Promise(setImmediate)
    expect(log).toEqual(['1 BEGIN', '1 INSERT', '1 ROLLBACK', '1 back'])
  })

  it('is closed with its store', async () => {
    const { turn, log, connections } = await inTurn()
    connections.close()
    turn.end()
    expect(log).toEqual(['1 BEGIN', '1 closed'])
    await expect(connections.borrow()).rejects.toThrow('closed')
  })
})

describe('hints', () => {
  it('are listened for on another connection if one falls silent, and closing gives back what is out', async () => {
    const { pool, connections, log, out } = fake()
    const hints = new Hints(pool, connections, 'opd', 'main')
    hints.watch(() => {})
    // The first connection has no answer, the second is asked again.
    await vi.advanceTimersByTimeAsync(GIVE_UP_MS + 250)
    expect(log).toEqual(['1 LISTEN', '1 closed', '2 LISTEN'])
    hints.send()
    await vi.advanceTimersByTimeAsync(15)
    expect(log.at(-1)).toBe('3 SELECT')
    hints.close()
    connections.close()
    expect(out()).toBe(0)
  })

  it('are asked for again, so that a connection that falls silent later is found', async () => {
    const { pool, connections, log, clients } = fake()
    const connect = pool.connect
    // The first client answers once, and all others always.
    pool.connect = async () => {
      const client = await connect()
      const { query } = client
      let answered = 0
      client.query = (sql) => {
        void query(sql)
        return clients.length === 1 && answered++ > 0 ? new Promise(() => {}) : Promise.resolve({ rows: [] })
      }
      return client
    }
    let wakes = 0
    const hints = new Hints(pool, connections, 'opd', 'main')
    hints.watch(() => wakes++)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(log.slice(0, 5)).toEqual(['1 LISTEN', '1 LISTEN', '1 closed', '2 LISTEN', '2 LISTEN'])
    expect(wakes).toBe(2)
    clients[1]!.emit('notification', { payload: 'other' })
    clients[1]!.emit('notification', { payload: 'main' })
    expect(wakes).toBe(3)
    hints.close()
    expect(log.at(-1)).toBe('2 closed')
  })
})

describe('a migration', () => {
  it('that has no answer is asked for again, and a step that takes long is given back when the store is closed', async () => {
    const { pool, log, next, out } = fakePool()
    const store = postgresStore(pool, { schema: 'opd' })
    store.giveUpAfter!(GIVE_UP_MS)
    const first = kept(store.head())
    await next()
    await deadline()
    await expect(first).rejects.toThrow('no answer in time')
    const head = kept(store.head())
    ;(await next()).answer({ rows: [{ step: 0 }] })
    await next()
    // A step may take much longer than a command.
    await deadline()
    await deadline()
    expect(log).toEqual(['1 SELECT', '1 closed', '2 SELECT', '2 back', '3 DO'])
    await store.close()
    expect(out()).toBe(0)
    await expect(head).rejects.toThrow('the store was closed before the answer')
  })
})
