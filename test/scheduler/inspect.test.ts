import { bumpByClass } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from './clinic'

it('shows slots, waiting list and tokens that are gone, without ids of patients', async () => {
  const { opd, clock, book } = await clinic([1, 1, 1], { rules: bumpByClass() })
  for (const [n, source] of ['online', 'walk-in', 'emergency', 'paid', 'emergency'].entries())
    await book(`kavya-${n}`, source, '09:00')
  await book('kavya-8', 'walk-in', '11:00')
  await opd.cancel({ tokenId: `${SESSION}.t4` })
  await opd.blockTime({ sessionId: SESSION, from: '11:00', to: '12:00' })
  clock.now = at('09:00')
  await opd.checkIn({ tokenId: `${SESSION}.t3` })
  const text = await opd.inspect(SESSION)
  expect(text?.split('\n')).toEqual([
    'dr-rao.2026-01-30  open, version 14',
    '09:00–10:00  2 of 1, 1 above  003 emergency(1) checked-in  005 emergency(1)',
    '10:00–11:00  1 of 1  001 online(4)',
    '11:00–12:00  0 of 1, blocked',
    'waiting  002 walk-in(5) for 09:00 or later',
    'gone  004 cancelled  006 dropped (blocked)',
  ])
  expect(text).not.toContain('kavya')
  expect(await opd.inspect(`dr-no.${DAY}`)).toBeUndefined()
  await expect(opd.inspect('nonsense')).rejects.toMatchObject({ code: 'invalid-input' })
})
