import { expect, it } from 'vitest'
import { at, clinic, DAY } from './clinic'

const here = { doctorId: 'dr-rao', date: DAY }

/** A clinic of two hours with twelve patients, nine of them present, one with the doctor and two called. */
async function morning() {
  const made = await clinic([12, 6])
  const { opd, book, clock } = made
  for (let n = 1; n <= 12; n++) await book(`asha-${n}`, 'online', '09:00', { tokenId: `visit-asha-${n}` })
  clock.now = at('08:50')
  for (let n = 1; n <= 11; n++) await opd.checkIn({ tokenId: `visit-asha-${n}` })
  clock.now = at('09:00')
  await opd.call({ tokenId: 'visit-asha-1', room: '2' })
  await opd.start({ tokenId: 'visit-asha-1' })
  await opd.call({ tokenId: 'visit-asha-2', room: '3' })
  clock.now = at('09:01')
  await opd.call({ tokenId: 'visit-asha-3' })
  return made
}

it('shows who is inside, who is called, newest first, and the next eight with their ranges', async () => {
  const { opd, clock } = await morning()
  const board = (await opd.publicBoard(here))!
  expect(board).toMatchObject({
    doctorId: 'dr-rao',
    date: DAY,
    asOf: clock.now,
    status: 'open',
    late: 0,
    away: [],
    inside: [{ number: '001', room: '2' }],
    called: [
      { number: '003', room: null, at: at('09:01') },
      { number: '002', room: '3', at: at('09:00') },
    ],
    present: 8,
    standby: 0,
    expected: 1,
  })
  expect(board.next.map(({ number }) => number)).toEqual(['004', '005', '006', '007', '008', '009', '010', '011'])
  const queue = (await opd.queue(here))!
  expect(board.next.map(({ from, to }) => ({ from, to }))).toEqual(queue.present.map(({ estimated }) => estimated))
})

it('orders calls by their last call', async () => {
  const { opd, clock } = await morning()
  clock.now = at('09:03')
  await opd.call({ tokenId: 'visit-asha-2' })
  const { called } = (await opd.publicBoard(here))!
  expect(called.map(({ number, at: time }) => [number, time])).toEqual([
    ['002', at('09:03')],
    ['003', at('09:01')],
  ])
})

it('names no patient and no token', async () => {
  const { opd } = await morning()
  const text = JSON.stringify(await opd.publicBoard(here))
  expect(text).not.toContain('asha')
  expect(text).not.toMatch(/\.t\d|patient|token/i)
})

it('forgets the numbers of those who have left', async () => {
  const { opd } = await morning()
  await opd.cancel({ tokenId: 'visit-asha-5' })
  await opd.noShow({ tokenId: 'visit-asha-2', override: true, actor: 'desk' })
  const text = JSON.stringify(await opd.publicBoard(here))
  expect(text).not.toContain('"002"')
  expect(text).not.toContain('"005"')
  expect(text).toContain('"006"')
})

it('says when the doctor is late and away', async () => {
  const { opd, clock } = await clinic([2, 2, 2, 2])
  await opd.delay({ ...here, minutes: 20 })
  await opd.blockTime({ ...here, from: '10:00', to: '12:00' })
  expect(await opd.publicBoard(here)).toMatchObject({ late: 20, away: [{ from: '10:20', to: '12:20' }] })
  clock.now = at('12:21')
  expect(await opd.publicBoard(here)).toMatchObject({ away: [] })
})

it('has no ranges if none are asked for, and no board without a session', async () => {
  const { opd } = await morning()
  const board = (await opd.publicBoard(here, { estimates: false }))!
  expect(board.next[0]).toEqual({ number: '004', from: null, to: null })
  expect(await opd.publicBoard({ ...here, date: '2026-01-31' })).toBeUndefined()
  await expect(opd.publicBoard({ doctorId: 'dr-rao' } as never)).rejects.toMatchObject({ code: 'invalid-input' })
})

it('of a closed session says so', async () => {
  const { opd } = await clinic([2])
  await opd.blockTime({ ...here })
  await opd.closeSession({ ...here })
  expect(await opd.publicBoard(here)).toMatchObject({ status: 'closed', away: [] })
})
