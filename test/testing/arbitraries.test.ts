import fc from 'fast-check'
import {
  bestOf,
  bumpByClass,
  byAttribute,
  bySource,
  presets,
  publicHospital,
  type Rules,
  standard,
  waitlist,
} from 'opd-scheduler'
import { type Outranks, type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { arbitraries, type ClinicDay, type DayOptions, runDay, scenario } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { Reached } from '../support/reached'

const { day, rules } = arbitraries(fc)

/** Runs days and returns the shrunk counterexample, and what it reports. */
async function counterexample(
  days: typeof someDays,
  make: () => Rules,
  options: DayOptions = {},
  runs = { seed: 1, numRuns: 60 },
) {
  const property = fc.asyncProperty(days, (each) => runDay(each, make(), options))
  const { failed, counterexample: found, errorInstance } = await fc.check(property, runs)
  return { failed, found: found?.[0], error: errorInstance as Error }
}

const someDays = day()
const smallDays = day({ steps: 12, slots: 2 })

/** Tries to seat a newcomer in a slot although it is full. */
const anyway: OverflowStrategy = { name: 'anyway', attempt: (asker) => Verdict.seat(asker.wanted) }

/** Returns rules with a strategy that bumps only every second time that it is asked, so that it leaves waiters that it would let in. */
function moody(): Rules {
  const who: Outranks = (rank, _, victimRank) => rank < victimRank
  let asked = 0
  const strategy: OverflowStrategy = {
    name: 'moody',
    bumps: { who },
    attempt(asker, board) {
      const slot = board.firstBumpable(asker, who, asker.wanted, asker.wanted + 1)
      return slot < 0 || asked++ % 2 === 0 ? undefined : Verdict.bump(slot)
    },
  }
  return { ...standard(), overflow: [strategy, waitlist()], displaced: [waitlist()] }
}

describe('the arbitrary of days', () => {
  it('reaches what rules are asked about, and keeps every invariant', async () => {
    const reached = new Reached()
    const observe: DayOptions = {
      after({ command, result, changes }) {
        reached.note(result.status === 'rejected' ? 'refused' : 'carried out')
        reached.note(result.status === 'rejected' ? result.code : command.op)
        for (const { events } of changes)
          for (const event of events) {
            reached.note(event.type)
            if (event.type === 'token.bumped') reached.note(event.to === null ? 'bumped to wait' : 'cascaded')
          }
      },
    }
    await fc.assert(
      fc.asyncProperty(someDays, (each) => runDay(each, bumpByClass(), observe)),
      { seed: 5, numRuns: 60 },
    )
    const least = {
      'token.bumped': 15,
      cascaded: 5,
      'bumped to wait': 5,
      'token.promoted': 8,
      'token.waitlisted': 40,
      'token.cancelled': 15,
      'token.no-show': 5,
      'token.held': 10,
      'token.checked-in': 30,
      'token.completed': 1,
      'slot.blocked': 15,
      'token.rescheduled': 5,
      delay: 10,
      resizeSlot: 5,
      reclassify: 5,
      undo: 2,
      'duplicate-token': 2,
    }
    const short = Object.entries(least).filter(([what, count]) => reached.count(what) < count)
    expect(short, JSON.stringify(reached.entries())).toEqual([])
    // Most commands are valid ones.
    expect(reached.count('carried out')).toBeGreaterThan(1.5 * reached.count('refused'))
  })

  it('has one or two doctors, at least one slot and one step, and the sources and attributes that it is given', () => {
    const shape = { sources: ['urgent', 'usual'], attributes: { triage: [3, 1], vip: [true] }, steps: 5, slots: 2 }
    const days = fc.sample(day(shape), { seed: 1, numRuns: 200 })
    expect(new Set(days.map(({ slots }) => Object.keys(slots).length))).toEqual(new Set([1, 2]))
    const text = days.flatMap(({ steps }) => steps).join('\n')
    for (const word of [' urgent ', ' usual ', ' triage=3', ' triage=1', ' vip=true', 'triage=3 vip=true'])
      expect(text).toContain(word)
    expect(text).not.toMatch(/books [A-Z] /)
    for (const { slots } of days) for (const list of Object.values(slots)) expect([1, 2]).toContain(list.length)
  })

  it.each<[string, Parameters<typeof day>[0]]>([
    ['a source is "E"', { sources: ['E'] }],
    ['a source is "by phone"', { sources: ['by phone'] }],
    ['the attribute \'age\' is ["very old"]', { attributes: { age: ['very old'] } }],
    ['the attribute \'age\' is ["7"]', { attributes: { age: ['7'] } }],
    ['a source is "by|phone"', { sources: ['by|phone'] }],
    ['a source is "book"', { sources: ['usual', 'book'] }],
    ['a source is "hold"', { sources: ['hold'] }],
    ['a source is "with"', { sources: ['with'] }],
    [`a source is "${'x'.repeat(41)}"`, { sources: ['x'.repeat(41)] }],
    ['sources is []', { sources: [] }],
    ["the attribute 'age' is []", { attributes: { age: [] } }],
    ['the attribute \'age\' is [7,"a|b"]', { attributes: { age: [7, 'a|b'] } }],
    ["the attribute '__age' is [7]", { attributes: { __age: [7] } }],
    [`the attribute 'age' is ["${'x'.repeat(65)}"]`, { attributes: { age: ['x'.repeat(65)] } }],
    ["the attribute 'age band' is [7]", { attributes: { 'age band': [7] } }],
    ['steps is 0', { steps: 0 }],
    ['slots is 9', { slots: 9 }],
  ])('refuses what a scenario cannot write: %s', (message, shape) => {
    expect(() => day(shape)).toThrow(`arbitraries: ${message}`)
    expect(() => day(shape)).toThrow(RangeError)
  })
})

it('a day keeps words of a scenario as sources, and values with "="', async () => {
  const shape = { sources: ['by', 'in', 'now', 'rao'], attributes: { note: ['a=b', 'with', 'becomes', '"'] } }
  const seen = new Set<unknown>()
  const note: DayOptions = {
    after({ command }) {
      if (command.op !== 'book') return
      seen.add(command.source)
      seen.add(command.attributes?.note)
    },
  }
  const priority = bySource({ by: 1, in: 2, now: 2, rao: 2 })
  await fc.assert(
    fc.asyncProperty(day({ ...shape, steps: 10 }), (each) => runDay(each, { ...standard(), priority }, note)),
    { seed: 1, numRuns: 30 },
  )
  expect(seen).toEqual(new Set([...shape.sources, ...shape.attributes.note, undefined]))
})

describe('a property of days', () => {
  const withChildren = day({ attributes: { priorityGroup: ['child'] }, steps: 20, slots: 1 })
  const neverAChild: DayOptions = {
    after({ result, token }) {
      for (const { tokenId, cause } of result.moves)
        if (cause === 'outranked' && token(tokenId).attributes?.priorityGroup === 'child')
          throw new Error('A child was bumped.')
    },
  }

  it('catches rules that break a promise of the host, and shows the day as a scenario that runs', async () => {
    const { failed, found, error } = await counterexample(withChildren, publicHospital, neverAChild, {
      seed: 25,
      numRuns: 200,
    })
    expect(failed).toBe(true)
    expect(error.message).toMatch(/^A child was bumped\.\n\nA day\n\nslots of rao: 09:00-10:00 x1\nclock: /)
    expect((error.cause as Error).message).toBe('A child was bumped.')
    expect(found!.steps.length).toBeLessThanOrEqual(7)
    const text = error.message.slice(error.message.indexOf('A day'))
    await scenario(text, { rules: publicHospital() }).run()
    await expect(scenario(text.replace('confirmed', 'cancelled'), { rules: publicHospital() }).run()).rejects.toThrow(
      'expected',
    )
  })

  it('is green if the rules keep the promise', async () => {
    const ranks = bySource({ emergency: 1, paid: 3, 'follow-up': 3, online: 3, 'walk-in': 3 })
    const priority = bestOf(ranks, byAttribute('priorityGroup', { ranks: { child: 1 } }))
    const { failed } = await counterexample(withChildren, () => ({ ...publicHospital(), priority }), neverAChild)
    expect(failed).toBe(false)
  })

  it('passes over a day that `fc.pre` refuses', async () => {
    let days = 0
    const options: DayOptions = {
      after: ({ command }) => {
        days++
        fc.pre(command.op !== 'book')
      },
    }
    const property = fc.asyncProperty(day({ steps: 1 }), (each) => runDay(each, standard(), options))
    const { failed, numRuns, numSkips } = await fc.check(property, { seed: 1, numRuns: 20, maxSkipsPerRun: 10 })
    expect({ failed, numRuns }).toEqual({ failed: false, numRuns: 20 })
    expect(numSkips).toBeGreaterThan(5)
    expect(days).toBeGreaterThanOrEqual(numSkips)
  })

  it('catches a strategy that breaks its contract, with the code in the last line', async () => {
    const { found, error } = await counterexample(smallDays, () => ({ ...standard(), overflow: [anyway] }))
    expect(error.message).toMatch(/^strategy 'anyway' seats it in a slot without a free seat for it \(slot 0\)\./)
    expect(error.message.split('\n').at(-1)).toContain('| invalid-rules |')
    expect(found!.steps.length).toBeLessThanOrEqual(3)
  })

  it('catches a strategy that answers now one thing, now another', async () => {
    const { error } = await counterexample(smallDays, moody)
    expect(error.message).toMatch(/^invariant 4: token \S+ waits, but the rules let it bump /)
  })
})

describe('the arbitrary of rules', () => {
  it('makes presets and changes of presets, and prints them as code', async () => {
    const printed = fc.sample(rules(), { seed: 2, numRuns: 200 }).map((each) => fc.stringify(each))
    for (const name of Object.keys(presets)) expect(printed.join('\n')).toContain(`...${name}(), `)
    expect(printed).toContainEqual(expect.stringMatching(/^\{ \.\.\.\w+\(\), capacity: fixed\(\), overflow: .* \}$/))
    const smallest = await fc.check(
      fc.property(rules(), () => false),
      { seed: 1 },
    )
    expect(fc.stringify(smallest.counterexample)).toBe('[standard()]')
  })

  it('makes rules that keep every invariant', async () => {
    await fc.assert(
      fc.asyncProperty(smallDays, rules(), (each, some) => runDay(each, some)),
      { seed: 1, numRuns: 30 },
    )
  })
})

describe('runDay', () => {
  const clinic = { slots: { rao: ['09:00-10:00 x1'] }, clock: '06:00' }
  const complaint = (each: ClinicDay, options?: DayOptions) =>
    runDay(each, presets.waitlistWithEmergencyBump(), options).then(
      () => 'nothing',
      (thrown: Error) => thrown.message,
    )

  it('runs a day that is written by hand, and tells each command to `after`', async () => {
    const told: string[] = []
    await runDay({ ...clinic, steps: ['A B book O 09:00', 'clock 09:30', 'A cancels'] }, standard(), {
      after: ({ step, command, result, changes, token }) => {
        const names = result.moves.map(({ tokenId }) => token(tokenId).status)
        told.push([step, command.op, result.status, changes[0]!.after.waiting, ...names].join(', '))
        expect(() => token('t-9')).toThrow("No session of the day has a token 't-9'.")
      },
    })
    expect(told).toEqual([
      'A B book O 09:00, book, confirmed, 0',
      'A B book O 09:00, book, waitlisted, 1',
      'A cancels, cancel, cancelled, 0, confirmed',
    ])
  })

  it('passes over a step of a token that does not exist', async () => {
    const options: DayOptions = {
      after: ({ command }) => {
        if (command.op === 'cancel') throw new Error('No cancellations.')
      },
    }
    const steps = ['B cancels', 'A books O 09:00', 'C books E 09:00 in place of B', 'A cancels']
    expect(await complaint({ ...clinic, steps }, options)).toBe(
      [
        'No cancellations.',
        '',
        'A day',
        '',
        'slots of rao: 09:00-10:00 x1',
        'clock: 06:00',
        '',
        'step            | result    | moves | 09:00 | waiting',
        'A books O 09:00 | confirmed |       | A     |',
        'A cancels       | cancelled |       |       |',
      ].join('\n'),
    )
  })

  it('refuses rules that are missing or wrong, as a scheduler does', async () => {
    const opened = { ...clinic, steps: [] }
    for (const wrong of [undefined, null, {}, { ...standard(), visit: { graceMinutes: -1 } }])
      await expect(runDay(opened, wrong as never)).rejects.toMatchObject({ code: 'invalid-rules' })
  })

  it('refuses a name that is given twice, and a step that is none', async () => {
    const twice = await complaint({ ...clinic, steps: ['A books O 09:00', 'A books O 09:00'] })
    expect(twice).toContain("A token 'A' was booked before. Give this one another name.")
    expect(await complaint({ ...clinic, steps: ['A dances'] })).toContain("'A dances' is not a step")
  })

  it('shows the columns of each of several doctors', async () => {
    const slots = { rao: ['09:00-10:00 x1'], shah: ['11:00-12:00 x1'] }
    const steps = ['A books O shah 11:00', 'B books E shah 11:00']
    const after: DayOptions['after'] = ({ result }) => {
      if (result.moves.length > 0) throw new Error('A patient moved.')
    }
    expect(await complaint({ slots, clock: '06:00', steps }, { after })).toContain(
      [
        'step                 | result    | moves   | rao 09:00 | rao waiting | shah 11:00 | shah waiting',
        'A books O shah 11:00 | confirmed |         |           |             | A          |',
        'B books E shah 11:00 | confirmed | A waits |           |             | B          | A',
      ].join('\n'),
    )
  })
})
