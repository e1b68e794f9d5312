import { beforeAll, describe, expect, it } from 'vitest'
import { findingsOfComparison } from '../../examples/day-simulation/src/findings/comparison-of-days'
import { shareOf } from '../../examples/day-simulation/src/findings/finding'
import { findingsOfDay } from '../../examples/day-simulation/src/findings/one-day'
import type { ClassSummary, RunFacts } from '../../examples/day-simulation/src/report/summary'
import { runSimulation, summaryOf, total, withFile } from './run-simulation'

/** A day on which nobody comes. */
let empty: RunFacts

beforeAll(async () => {
  const { elapsedMs: _, ...facts } = await summaryOf('--patients', '0')
  empty = facts
})

const NO_ANSWERS = { confirmed: 0, held: 0, waitlisted: 0, rejected: 0 }

function classOf(requests: number, more: Partial<ClassSummary> = {}): ClassSummary {
  return { requests, firstOutcomes: NO_ANSWERS, refusedByCode: {}, finalStatuses: {}, gaveUp: 0, ...more }
}

/** A day of these classes; the totals follow from them. */
function dayOf(byClass: Readonly<Record<string, ClassSummary>>, more: Partial<RunFacts> = {}): RunFacts {
  const classes = Object.values(byClass)
  const statuses = classes.flatMap(({ finalStatuses }) => Object.entries(finalStatuses))
  const finalStatuses: Record<string, number> = {}
  for (const [status, count] of statuses) finalStatuses[status] = (finalStatuses[status] ?? 0) + count
  const requests = classes.reduce((sum, each) => sum + each.requests, 0)
  const tokens = classes.reduce((sum, each) => sum + each.gaveUp, 0)
  return { ...empty, byClass, requests, finalStatuses, gaveUp: { tokens, bumped: 0 }, ...more }
}

const named = (findings: readonly { readonly name: string }[]): string[] => findings.map(({ name }) => name)

/** The sentence and the figure of one finding of a day. */
function told(day: RunFacts, name: string): readonly [sentence: string, figure: string] {
  const finding = findingsOfDay(day).find((each) => each.name === name)!
  return [finding.sentence, finding.values[0]!.text]
}

function toldOf(days: readonly RunFacts[], name: string): string | undefined {
  return findingsOfComparison(days).find((each) => each.name === name)?.sentence
}

describe('a share', () => {
  it.each([
    [0, 9, '0 %'],
    [1, 300, 'under 1 %'],
    [3, 7, '43 %'],
    [299, 300, 'over 99 %'],
    [9, 9, '100 %'],
    [0, 0, '0 %'],
  ])('of %i of %i is %s', (count, of, text) => {
    expect(shareOf(count, of)).toBe(text)
  })
})

describe('the findings of a day', () => {
  it('are none if nobody comes', () => {
    expect(findingsOfDay(empty)).toEqual([])
  })

  it('put a violation first, and are at most six', () => {
    const emergency = classOf(10, { refusedByCode: { 'slot-full': 4 }, finalStatuses: { completed: 4, 'no-show': 2 } })
    const day = dayOf(
      { emergency },
      {
        violations: 2,
        bumpedTokens: { completed: 3 },
        overtimeMinutes: 90,
        waits: { emergency: { patients: 9, median: 20, ninetieth: 30 } },
      },
    )
    expect(named(findingsOfDay(day))).toEqual(['violations', 'emergencies', 'reached', 'turned-away', 'bumped', 'wait'])
  })

  it('tell how emergencies were turned away, or that they were not', () => {
    const day = dayOf({
      emergency: classOf(7, { refusedByCode: { 'slot-full': 2, 'duplicate-token': 1 }, finalStatuses: { dropped: 1 } }),
    })
    expect(told(day, 'emergencies')).toEqual([
      '3 of 7 emergencies were turned away: 2 refused at once and 1 after waiting in vain or losing a seat.',
      '43 %',
    ])
    const safe = dayOf({ emergency: classOf(7, { finalStatuses: { completed: 7 } }) })
    expect(told(safe, 'emergencies')).toEqual(['None of 7 emergencies ended without a seat.', '0 %'])
  })

  it('count patients who gave up waiting, and name the class that was hit hardest', () => {
    const day = dayOf({
      online: classOf(30, { finalStatuses: { completed: 29, dropped: 1 } }),
      'walk-in': classOf(10, { finalStatuses: { completed: 4, cancelled: 6 }, gaveUp: 5 }),
    })
    expect(told(day, 'turned-away')).toEqual([
      '6 of 40 requests ended without a seat: 1 after waiting in vain or losing a seat and 5 cancelled while waiting for one. Hit hardest: walk-in patients, 5 of 10.',
      '15 %',
    ])
    const alike = dayOf({
      online: classOf(20, { finalStatuses: { dropped: 3 } }),
      paid: classOf(20, { finalStatuses: { dropped: 6 } }),
    })
    expect(told(alike, 'turned-away')[0]).toBe(
      '9 of 40 requests were turned away: 9 after waiting in vain or losing a seat.',
    )
    expect(told(dayOf({ online: classOf(1, { finalStatuses: { completed: 1 } }) }), 'turned-away')[0]).toBe(
      'Nobody was turned away.',
    )
  })

  it('tell what became of each patient who lost a seat', () => {
    const online = classOf(20, {
      finalStatuses: { completed: 12, 'no-show': 2, left: 1, cancelled: 3, dropped: 1 },
      gaveUp: 2,
    })
    const bumpedTokens = { completed: 4, 'no-show': 1, left: 1, cancelled: 3, dropped: 1 }
    const day = dayOf({ online }, { bumpedTokens, gaveUp: { tokens: 2, bumped: 2 } })
    expect(told(day, 'bumped')).toEqual([
      '10 patients lost a seat to a patient with higher priority; of these, 4 were seen all the same, 3 had another one but cancelled, did not come or left and 3 ended without a seat.',
      '10',
    ])
  })

  it('leave out waits of few patients, if a class has more', () => {
    const of = (patients: number, median: number) => ({ patients, median, ninetieth: median })
    const online = classOf(40, { finalStatuses: { completed: 40 } })
    expect(
      told(dayOf({ online }, { waits: { paid: of(4, 90), online: of(30, 25), 'walk-in': of(6, 5) } }), 'wait'),
    ).toEqual([
      'Online patients typically waited 25 minutes from check-in to the doctor, the longest of all classes; walk-in patients 5 minutes, the shortest.',
      '25 min',
    ])
    expect(told(dayOf({ online }, { waits: { online: of(3, 1) } }), 'wait')[0]).toBe(
      'Patients typically waited 1 minute from check-in to the doctor.',
    )
  })

  it.each([
    [60, 'Dr. Rao’s day went wrong: 60 of 110 patients were seen, 8 fewer than on an ordinary day (68 of 112).'],
    [
      73,
      'Dr. Rao’s day went wrong, and yet 73 of 110 patients were seen, no fewer than on an ordinary day (68 of 112).',
    ],
  ])('compare a day that goes wrong, on which %i are seen, with an ordinary one', (seen, sentence) => {
    const none = { movedWithin: 0, movedElsewhere: 0, toCall: 0, withoutSeat: 0, markedNoShow: 0, reinstated: 0 }
    const rest = { noShow: 0, left: 0, cancelled: 0, medianWait: 0, ninetiethWait: 0, lastVisitAt: null }
    const scenario = {
      name: 'leave',
      doctor: 'Dr. Rao',
      plans: [],
      asPlanned: { ...none, ...rest, patients: 112, seen: 68 },
      told: { ...none, ...rest, patients: 110, seen, movedElsewhere: 19, toCall: 1 },
    }
    expect(told(dayOf({ online: classOf(110) }, { scenario }), 'scenario')[0]).toBe(
      `${sentence} 19 were moved to a substitute. 1 lost their place and has to be called.`,
    )
  })
})

describe('the findings of a comparison', () => {
  const emergencies = (rules: string, refused: number): RunFacts => {
    const emergency = classOf(20, {
      refusedByCode: refused === 0 ? {} : { 'slot-full': refused },
      finalStatuses: { completed: 20 - refused },
    })
    return dayOf({ emergency }, { rules })
  }

  it('are none if nobody comes, or the rules make no notable difference', () => {
    expect(findingsOfComparison([empty, empty])).toEqual([])
    expect(findingsOfComparison([emergencies('a', 3), emergencies('b', 3)])).toEqual([])
    expect(findingsOfComparison([emergencies('a', 1), emergencies('b', 0)])).toEqual([])
  })

  it('tell the extremes, and name the others together if they are alike', () => {
    const days = [emergencies('a', 0), emergencies('b', 9), emergencies('c', 0), emergencies('d', 0)]
    expect(toldOf(days, 'emergencies')).toBe(
      'Under b 45 % of the emergencies (9 of 20) were turned away; under all others none.',
    )
    expect(toldOf(days, 'reached')).toBe(
      'Under b 11 of 20 requests ended with a visit to the doctor; under all others 20.',
    )
    const three = [emergencies('a', 0), emergencies('b', 9), emergencies('c', 4)]
    expect(toldOf(three, 'turned-away')).toBe('Under b 9 requests were turned away; under a none.')
    expect(findingsOfComparison(three)[0]!.values.map(({ text }) => text)).toEqual(['0 %', '45 %', '20 %'])
  })

  it('do not say that patients were turned away who gave up waiting', () => {
    const gaveUp = dayOf(
      { emergency: classOf(20, { finalStatuses: { completed: 10, cancelled: 10 }, gaveUp: 10 }) },
      { rules: 'w' },
    )
    expect(toldOf([gaveUp, emergencies('b', 2)], 'emergencies')).toBe(
      'Under w 50 % of the emergencies (10 of 20) ended without a seat; under b 10 %.',
    )
  })

  it('compare waits of the class whose wait depends most on the rules, from 10 minutes on', () => {
    const day = (rules: string, paid: number, online: number): RunFacts => {
      const waits = {
        paid: { patients: 9, median: paid, ninetieth: paid },
        online: { patients: 9, median: online, ninetieth: online },
      }
      return { ...emergencies(rules, 0), waits }
    }
    expect(named(findingsOfComparison([day('a', 5, 10), day('b', 9, 19)]))).toEqual([])
    expect(toldOf([day('a', 5, 10), day('b', 9, 20)], 'wait:online')).toBe(
      'Under b online patients typically waited 20 minutes for the doctor; under a 10 minutes.',
    )
  })
})

describe('patients who gave up waiting', () => {
  const at = '"at":"2026-01-29T09:00:00+05:30"'
  const book = (tokenId: string, source: string): string =>
    `{${at},"op":"book","tokenId":"${tokenId}","patientId":"p-${tokenId}","doctorId":"dr-x","date":"2026-01-30","source":"${source}"}`
  const cancel = (tokenId: string): string => `{${at},"op":"cancel","tokenId":"${tokenId}"}`
  const file = [
    '{"op":"facility","timeZone":"Asia/Kolkata","rules":"waitlistWithEmergencyBump"}',
    `{${at},"op":"registerDoctor","id":"dr-x","name":"Dr. X"}`,
    `{${at},"op":"openSession","doctorId":"dr-x","date":"2026-01-30","slots":[{"start":"09:00","end":"10:00","capacity":1}]}`,
    ...[book('seated', 'online'), book('waiting', 'paid'), book('urgent', 'emergency')],
    ...[cancel('waiting'), cancel('seated'), cancel('urgent')],
  ].join('\n')

  it('are those who cancelled without a seat', async () => {
    await withFile('in.jsonl', file, async (path) => {
      const { finalStatuses, gaveUp, byClass } = await summaryOf('--input', path)
      expect(finalStatuses.cancelled).toBe(3)
      // The emergency had a seat; the online patient lost one to it.
      expect(gaveUp).toEqual({ tokens: 2, bumped: 1 })
      expect(Object.entries(byClass).map(([source, each]) => [source, each.gaveUp])).toEqual([
        ['emergency', 0],
        ['paid', 1],
        ['online', 1],
      ])
    })
  })

  it('are few or many, as the rules let patients wait', async () => {
    const { out } = await runSimulation(['--compare', 'waitlistWithEmergencyBump,bumpAndCascade', '--json'])
    const [waiting, refusing] = JSON.parse(out) as [RunFacts, RunFacts]
    expect(waiting.gaveUp.tokens).toBeGreaterThan(10)
    expect(waiting.gaveUp.tokens).toBeLessThan(waiting.finalStatuses.cancelled!)
    expect(total(Object.fromEntries(Object.entries(waiting.byClass).map(([name, each]) => [name, each.gaveUp])))).toBe(
      waiting.gaveUp.tokens,
    )
    expect(refusing.gaveUp).toEqual({ tokens: 0, bumped: 0 })
  })
})
