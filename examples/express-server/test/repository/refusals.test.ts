import { FAILURES, noPromotion, type OpdScheduler, type RefusalCode, standard } from 'opd-scheduler'
import { afterAll, expect, it, vi } from 'vitest'
import { clinic, SESSION } from '../../../../test/scheduler/clinic'
import { REFUSALS_OF } from '../../src/api/refusals'
import { recordings } from './recorded'

// Runs the library's tests of all refusals and of the presets on a recording scheduler: the document lists each refusal at the
// operations that can give it, and at no other.
vi.mock('opd-scheduler', async (original) => {
  const library = await original<{ OpdScheduler: typeof OpdScheduler }>()
  const { recording } = await import('./recorded')
  return { ...library, OpdScheduler: recording(library.OpdScheduler) }
})

afterAll(() => {
  const seen = new Map<string, Set<string>>()
  for (const { command, answer } of recordings.splice(0).flatMap(({ calls }) => calls)) {
    const { code } = answer as { code?: string }
    if (code === undefined || code === 'plan-stale' || code in FAILURES) continue
    seen.set(command.op, (seen.get(command.op) ?? new Set()).add(code))
  }
  const sorted = (all: Iterable<string> = []) => [...all].sort().join(' ')
  const listed = Object.entries<readonly RefusalCode[]>(REFUSALS_OF).map(([op, codes]) => [op, sorted(codes)])
  expect(Object.fromEntries(listed.map(([op]) => [op, sorted(seen.get(op!))]))).toEqual(Object.fromEntries(listed))
})

it('refusals that no test of the library needs', async () => {
  const { opd, book } = await clinic([1], {
    rules: { ...standard(), admission: { permit: ({ op }) => op === 'book' } },
  })
  const [first, none] = [{ tokenId: `${SESSION}.t1` }, { tokenId: 'nobody' }]
  await book('p', 'online', '09:00')
  const other = (await book('q', 'online', '09:00')) as { token: { id: string } }
  for (const op of ['cancel', 'leaveUnseen', 'skip', 'undo'] as const) await opd[op](none)
  for (const op of ['leaveUnseen', 'skip'] as const) await opd[op](first)
  await opd.execute({ op: 'sweepSession', sessionId: 'dr-rao.2026-02-05' })
  await opd.reclassify({ ...first, source: 'paid', override: true, actor: 'desk' })
  await opd.cancel({ tokenId: other.token.id })
  await opd.closeSession({ sessionId: SESSION })
  await opd.undo({ tokenId: other.token.id })

  const full = await clinic([1], { rules: { ...standard(), promotion: noPromotion() } })
  await full.book('p', 'online', '09:00')
  await full.opd.cancel(first)
  await full.book('q', 'online', '09:00')
  await full.opd.undo(first)
})

await import('../../../../test/scheduler/consulting-room.test')
await import('../../../../test/scheduler/corrections.test')
await import('../../../../test/scheduler/doctor-away.test')
await import('../../../../test/scheduler/edge-cases.test')
await import('../../../../test/scheduler/every-precedence.test')
await import('../../../../test/scheduler/standby.test')
await import('../../../../test/scheduler/visit.test')
