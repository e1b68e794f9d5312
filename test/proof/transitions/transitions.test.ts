import { readFileSync } from 'node:fs'
import {
  bumpByClass,
  drop,
  elastic,
  type OpdEvent,
  type OpdScheduler,
  offerFirst,
  privateClinic,
  quotas,
  type Rules,
  type SessionView,
  type TokenEvent,
  type TokenStatus,
} from 'opd-scheduler'
import { expect, it } from 'vitest'
import { clinic, DAY, hourly, SESSION } from '../../scheduler/clinic'
import { IN_FULL } from '../../support/amount'
import { random } from '../../support/seed'

/** Days under each set of rules. */
const DAYS = 600

const OWN = [
  'confirm',
  'cancel',
  'reschedule',
  'reclassify',
  'checkIn',
  'call',
  'skip',
  'start',
  'complete',
  'leaveUnseen',
  'noShow',
  'reinstate',
  'undo',
] as const

/** Words for what happens to a token because of others or of the clock. */
const OTHERS: Readonly<Record<string, string>> = {
  'token.bumped': 'another’s bump',
  'token.moved': '`resizeSlot`',
  'token.promoted': 'a freed seat',
  'token.offered': 'a freed seat',
  'token.expired': 'its time is up, `blockTime`, or `closeSession`',
  'token.dropped': '`closeSession`',
  'token.no-show': '`sweep`, after the grace',
  'token.called': '`callNext`',
}

/** The same if the doctor is away. */
const LEAVE = "`blockTime`, or `closeSession` with `expected: 'move'`"

const RULES: readonly Rules[] = [
  bumpByClass(),
  {
    ...bumpByClass(),
    visit: { completed: 'frees', graceFrom: 'start', maxSkips: 2 },
    promotion: offerFirst({ minutes: 20 }),
  },
  privateClinic(),
  { ...bumpByClass(), displaced: [drop()], visit: { maxSkips: 1 } },
  {
    ...bumpByClass(),
    capacity: quotas({ shares: { 'walk-in': 1 }, releaseMinutes: 30, of: elastic({ for: ['emergency'], extra: 1 }) }),
  },
]

/** The events of steps that others may follow in the same commit. */
const STEPS = {
  confirm: ['token.confirmed'],
  undo: ['token.undone'],
  skip: ['token.skipped', 'token.no-show', 'token.completed'],
}

/** The transitions of a day of random commands: `from|what|to`. */
async function transitionsOf(rules: Rules, seed: number): Promise<Set<string>> {
  const next = random(seed)
  const found = new Set<string>()
  const { opd, store, clock } = await clinic([1, 2, 1], { rules })
  await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah' })
  await opd.openSession({ doctorId: 'dr-shah', date: DAY, slots: hourly([1, 1]) })
  let before = (await opd.session(SESSION))!
  for (let step = 0; step < 70; step++) {
    clock.now += next(12) * 60_000
    const gone = before.tokens.find(({ status }) => status === 'left')
    // Few patients leave, and fewer come back.
    const comesBack = gone !== undefined && next(3) === 0
    const token = next(Math.max(1, before.tokens.length))
    const any = next(10) < 6 && before.tokens.length > 0 ? OWN[next(OWN.length)]! : undefined
    const own = comesBack ? 'undo' : any
    const tokenId = comesBack ? gone.id : before.tokens[token]?.id
    // On every second day the doctor is never away, so that the visits are not cut short.
    if (own === undefined) await other(opd, next, before, seed % 2 === 1)
    else await opd.execute(given(own, tokenId!, next))
    const after = (await opd.session(SESSION))!
    const events = await store.load(SESSION, before.version)
    for (const { id, status } of after.tokens) {
      const touched = events.filter((event) => 'tokenId' in event && event.tokenId === id)
      if (touched.length === 0) continue
      let was: string = before.tokens.find((each) => each.id === id)?.status ?? ''
      for (const [index, event] of touched.entries()) {
        const isLast = index === touched.length - 1
        // Expired tokens end in the same commit, before the command itself.
        const isLastStep =
          own === 'undo' || own === 'skip' || own === 'confirm'
            ? STEPS[own].includes(event.type)
            : isLast || event.type === 'token.reclassified'
        // After a token's own reclassification a waiter may bump it, also in the same commit.
        const isOthers = event.type === 'token.expired' || event.type === 'token.bumped'
        const isOwn = isLastStep && own !== undefined && id === tokenId && !isOthers
        const what = was === '' ? '`book`' : isOwn ? `\`${own}\`` : othersOf(event)
        const isThere = before.tokens.some((each) => each.id === id && each.standby)
        const now = isLast ? status : placed(event as TokenEvent, isThere)
        found.add(`${was}|${what ?? event.type}|${now}`)
        was = now
      }
    }
    before = after
  }
  return found
}

/** What another token, the hospital or the clock does. */
function othersOf({ type, cause }: OpdEvent): string | undefined {
  return cause === 'blocked' && type !== 'token.expired' ? LEAVE : OTHERS[type]
}

function placed({ type, to, waitsFor }: TokenEvent, isThere: boolean): TokenStatus {
  if (type === 'token.offered') return 'offered'
  return to !== null ? (isThere ? 'checked-in' : 'confirmed') : waitsFor !== null ? 'waitlisted' : 'dropped'
}

function given(op: (typeof OWN)[number], tokenId: string, next: (below: number) => number): never {
  const source = ['emergency', 'paid', 'online', 'walk-in'][next(4)]
  const start = ['09:00', '10:00', '11:00'][next(3)]
  if (op === 'reclassify') return { op, tokenId, source } as never
  return (op === 'reschedule' ? { op, tokenId, date: DAY, start } : { op, tokenId }) as never
}

function other(opd: OpdScheduler, next: (below: number) => number, { tokens }: SessionView, leaves: boolean) {
  const sessionId = SESSION
  const kind = next(20)
  if (kind < 3) return opd.callNext({ sessionId, room: ['1', '2', undefined][next(3)] })
  if (kind < 5) return opd.execute({ op: 'sweepSession', sessionId })
  if (kind === 5) return opd.resizeSlot({ slotId: `${SESSION}.1000`, capacity: next(3), displace: true })
  if (kind === 6 && next(8) === 0) return opd.closeSession({ sessionId })
  const elsewhere = [`dr-shah.${DAY}`]
  if (leaves && kind === 6 && next(8) === 0) return opd.closeSession({ sessionId, expected: 'move', elsewhere })
  const from = ['09:00', '10:00', '11:00'][next(3)]!
  const to = `${Number(from.slice(0, 2)) + 1}:00`
  if (leaves && kind === 7) return opd.blockTime({ sessionId, from, to, elsewhere })
  const offered = tokens.find(({ status }) => status === 'offered')?.start
  if (leaves && offered && kind > 12) return opd.blockTime({ sessionId, from: offered, to: `${offered.slice(0, 3)}30` })
  if (leaves && kind === 8) return opd.unblockTime({ sessionId })
  const source = ['emergency', 'paid', 'online', 'walk-in'][next(4)]!
  const target = { slotId: `${SESSION}.${['0900', '1000', '1100'][next(3)]}` }
  const hold = next(4) === 0 ? { holdMinutes: 1 + next(20) } : {}
  return opd.book({ ...target, source, patientId: `p${tokens.length}`, ...hold })
}

/** The rows of the table. Statuses that are left in the same way share one. */
function tableOf(found: ReadonlySet<string>, order: readonly string[]): string {
  const goals = new Map<string, string[]>()
  for (const each of found) {
    const [from = '', what = '', to = ''] = each.split('|')
    goals.set(`${from}|${what}`, [...(goals.get(`${from}|${what}`) ?? []), to])
  }
  const place = (status: string): number => order.indexOf(status)
  const sorted = (statuses: readonly string[]): string[] => statuses.toSorted((a, b) => place(a) - place(b))
  const rows = new Map<string, string[]>()
  for (const [key, to] of goals) {
    const [from = '', what = ''] = key.split('|')
    const row = `${what}|${to.join() === from ? 'the same' : sorted(to).map(code).join(', ')}`
    rows.set(row, [...(rows.get(row) ?? []), from])
  }
  const lines = [...rows].map(([row, from]) => {
    const [what = '', to = ''] = row.split('|')
    return { what, text: `| ${what} | ${sorted(from).map(code).join(', ')} | ${to} |` }
  })
  const words = ['`book`', ...OWN.map(code), ...new Set(Object.values(OTHERS)), LEAVE]
  lines.sort((a, b) => words.indexOf(a.what) - words.indexOf(b.what) || (a.text < b.text ? -1 : 1))
  return ['| what happens | from | to |', '|---|---|---|', ...lines.map((line) => line.text)].join('\n')
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

it('docs/concepts.md has every transition between two statuses that can happen, and no other', async () => {
  const { STATUSES } = await import('../../../src/core/state/status')
  const page = readFileSync(new URL('../../../docs/concepts.md', import.meta.url), 'utf8')
  const [, section] = /<!-- transitions -->\n\n(.*?)\n\n<!-- end -->/s.exec(page) ?? []
  const found = new Set<string>()
  // At a push, until all were found; in full, all days, since none of them may have another.
  for (let seed = 0; seed < DAYS && (IN_FULL || seed % 20 > 0 || tableOf(found, STATUSES) !== section); seed++)
    for (const rules of RULES) for (const each of await transitionsOf(rules, seed)) found.add(each)
  expect(section).toBe(tableOf(found, STATUSES))
  const reached = new Set([...found].map((each) => each.split('|')[2]))
  expect(STATUSES.filter((status) => !reached.has(status))).toEqual([])
})
