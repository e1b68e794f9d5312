import { memoryStore, OpdScheduler, type Store } from 'opd-scheduler'
import { describe, expect, it, vi } from 'vitest'
import { at, DAY, hourly, SESSION } from '../scheduler/clinic'
import { Switchboard } from './switchboard'

async function processes(count: number, capacities: readonly number[]) {
  const memory = memoryStore()
  const board = new Switchboard(memory)
  const desks = Array.from(
    { length: count },
    () =>
      new OpdScheduler({ timeZone: 'Asia/Kolkata', store: board.store(), clock: () => at('06:00'), affinity: true }),
  )
  await desks[0]!.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
  await desks[0]!.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly(capacities) })
  const book = (desk: number, patientId: string, more: object = {}) =>
    desks[desk]!.book({ doctorId: 'dr-rao', date: DAY, source: 'online', patientId, ...more })
  return { board, desks, book, memory }
}

describe('commands', () => {
  it('meet in one process: no conflicts, shared appends, the same answers as alone', async () => {
    const { board, desks, book } = await processes(4, [100, 100])
    board.appends.length = 0
    const results = await Promise.all(Array.from({ length: 120 }, (_, i) => book(i % 4, `p${i}`)))
    expect(results.map((result) => result.status)).toEqual(Array(120).fill('confirmed'))
    expect(board.conflicts).toBe(0)
    expect(board.appends.length).toBeLessThan(30)
    const numbers = results.map((result) => (result.status === 'rejected' ? '' : result.token.number))
    expect(new Set(numbers).size).toBe(120)
    for (const desk of desks) expect((await desk.session(SESSION))?.tokens).toHaveLength(120)
  })

  it('are refused, and fail, as if they had been decided here', async () => {
    const { desks, book, board } = await processes(2, [1])
    expect(await book(0, 'a', { commandId: 'c1' })).toMatchObject({ status: 'confirmed' })
    board.sent.length = 0
    expect(await book(1, 'a')).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
    await expect(book(1, 'b', { commandId: 'c1' })).rejects.toMatchObject({
      code: 'command-id-reused',
      details: { commandId: 'c1' },
    })
    expect(board.sent).toEqual(['command', 'answer', 'command', 'error'])
    const plan = await desks[1]!.plan({ op: 'book', doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'c' })
    await book(0, 'x')
    const { basis } = plan
    expect(
      await desks[1]!.execute(
        { op: 'book', doctorId: 'dr-rao', date: DAY, source: 'online', patientId: 'c' },
        { basis },
      ),
    ).toMatchObject({ code: 'plan-stale' })
  })

  it('are decided here where the owner is gone', async () => {
    const { board, book, desks } = await processes(2, [5])
    await book(0, 'a')
    board.leave('process-1')
    expect(await book(1, 'b')).toMatchObject({ status: 'confirmed', token: { number: '002' } })
    expect(board.sent).toEqual(['command'])
    board.sent.length = 0
    // For a while nothing more is handed to it.
    expect(await book(1, 'c')).toMatchObject({ status: 'confirmed', token: { number: '003' } })
    expect(board.sent).toEqual([])
    expect((await desks[0]!.session(SESSION))?.tokens).toHaveLength(3)
  })

  it('go to the next owner once the one before did not answer', async () => {
    const { board, book } = await processes(3, [9])
    await book(0, 'a')
    await book(1, 'b')
    board.leave('process-1', false)
    expect(await book(1, 'c')).toMatchObject({ status: 'confirmed', token: { number: '003' } })
    // It asks at once, and owns them from now on.
    expect(await book(1, 'd')).toMatchObject({ status: 'confirmed', token: { number: '004' } })
    board.sent.length = 0
    expect(await book(2, 'e')).toMatchObject({ status: 'confirmed', token: { number: '005' } })
    expect(board.lastTo).toBe('process-3')
    expect(board.sent).toEqual(['command', 'answer'])
  })

  it('are decided here by an owner that has lost its place', async () => {
    const { board, book } = await processes(2, [5])
    await book(0, 'a')
    board.move('process-1')
    board.sent.length = 0
    expect(await book(0, 'b')).toMatchObject({ status: 'confirmed' })
    expect(await book(1, 'c')).toMatchObject({ status: 'confirmed' })
    expect(board.lastTo).toBe('process-3')
    expect(board.sent).toEqual(['command', 'answer'])
  })

  it('share one question who the owner is, and do not wait for the next ones', async () => {
    const { board, book } = await processes(2, [50])
    board.questions = 0
    await Promise.all(Array.from({ length: 20 }, (_, i) => book(1, `p${i}`)))
    expect(board.questions).toBe(1)
    board.answers = false
    const now = performance.now()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 5_000)
    try {
      const later = await Promise.all(Array.from({ length: 5 }, (_, i) => book(1, `q${i}`)))
      expect(later.map(({ status }) => status)).toEqual(Array(5).fill('confirmed'))
    } finally {
      clock.mockRestore()
    }
    expect(board.questions).toBe(2)
  })

  it('are decided here where they are too long to be sent', async () => {
    const { board, book } = await processes(2, [1])
    await book(0, 'a')
    board.sent.length = 0
    board.longest = 100
    expect(await book(1, 'a')).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
    board.longest = 10_000
    expect(await book(1, 'a')).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
    expect(board.sent).toEqual(['command', 'command', 'answer'])
  })

  it('are not said to be refused while an owner that is silent may yet carry them out', async () => {
    const { board, book } = await processes(2, [1])
    await book(0, 'a')
    board.leave('process-1')
    const failed = await book(1, 'a').then(
      () => expect.unreachable(),
      (thrown: { code: string; details: { commandId: string } }) => thrown,
    )
    expect(failed.code).toBe('outcome-unknown')
    // Whoever repeats it is told.
    const { commandId } = failed.details
    expect(await book(1, 'a', { commandId })).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
  })

  it('are not said to have changed nothing while an owner that is silent may yet find something to change', async () => {
    const { board, book, desks } = await processes(2, [1])
    await book(0, 'a')
    await desks[1]!.session(SESSION)
    board.leave('process-1')
    await expect(desks[1]!.execute({ op: 'sweepSession', doctorId: 'dr-rao', date: DAY })).rejects.toMatchObject({
      code: 'outcome-unknown',
    })
  })

  it.each([
    ['a command', 'command'],
    ['an answer', 'answer'],
  ])('are carried out once where %s gets lost', async (_, lost) => {
    const { board, book, desks, memory } = await processes(2, [5])
    await book(0, 'a')
    board.loses = (text) => JSON.parse(text).kind === lost
    const result = await book(1, 'b')
    expect(result).toMatchObject({ status: 'confirmed', token: { number: '002', patientId: 'b' } })
    expect((await desks[0]!.session(SESSION))?.tokens).toHaveLength(2)
    const log = (await memory.read(0, 100)).map(({ event }) => event)
    expect(log.filter((event) => 'patientId' in event && event.patientId === 'b')).toHaveLength(1)
  })

  it('give their answer through the store where it is too long to be sent', async () => {
    const { board, book } = await processes(2, [5])
    await book(0, 'a')
    board.sent.length = 0
    board.longest = 400
    const answer = await book(1, 'b')
    expect(answer).toMatchObject({ status: 'confirmed', token: { number: '002', patientId: 'b' } })
    expect(board.sent).toEqual(['command', 'answer', 'too-long'])
    // It is not taken for lost.
    await book(1, 'c')
    expect(board.sent).toHaveLength(6)
  })

  it('are decided here where no exchange can be had, and only stores with one are taken', async () => {
    const memory = memoryStore()
    const store: Store = { ...memory, meet: () => Promise.reject(new Error('no connection')) }
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => at('06:00'), affinity: true })
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    expect(await opd.openSession({ doctorId: 'dr-rao', date: DAY, slots: hourly([1]) })).toMatchObject({
      status: 'open',
    })
    await opd.close()
    expect(() => new OpdScheduler({ timeZone: 'Asia/Kolkata', store: memory, affinity: true })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    )
  })
})
