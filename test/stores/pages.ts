import { OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect } from 'vitest'
import { at, DAY, hourly, ZONE } from '../scheduler/clinic'
import { Reached } from '../support/reached'
import { random } from '../support/seed'

const DAY_MS = 86_400_000
/** By id, dr-a comes before dr; by name of a session too, because a hyphen sorts before a full stop. */
const DOCTORS = ['dr', 'dr-a', 'dr-b', 'dr-b-c']
const DAYS = 6
const dateAfter = (days: number) => new Date(Date.parse(DAY) + days * DAY_MS).toISOString().slice(0, 10)

type Page = { readonly limit?: number; readonly after?: string | undefined }
type List = (page: Page) => Promise<readonly { readonly id: string }[]>

/** Turns all pages of a list, with something else between them, and returns the ids in the order in which they came. */
async function turned(list: List, limitOf: () => number, between: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = []
  for (let after: string | undefined; ; after = ids.at(-1)) {
    const limit = limitOf()
    const page = await list({ limit, after })
    ids.push(...page.map(({ id }) => id))
    expect(page.length).toBeLessThanOrEqual(limit)
    if (page.length < limit) return ids
    await between()
  }
}

/**
 * A hospital whose doctors, sessions and tokens are read in pages of random size, at first while nothing happens, then while sessions and
 * tokens come and go. Every page is as long as it can be; no entry is missed or repeated that was in the list all the time.
 */
export async function readInPages(store: Store, seed: number): Promise<Reached> {
  const below = random(seed)
  const reached = new Reached()
  const opd = new OpdScheduler({ timeZone: ZONE, store, clock: () => at('06:00') })
  let given = 0
  const any = <T>(of: readonly T[]): T => of[below(of.length)]!
  const change = async (): Promise<void> => {
    const [doctorId, date] = [any(DOCTORS), dateAfter(below(DAYS))]
    const sessionId = `${doctorId}.${date}`
    if (below(8) === 0) await opd.registerDoctor({ id: `dr-${below(1_000)}`, name: 'Dr. New' })
    await opd.openSession({ doctorId, date, slots: hourly([2, 1]) })
    const tokenId = below(3) === 0 ? `own-${++given}` : undefined
    const booked = await opd.book({ doctorId, date, source: 'online', patientId: `p-${below(5)}`, tokenId })
    if (booked.status !== 'rejected') reached.note(tokenId === undefined ? 'token' : "token with a host's id")
    const live = await opd.tokens({ doctorId, from: date, to: date, status: ['confirmed', 'waitlisted'] })
    if (below(3) === 0 && live.length > 0) {
      await opd.cancel({ tokenId: any(live).id })
      reached.note('cancelled')
    }
    if (below(6) === 0) {
      await opd.closeSession({ sessionId })
      reached.note(live.some(({ status }) => status === 'confirmed') ? 'closed with patients expected' : 'closed')
    }
  }
  for (const id of DOCTORS) await opd.registerDoctor({ id, name: id })
  for (let n = 0; n < 40; n++) await change()

  const from = dateAfter(2)
  const lists: Readonly<Record<string, List>> = {
    doctors: (page) => opd.doctors(page),
    sessions: (page) => opd.sessions(page),
    'open sessions': (page) => opd.sessions({ open: true, from, ...page }),
    'closed sessions': (page) => opd.sessions({ open: false, ...page }),
    'sessions of a doctor': (page) => opd.sessions({ doctorId: 'dr-b', ...page }),
    'tokens of a patient': (page) => opd.tokens({ patientId: 'p-1', ...page }),
    'tokens of a patient with one doctor': (page) =>
      opd.tokens({ patientId: 'p-1', doctorId: 'dr', to: dateAfter(4), ...page }),
    'waiting tokens': (page) => opd.tokens({ status: ['waitlisted', 'confirmed'], open: true, ...page }),
    'all tokens': (page) => opd.tokens({ status: ['confirmed', 'waitlisted', 'cancelled'], from, ...page }),
  }
  for (const [name, list] of Object.entries(lists)) {
    const ids = async () => (await list({})).map(({ id }) => id)
    const whole = await ids()
    const most = 1 + below(whole.length + 2)
    const still = await turned(
      list,
      () => 1 + below(most),
      async () => {},
    )
    expect(still, `the pages of ${name}, seed ${seed}`).toEqual(whole)

    let always = new Set(whole)
    let pages = 1
    const found = await turned(
      list,
      () => 1 + below(4),
      async () => {
        pages++
        await change()
        const now = new Set(await ids())
        if ([...always].some((id) => !now.has(id))) reached.note('an entry left its list between two pages')
        always = new Set([...always].filter((id) => now.has(id)))
      },
    )
    if (pages > 1 && found.some((id) => !whole.includes(id))) reached.note('an entry joined its list between two pages')
    expect(new Set(found).size, `no repeated entry of ${name}, seed ${seed}`).toBe(found.length)
    expect(
      [...always].filter((id) => !found.includes(id)),
      `missed entries of ${name}, seed ${seed}`,
    ).toEqual([])
  }
  await opd.close()
  return reached
}

/** What the seeds together must have reached. */
export const SITUATIONS = [
  'token',
  "token with a host's id",
  'cancelled',
  'closed',
  'closed with patients expected',
  'an entry left its list between two pages',
  'an entry joined its list between two pages',
]
