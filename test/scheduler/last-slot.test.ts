import { bumpAndCascade, waitlistWithEmergencyBump } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { clinic, SESSION } from './clinic'

const [nine, ten] = [`${SESSION}.0900`, `${SESSION}.1000`]

it('a token tells the slot of its seat, or of the last seat that it had', async () => {
  const { opd, book } = await clinic([1, 1], { rules: bumpAndCascade() })
  const last = async (token: number) => (await opd.token(`${SESSION}.t${token}`))!.lastSlotId
  await book('p-1', 'online', '09:00')
  expect(await last(1)).toBe(nine)
  await book('p-2', 'emergency', '09:00')
  expect([await last(1), await last(2)]).toEqual([ten, nine])
  await opd.cancel({ tokenId: `${SESSION}.t1` })
  await opd.noShow({ tokenId: `${SESSION}.t2`, override: true, actor: 'desk' })
  expect([await last(1), await last(2)]).toEqual([ten, nine])
})

it('a token that waits tells the seat that it lost, and none after it was cancelled', async () => {
  const { opd, book } = await clinic([1], { rules: waitlistWithEmergencyBump() })
  const last = async (token: number) => (await opd.token(`${SESSION}.t${token}`))!.lastSlotId
  await book('p-1', 'online', '09:00')
  await book('p-2', 'emergency', '09:00')
  await book('p-3', 'online', '09:00')
  expect([await last(1), await last(2), await last(3)]).toEqual([nine, nine, null])
  await opd.cancel({ tokenId: `${SESSION}.t1` })
  expect(await last(1)).toBeNull()
})
