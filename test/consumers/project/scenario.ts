import { bumpAndCascade, bumpByClass, isOpdError, memoryStore, OpdScheduler, type Rules } from 'opd-scheduler'
import { patientMessage } from 'opd-scheduler/messages'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import type { Store } from 'opd-scheduler/store'
import { checkInvariants } from 'opd-scheduler/testing'

/** What a desk is told about a command: the library's own answer, or the same as JSON over HTTP. */
export interface Answer {
  readonly status: string
  readonly code?: string
  readonly token?: { readonly id: string; readonly start: string | null }
  readonly moves?: readonly { readonly patientId: string; readonly status: string; readonly to: string | null }[]
}

/** A way to reach the scheduler: in the same process, or over HTTP. */
export interface Desk {
  openDay(date: string, hours: readonly string[]): Promise<unknown>
  book(booking: { date: string; start: string; source: string; patientId: string }): Promise<Answer>
  cancel(tokenId: string): Promise<Answer>
}

/** The doctor of the scenario. */
export const DOCTOR = { id: 'dr-rao', name: 'Dr. Rao' }

/** Runs in browsers too, so it cannot use Node's `assert`. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const [found, wanted] = [actual, expected].map((value) => JSON.stringify(value))
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, found ${found}`)
}

/** The part of an answer that the scenario compares. */
function outcome({ status, code, token, moves = [] }: Answer): unknown[] {
  const moved = moves.map((move) => `${move.patientId} ${move.status} ${move.to?.slice(-4) ?? 'no seat'}`)
  return [status, code ?? token?.start ?? null, ...moved]
}

/** Three slots of one seat each, under `bumpByClass()`: bookings, a chain of two bumps, a refusal, and a cancellation that lets a waiter in. */
async function chainOfBumps(desk: Desk, date: string): Promise<void> {
  const book = (start: string, source: string, patientId: string) => desk.book({ date, start, source, patientId })
  await desk.openDay(date, ['09', '10', '11'])
  expectEqual('asha books 09:00', outcome(await book('09:00', 'online', 'asha')), ['confirmed', '09:00'])
  expectEqual('bina books 10:00', outcome(await book('10:00', 'walk-in', 'bina')), ['confirmed', '10:00'])
  const chandra = await book('11:00', 'walk-in', 'chandra')
  expectEqual('chandra books 11:00', outcome(chandra), ['confirmed', '11:00'])
  expectEqual('dev bumps asha, and asha bumps bina', outcome(await book('09:00', 'paid', 'dev')), [
    'confirmed',
    '09:00',
    'bina waitlisted no seat',
    'asha confirmed 1000',
  ])
  expectEqual('dev books twice', outcome(await book('09:00', 'paid', 'dev')), ['rejected', 'duplicate-token'])
  expectEqual('chandra cancels, and bina gets the seat', outcome(await desk.cancel(chandra.token?.id ?? '')), [
    'cancelled',
    null,
    'bina confirmed 1100',
  ])
}

/** Three slots of one seat each, under `standard()`: bookings, a waiter, a bump by an emergency, a refusal, and a cancellation that lets the waiter in. */
export async function morning(desk: Desk, date: string): Promise<void> {
  const book = (start: string, source: string, patientId: string) => desk.book({ date, start, source, patientId })
  await desk.openDay(date, ['09', '10', '11'])
  expectEqual('asha books 09:00', outcome(await book('09:00', 'online', 'asha')), ['confirmed', '09:00'])
  const bina = await book('11:00', 'walk-in', 'bina')
  expectEqual('bina books 11:00', outcome(bina), ['confirmed', '11:00'])
  expectEqual('chandra waits for 11:00', outcome(await book('11:00', 'paid', 'chandra')), ['waitlisted', null])
  for (const patientId of ['dev', 'esha'])
    expectEqual(`${patientId} gets an overflow seat`, outcome(await book('09:00', 'emergency', patientId)), [
      'confirmed',
      '09:00',
    ])
  expectEqual('farid bumps asha', outcome(await book('09:00', 'emergency', 'farid')), [
    'confirmed',
    '09:00',
    'asha confirmed 1000',
  ])
  expectEqual('dev books twice', outcome(await book('09:00', 'emergency', 'dev')), ['rejected', 'duplicate-token'])
  expectEqual('bina cancels, and chandra gets the seat', outcome(await desk.cancel(bina.token?.id ?? '')), [
    'cancelled',
    null,
    'chandra confirmed 1100',
  ])
}

/** What asha must be told. */
export const messageOf = (date: string): RegExp =>
  new RegExp(`took your 09:00 seat with Dr. Rao on ${Number(date.slice(-2))} \\w+. Your new time is 10:00.`)

function deskOf(opd: OpdScheduler): Desk {
  return {
    async openDay(date, hours) {
      await opd.registerDoctor(DOCTOR)
      const slots = hours.map((hour) => ({ start: `${hour}:00`, end: `${hour}:50`, capacity: 1 }))
      return opd.openSession({ doctorId: DOCTOR.id, date, slots })
    },
    book: (booking) => opd.book({ doctorId: DOCTOR.id, ...booking }),
    cancel: (tokenId) => opd.cancel({ tokenId }),
  }
}

/** Runs the scenario in this process on the given store. */
export async function useStore(store: Store): Promise<void> {
  const date = '2026-01-30'
  const timeZone = 'Asia/Kolkata'
  const clock = () => Date.parse('2026-01-29T07:00+05:30')
  const rules = bumpByClass()
  const opd = new OpdScheduler({ timeZone, clock, rules, store })
  const told: (string | undefined)[] = []
  opd.on('token.bumped', (event) => told.push(patientMessage(event, { doctor: DOCTOR.name, timeZone })))
  await chainOfBumps(deskOf(opd), date)
  if (!told.some((text) => text !== undefined && messageOf(date).test(text)))
    throw new Error(`asha was told ${JSON.stringify(told)}`)

  const refused = await opd.cancel({ tokenId: 'dr-rao.2026-01-30.t9' })
  expectEqual('a refusal', refused.status === 'rejected' && refused.code, 'token-not-found')
  const thrown = await opd.cancel({ tokenId: 7 as never }).catch((error: unknown) => error)
  expectEqual('an error', isOpdError(thrown) && thrown.code, 'invalid-input')

  const view = await opd.session(`${DOCTOR.id}.${date}`)
  expectEqual('broken invariants', view && checkInvariants(view, rules), [])
  expectEqual('events in the store', (await store.read(0, 100)).length > 6, true)
  await opd.close()
}

/** A rule that a hospital could write: a bumped patient gets the last slot. */
const lastSlot: OverflowStrategy = {
  name: 'last-slot',
  attempt: (asker, board) => {
    const slot = board.firstFree(asker, board.slots - 1, board.slots)
    return slot < 0 ? undefined : Verdict.seat(slot)
  },
}

async function useOwnRule(): Promise<void> {
  const date = '2026-01-30'
  const rules: Rules = { ...bumpAndCascade(), displaced: [lastSlot] }
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => Date.parse('2026-01-29T07:00+05:30'), rules })
  const desk = deskOf(opd)
  await desk.openDay(date, ['09', '10', '11'])
  await desk.book({ date, start: '09:00', source: 'online', patientId: 'asha' })
  const emergency = await desk.book({ date, start: '09:00', source: 'emergency', patientId: 'dev' })
  expectEqual('the own rule', outcome(emergency), ['confirmed', '09:00', 'asha confirmed 1100'])
  await opd.close()
}

/** Runs the morning that the HTTP services run too, under the default rules. */
async function useDefaultRules(): Promise<void> {
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => Date.parse('2026-01-29T07:00+05:30') })
  await morning(deskOf(opd), '2026-01-30')
  await opd.close()
}

/** Runs everything in this process, with every subpath that also works in a browser. */
export async function useLibrary(): Promise<void> {
  await useStore(memoryStore())
  await useDefaultRules()
  await useOwnRule()
}
