import type pg from 'pg'
import { type Book, type Order, SEATS, SLOTS } from './orders'

/** The usual tables: slots with bookings. */
export const CLASSIC_TABLES = `
CREATE SCHEMA opd_bench_classic;
CREATE TABLE opd_bench_classic.doctors (id integer PRIMARY KEY);
CREATE TABLE opd_bench_classic.slots (id bigint PRIMARY KEY, session integer NOT NULL, place integer NOT NULL, seats integer NOT NULL);
CREATE TABLE opd_bench_classic.bookings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session integer NOT NULL, slot bigint REFERENCES opd_bench_classic.slots, patient text NOT NULL, rank integer NOT NULL, status text NOT NULL
);
CREATE INDEX ON opd_bench_classic.bookings (slot);
CREATE INDEX ON opd_bench_classic.bookings (session)`

/** A row of one session; `slot` is null if it waits. */
interface Booking {
  readonly id: string | undefined
  readonly rank: number
  readonly wanted: number
  place: number
}

/** Rows of doctors, sessions and slots for one run alone. */
export class ClassicClinic {
  constructor(
    private readonly run: number,
    private readonly doctors: number,
  ) {}

  doctor({ doctor }: Pick<Order, 'doctor'>): number {
    return this.run * 100 + doctor
  }

  session({ doctor, session }: Pick<Order, 'doctor' | 'session'>): number {
    return this.run * 10_000 + session * this.doctors + doctor
  }

  slot(order: Pick<Order, 'doctor' | 'session'>, place: number): number {
    return this.session(order) * SLOTS + place
  }

  async open(pool: pg.Pool, sessions: number): Promise<void> {
    await pool.query(
      'INSERT INTO opd_bench_classic.doctors SELECT $1::int + n FROM generate_series(0, $2::int - 1) n',
      [this.doctor({ doctor: 0 }), this.doctors],
    )
    await pool.query(
      `INSERT INTO opd_bench_classic.slots SELECT session::bigint * ${SLOTS} + place, session, place, ${SEATS}
       FROM generate_series($1::int, $1::int + $2::int - 1) session, generate_series(0, ${SLOTS - 1}) place`,
      [this.session({ doctor: 0, session: 0 }), sessions * this.doctors],
    )
  }
}

/** Locks the slot, counts, inserts. It cannot bump: a booking in a full slot is refused. */
export function slotLock(pool: pg.Pool, clinic: ClassicClinic): Book {
  return (order) =>
    inTransaction(pool, async (client) => {
      const slot = clinic.slot(order, order.slot)
      const locked = await named(client, 'SELECT seats FROM opd_bench_classic.slots WHERE id = $1 FOR UPDATE', [slot])
      const counted = await named(
        client,
        'SELECT count(*)::int AS taken FROM opd_bench_classic.bookings WHERE slot = $1',
        [slot],
      )
      if (counted.rows[0].taken >= locked.rows[0].seats) return undefined
      const { rows } = await named(
        client,
        `INSERT INTO opd_bench_classic.bookings (session, slot, patient, rank, status) VALUES ($1, $2, $3, $4, 'confirmed') RETURNING id`,
        [clinic.session(order), slot, order.patientId, order.rank],
      )
      return rows[0].id as string
    })
}

/** Locks the doctor, reads the session's bookings, decides as the library's rules do, and writes every booking that moved. */
export function doctorLock(pool: pg.Pool, clinic: ClassicClinic): Book {
  return (order) =>
    inTransaction(pool, async (client) => {
      const session = clinic.session(order)
      const first = clinic.slot(order, 0)
      await named(client, 'SELECT FROM opd_bench_classic.doctors WHERE id = $1 FOR UPDATE', [clinic.doctor(order)])
      const { rows } = await named(
        client,
        `SELECT id, rank, coalesce(slot - $2, -1)::int AS place FROM opd_bench_classic.bookings WHERE session = $1 ORDER BY id`,
        [session, first],
      )
      const newcomer: Booking = { id: undefined, rank: order.rank, wanted: order.slot, place: -1 }
      const moved = seat(
        newcomer,
        rows.map((row) => ({ ...row, wanted: row.place }) as Booking),
      )
      const slotOf = ({ place }: Booking) => (place < 0 ? null : first + place)
      const statusOf = ({ place }: Booking) => (place < 0 ? 'waiting' : 'confirmed')
      if (moved.length > 0)
        await named(
          client,
          `UPDATE opd_bench_classic.bookings AS known SET slot = now.slot, status = now.status
           FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS now (id, slot, status) WHERE known.id = now.id`,
          [moved.map(({ id }) => id), moved.map(slotOf), moved.map(statusOf)],
        )
      const inserted = await named(
        client,
        'INSERT INTO opd_bench_classic.bookings (session, slot, patient, rank, status) VALUES ($1, $2, $3, $4, $5) RETURNING id',
        [session, slotOf(newcomer), order.patientId, order.rank, statusOf(newcomer)],
      )
      return inserted.rows[0].id as string
    })
}

/** Gives the newcomer a place and returns the other bookings that moved. */
function seat(newcomer: Booking, bookings: Booking[]): Booking[] {
  const slots: Booking[][] = Array.from({ length: SLOTS }, () => [])
  for (const booking of bookings) slots[booking.place]?.push(booking)
  const moved: Booking[] = []
  let asker: Booking | undefined = newcomer
  while (asker !== undefined) {
    const seeker: Booking = asker
    asker = undefined
    if (seeker !== newcomer) moved.push(seeker)
    seeker.place = -1
    for (let place = seeker.wanted; place < SLOTS; place++) {
      const holders: Booking[] = slots[place]!
      const worst = holders.reduce<Booking | undefined>(
        (low, each) => (low === undefined || each.rank >= low.rank ? each : low),
        undefined,
      )
      if (holders.length >= SEATS && worst!.rank <= seeker.rank) continue
      if (holders.length >= SEATS) {
        holders.splice(holders.indexOf(worst!), 1)
        asker = worst
      }
      seeker.place = place
      holders.push(seeker)
      break
    }
  }
  return moved
}

/** Prepares the statement once per connection, which is the fastest way. */
function named(client: pg.PoolClient, text: string, values: unknown[]): Promise<pg.QueryResult> {
  return client.query({ name: String(text.length) + text.slice(0, 40), text, values })
}

async function inTransaction<T>(pool: pg.Pool, task: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const answer = await task(client)
    await client.query('COMMIT')
    client.release()
    return answer
  } catch (thrown) {
    client.release(true)
    throw thrown
  }
}
