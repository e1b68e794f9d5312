import { memoryStore, type OpdEvent, OpdScheduler, presets } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { DATE, doctorsOf, TIME_ZONE } from '../../examples/day-simulation/src/day/clinic'
import { clinicDay } from '../../examples/day-simulation/src/day/clinic-day'
import { demandOf, requestsFor } from '../../examples/day-simulation/src/day/demand'
import { Random } from '../../examples/day-simulation/src/day/random'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import { queueCoursesOf } from '../../examples/day-simulation/src/page/queue-course'
import { queueRows } from '../../examples/day-simulation/src/page/queue-rows'
import { run } from '../../examples/day-simulation/src/run/run'
import type { Script } from '../../examples/day-simulation/src/run/script'
import { differences } from '../report/compare'
import { pageOf } from './read-page'
import { summaryOf, withFile } from './run-simulation'

const SEEDS = [1, 2, 3, 21]

function dayOf(seed: number, load: number, count: number): Script {
  const doctors = doctorsOf(count)
  return clinicDay(doctors, demandOf(requestsFor(load, count), doctors, new Random(seed)))
}

describe(`the queue of simulated days, seeds ${SEEDS.join(' ')}`, () => {
  it('includes every kind of disturbance', async () => {
    const met = { checkedIn: 0, called: 0, skipped: 0, skippedOut: 0, leftUnseen: 0, reinstated: 0 }
    const asked = { confirmed: 0, lapsed: 0, rescheduled: 0 }
    for (const seed of SEEDS) {
      const { room, holds, reschedules } = await summaryOf('--seed', String(seed))
      for (const key of Object.keys(met) as (keyof typeof met)[]) met[key] += room[key]
      asked.confirmed += holds.confirmed
      asked.lapsed += holds.lapsed
      asked.rescheduled += reschedules
    }
    for (const [what, times] of Object.entries({ ...met, ...asked })) expect(times, what).toBeGreaterThan(0)
  })

  it.each(PRESET_NAMES)('holds the invariants after every command under %s', async (preset) => {
    const rules = presets[preset]()
    let now = 0
    const opd = new OpdScheduler({ timeZone: TIME_ZONE, rules, clock: () => now })
    const script = dayOf(SEEDS[0]!, 1.3, 1)
    let commands = 0
    for (let step = script.next(); step.done !== true; commands++) {
      now = step.value.at
      const result = await opd.execute(step.value.command)
      const session = await opd.session(`dr-rao.${DATE}`)
      if (session !== undefined) expect(checkInvariants(session, rules)).toEqual([])
      step = script.next(result)
    }
    expect(commands).toBeGreaterThan(300)
  })

  it('sees one patient at a time, calls no patient who has left, and leaves nobody waiting', async () => {
    for (const seed of SEEDS) {
      const outcome = await run({
        timeZone: TIME_ZONE,
        rules: presets.standard(),
        script: dayOf(seed, 1.2, 2),
      })
      for (const { consultations, levels, calls, skips } of await queueCoursesOf(outcome)) {
        const inOrder = [...consultations].sort((a, b) => a.from - b.from)
        for (const [index, { from }] of inOrder.entries())
          if (index > 0) expect(from).toBeGreaterThanOrEqual(inOrder[index - 1]!.to)
        expect(Math.min(...levels.map(({ count }) => count))).toBe(0)
        expect(levels.at(-1)!.count).toBe(0)
        expect(calls).toHaveLength(consultations.length + skips.length)
      }
    }
  })

  it('confirms a held seat or lets it expire, and issues a new token for another slot', async () => {
    const store = memoryStore()
    let now = 0
    const opd = new OpdScheduler({ timeZone: TIME_ZONE, store, clock: () => now })
    const script = dayOf(SEEDS[1]!, 1.1, 3)
    for (let step = script.next(); step.done !== true; ) {
      now = step.value.at
      step = script.next(await opd.execute(step.value.command))
    }
    const events: OpdEvent[] = (await store.read(0, 10_000)).map(({ event }) => event)
    const of = (type: string): OpdEvent[] => events.filter((event) => event.type === type)
    expect(of('token.held').length).toBe(
      of('token.expired').length + of('token.confirmed').filter(({ cause }) => cause === 'confirmed').length,
    )
    for (const event of of('token.rescheduled')) expect(event).toMatchObject({ replacedBy: expect.any(String) })
    expect(of('token.rescheduled').length).toBeGreaterThan(0)
  })
})

describe('the queue on the page', () => {
  it('follows undone steps', async () => {
    const step = (op: string, time: string): string =>
      JSON.stringify({ at: `2026-01-30T${time}:00+05:30`, op, tokenId: 't-1' })
    const lines = [
      '{"at":"2026-01-29T09:00:00+05:30","op":"registerDoctor","id":"dr-x","name":"Dr. X"}',
      '{"op":"openSession","doctorId":"dr-x","date":"2026-01-30","slots":[{"start":"09:00","end":"10:00","capacity":1}]}',
      '{"op":"book","doctorId":"dr-x","date":"2026-01-30","source":"online","patientId":"p-1","tokenId":"t-1"}',
      step('checkIn', '08:50'),
      step('call', '09:00'),
      step('skip', '09:01'),
      step('undo', '09:02'),
      step('start', '09:03'),
      step('undo', '09:04'),
      step('start', '09:05'),
    ]
    await withFile('in.jsonl', lines.join('\n'), async (path) => {
      const page = await pageOf('--input', path)
      const [summary] = page.data.runs
      expect(summary!.room).toMatchObject({ checkedIn: 1, called: 1, skipped: 1, consultations: 2 })
      expect(differences(summary!, { marks: page.marksFor('wide'), tables: page.tables })).toEqual([])
      expect(page.html).toContain('The queue was longest at 08:50: 1 patient (Dr. X).')
    })
  })

  it('adds up the rooms of a day with many doctors', async () => {
    const outcome = await run({ timeZone: TIME_ZONE, rules: presets.standard(), script: dayOf(5, 1.1, 6) })
    const courses = await queueCoursesOf(outcome)
    const rows = queueRows(courses, new Map())
    expect(rows).toHaveLength(1)
    const [all] = rows
    expect(all).toMatchObject({ name: 'all doctors', rooms: 6 })
    expect(all!.calls).toHaveLength(outcome.ledger.counts.called)
    expect(all!.levels.at(-1)!.count).toBe(0)
    const most = Math.max(...courses.map(({ levels }) => Math.max(...levels.map(({ count }) => count))))
    expect(all!.peak.count).toBeGreaterThan(most)
  })
})
