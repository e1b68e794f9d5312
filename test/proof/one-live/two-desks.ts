import type { Command } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { expect } from 'vitest'
import { OtherProcess } from '../../stores/other-process'
import { DAY, DOCTORS, deskOn, keyOf, openBoth } from './desk-on'
import type { CommandOrder, Order, Report } from './desk-process'

/** A store that two processes open, and that this one opens as well. */
export interface Shared {
  readonly environment: Readonly<Record<string, string>>
  readonly connect: () => Store
}

type Answered = Report & { readonly is: 'answered' }

const SESSIONS = DOCTORS.map((doctorId) => `${doctorId}.${DAY}`)

/** A process with its own scheduler. */
class Desk {
  private readonly process: OtherProcess<Report>
  private reports = 1

  private constructor({ environment }: Shared) {
    this.process = new OtherProcess('test/proof/one-live/desk-process.ts', environment)
  }

  static async open(shared: Shared): Promise<Desk> {
    const desk = new Desk(shared)
    await desk.process.receive(1)
    return desk
  }

  ask(command: Command, waits: boolean): void {
    this.process.send({ command, waits } satisfies CommandOrder)
    this.reports++
  }

  /** Resolves when it has decided and waits before its append. */
  async hasDecided(): Promise<void> {
    expect(await this.process.receive(this.reports)).toEqual({ is: 'waiting' })
    this.reports++
  }

  go(): void {
    this.process.send('go' satisfies Order)
  }

  async answer(): Promise<Answered> {
    const report = await this.process.receive(this.reports)
    if (report.is !== 'answered') throw new Error(`the process is ${report.is}`)
    return report
  }

  /** Kills the process before its append, or after the commit and before the answer. */
  async dieIn(command: Command, stand: 'before' | 'after'): Promise<void> {
    this.process.send({ command, stand } satisfies CommandOrder)
    expect(await this.process.receive(++this.reports)).toEqual({ is: 'standing' })
    await this.kill()
  }

  kill(): Promise<void> {
    return this.process.kill()
  }
}

/** What happened in the rounds. */
export interface Tally {
  /** Rounds in which the first, or the second, process got the token. */
  readonly wins: [number, number]
  keysTaken: number
  conflicts: number
}

/**
 * Has two processes give a command at once in each round, the one that is asked first in turns. In half of the rounds both have decided
 * before either commits, however fast the machine is.
 */
async function race(
  shared: Shared,
  rounds: number,
  ask: (round: number, desk: number) => Command,
  judge: (answers: readonly [Answered, Answered], round: number) => Promise<void>,
): Promise<Tally> {
  const desks = await Promise.all([Desk.open(shared), Desk.open(shared)])
  const tally: Tally = { wins: [0, 0], keysTaken: 0, conflicts: 0 }
  try {
    for (let round = 0; round < rounds; round++) {
      const inOrder = round % 2 === 0 ? [0, 1] : [1, 0]
      const decideFirst = round % 4 < 2
      for (const n of inOrder) desks[n]!.ask(ask(round, n), decideFirst)
      if (decideFirst) {
        await Promise.all(desks.map((desk) => desk.hasDecided()))
        for (const n of inOrder) desks[n]!.go()
      }
      const answers = await Promise.all([desks[0].answer(), desks[1].answer()])
      const [one, two] = answers
      if (one.status !== two.status) tally.wins[one.status === 'confirmed' ? 0 : 1]++
      tally.keysTaken += one.keysTaken + two.keysTaken
      tally.conflicts += one.conflicts + two.conflicts
      await judge(answers, round)
    }
  } finally {
    await Promise.all(desks.map((desk) => desk.kill()))
  }
  return tally
}

/** Two processes book each patient with one doctor each at once, under one live token a day: exactly one succeeds. */
export async function bookOnePatientTwice(shared: Shared, rounds: number): Promise<Tally> {
  const store = shared.connect()
  const opd = deskOn(store)
  await openBoth(opd, rounds)
  const book = (round: number, n: number): Command => ({
    op: 'book',
    doctorId: DOCTORS[n]!,
    date: DAY,
    source: 'online',
    patientId: `p-${round}`,
  })
  const winners: string[] = []
  const tally = await race(shared, rounds, book, async (answers) => {
    const winner = answers.findIndex(({ status }) => status === 'confirmed')
    expect(answers[winner]?.sessionId).toBe(SESSIONS[winner])
    expect(answers[1 - winner]).toMatchObject({ code: 'duplicate-token', sessionId: SESSIONS[winner] })
    winners.push(SESSIONS[winner]!)
  })
  const views = await Promise.all(SESSIONS.map((id) => opd.session(id)))
  const found = new Map<string, string[]>()
  for (const view of views)
    for (const { patientId } of view!.tokens) found.set(patientId, [...(found.get(patientId) ?? []), view!.id])
  expect([...found.values()].flat()).toHaveLength(rounds)
  for (const [round, winner] of winners.entries()) {
    expect(found.get(`p-${round}`)).toEqual([winner])
    expect(await store.locate(keyOf(`p-${round}`))).toBe(winner)
  }
  await opd.close()
  return tally
}

/** Two processes book two patients with any of two doctors at once, who have one seat each: each patient gets one of them. */
export async function bookTwoPatientsWithAny(shared: Shared, rounds: number): Promise<Tally> {
  const store = shared.connect()
  const opd = deskOn(store)
  await openBoth(opd, 1)
  const book = (round: number, n: number): Command => ({
    op: 'book',
    doctorIds: DOCTORS,
    date: DAY,
    source: 'online',
    patientId: `p-${n}-${round}`,
  })
  const tally = await race(shared, rounds, book, async (answers, round) => {
    expect(answers.map(({ status }) => status)).toEqual(['confirmed', 'confirmed'])
    expect(answers.map(({ sessionId }) => sessionId!).sort()).toEqual(SESSIONS)
    for (const n of [0, 1]) {
      const [token, ...others] = await opd.tokens({ patientId: `p-${n}-${round}` })
      expect([token?.sessionId, others]).toEqual([answers[n]!.sessionId, []])
      expect(await opd.cancel({ tokenId: token!.id })).toMatchObject({ status: 'cancelled' })
      expect(await store.locate(keyOf(`p-${n}-${round}`))).toBeUndefined()
    }
  })
  await opd.close()
  return tally
}

/** Kills processes before and after the appends that claim and give back a key: it is there with the live token, and only then. */
export async function killAroundAppends(shared: Shared): Promise<void> {
  const store = shared.connect()
  const opd = deskOn(store)
  await openBoth(opd, 5)
  const key = keyOf('p')
  const book = (doctorId: string, commandId: string) =>
    ({ op: 'book', doctorId, date: DAY, source: 'online', patientId: 'p', commandId }) as const
  const [rao, shah] = DOCTORS
  const die = async (command: Command, when: 'before' | 'after'): Promise<void> =>
    (await Desk.open(shared)).dieIn(command, when)

  await die(book(rao, 'b1'), 'before')
  expect(await store.locate(key)).toBeUndefined()
  await die(book(rao, 'b1'), 'after')
  expect(await store.locate(key)).toBe(SESSIONS[0])
  const tokenId = `${SESSIONS[0]}.t1`
  expect(await opd.execute(book(shah, 'b2'))).toMatchObject({ code: 'duplicate-token', details: { tokenId } })
  expect(await opd.execute(book(rao, 'b1'))).toMatchObject({ status: 'confirmed', token: { id: tokenId } })

  const move = { op: 'reschedule', tokenId, doctorId: shah, date: DAY, commandId: 'm1' } as const
  await die(move, 'before')
  expect(await store.locate(key)).toBe(SESSIONS[0])
  await die(move, 'after')
  expect(await store.locate(key)).toBe(SESSIONS[1])
  expect(await opd.execute(book(rao, 'b3'))).toMatchObject({ code: 'duplicate-token' })

  const cancel = { op: 'cancel', tokenId: `${SESSIONS[1]}.t1`, commandId: 'c1' } as const
  await die(cancel, 'before')
  expect(await store.locate(key)).toBe(SESSIONS[1])
  await die(cancel, 'after')
  expect(await store.locate(key)).toBeUndefined()
  expect(await opd.execute(book(rao, 'b4'))).toMatchObject({ status: 'confirmed' })
  expect(await store.locate(key)).toBe(SESSIONS[0])
  await opd.close()
}
