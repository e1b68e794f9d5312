import { readFileSync } from 'node:fs'
import type { OpdEvent } from 'opd-scheduler'
import { presets } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MIDNIGHT, MINUTE, TIME_ZONE } from '../../examples/day-simulation/src/day/clinic'
import { clinicDay } from '../../examples/day-simulation/src/day/clinic-day'
import { absencesOf, demandOf, type Patient, requestsFor } from '../../examples/day-simulation/src/day/demand'
import { exponential, lognormal, normal } from '../../examples/day-simulation/src/day/distributions'
import { Random } from '../../examples/day-simulation/src/day/random'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import { USAGE } from '../../examples/day-simulation/src/options/usage'
import { run } from '../../examples/day-simulation/src/run/run'
import { checked, readScenario, readyClinics } from '../../examples/day-simulation/src/scenario/read-scenario'
import type { Scenario } from '../../examples/day-simulation/src/scenario/scenario'
import { doctorsIn, settingOf } from '../../examples/day-simulation/src/scenario/setting-of'
import { runSimulation, summaryOf, withFile } from './run-simulation'

const READY = await readyClinics()
const schema = JSON.parse(
  readFileSync(new URL('../../examples/day-simulation/scenarios/schema.json', import.meta.url), 'utf8'),
)

const small: Scenario = {
  name: 'Test',
  load: 1,
  slots: { hours: [9, 10, 11], seatsPerRoom: 6, wanted: [1, 2, 1] },
  doctors: [{ name: 'Rao', minutesPerVisit: 8 }],
  visits: { distribution: 'fixed', meanMinutes: 8 },
  punctuality: { meanMinutesEarly: 12, sdMinutes: 9 },
  noShows: [
    { fromDays: 0, percent: 0 },
    { fromDays: 5, percent: 50 },
  ],
  classes: [
    { source: 'online', percent: 70, leadDays: [0, 10] },
    {
      source: 'walk-in',
      percent: 30,
      byHour: [
        { hour: 9, weight: 1 },
        { hour: 11, weight: 3 },
      ],
    },
  ],
  conduct: { comesLate: 0, phones: 0, reschedules: 0 },
}

function patientsOf(scenario: Scenario, count: number, seed = 1): Patient[] {
  return demandOf(count, doctorsIn(scenario), new Random(seed), settingOf(scenario))
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length
}

function deviation(numbers: readonly number[]): number {
  const middle = mean(numbers)
  return Math.sqrt(mean(numbers.map((each) => (each - middle) ** 2)))
}

/** The whole day of a clinic: what was logged, and when the doctors were not there. */
async function dayOf(scenario: Scenario, seed: number) {
  const doctors = doctorsIn(await checked('the clinic', scenario))
  const setting = settingOf(scenario)
  const random = new Random(seed)
  const rooms = doctors.reduce((sum, doctor) => sum + (doctor.rooms ?? 1), 0)
  const patients = demandOf(requestsFor(scenario.load, rooms, setting), doctors, random, setting)
  const absences = absencesOf(doctors, random, setting)
  const script = clinicDay(doctors, patients, true, undefined, setting, absences)
  const outcome = await run({ timeZone: TIME_ZONE, rules: presets.standard(), script })
  const log = (await outcome.desk.store.read(0, 100_000)).map(({ event }) => event)
  const called = log.filter((event): event is OpdEvent & { type: 'token.called' } => event.type === 'token.called')
  return { outcome, absences, called }
}

describe('the numbers drawn', () => {
  const draw = (one: (random: Random) => number): number[] => {
    const random = new Random(11)
    return Array.from({ length: 200_000 }, () => one(random))
  }

  it('have the mean and spread that were asked for', () => {
    const visits = draw((random) => lognormal(random, 15.1, 1.07))
    expect(mean(visits)).toBeGreaterThan(14.9)
    expect(mean(visits)).toBeLessThan(15.3)
    expect(deviation(visits) / mean(visits)).toBeCloseTo(1.07, 1)
    // The median of a lognormal is its mean through √(1 + cv²): the shape, not only the moments.
    expect(visits.toSorted((a, b) => a - b)[100_000]).toBeCloseTo(15.1 / Math.sqrt(1 + 1.07 ** 2), 0)
    const gaps = draw((random) => exponential(random, 4))
    expect(mean(gaps)).toBeCloseTo(4, 1)
    expect(gaps.filter((gap) => gap > 4).length / gaps.length).toBeCloseTo(Math.exp(-1), 2)
    const early = draw((random) => normal(random, 15, 20))
    expect(mean(early)).toBeCloseTo(15, 0)
    expect(deviation(early)).toBeCloseTo(20, 0)
    expect(early.filter((minutes) => minutes < -5).length / early.length).toBeCloseTo(0.1587, 2)
  })
})

describe('a clinic from a file', () => {
  it('has visits of the lengths that it says, for all doctors or for one', () => {
    const scenario: Scenario = {
      ...small,
      doctors: [
        { name: 'Rao', minutesPerVisit: 8 },
        { name: 'Sen', minutesPerVisit: 8, visits: { distribution: 'exponential', meanMinutes: 20 } },
      ],
    }
    const patients = patientsOf(scenario, 20_000)
    const minutes = (id: string): number[] =>
      patients.flatMap(({ doctor, visitMs }) => (doctor.id === id ? [visitMs / MINUTE] : []))
    expect(new Set(minutes('dr-rao'))).toEqual(new Set([8]))
    expect(mean(minutes('dr-sen'))).toBeCloseTo(20, 0)
    expect(deviation(minutes('dr-sen'))).toBeCloseTo(20, 0)
  })

  it('has patients as punctual and as faithful as it says, and walk-ins in their hours', () => {
    const patients = patientsOf(small, 20_000)
    const early = patients.map(({ earlyMs }) => earlyMs / MINUTE)
    expect(mean(early)).toBeCloseTo(12, 0)
    expect(deviation(early)).toBeCloseTo(9, 0)
    const online = patients.filter(({ source }) => source === 'online')
    const [late, soon] = [
      online.filter(({ bookedAt }) => bookedAt < MIDNIGHT - 4 * DAY),
      online.filter(({ bookedAt }) => bookedAt >= MIDNIGHT - 4 * DAY),
    ]
    expect(late.filter(({ comes }) => !comes).length / late.length).toBeCloseTo(0.5, 1)
    expect(soon.filter(({ comes }) => !comes)).toEqual([])
    const hours = patients.flatMap(({ source, bookedAt }) =>
      source === 'walk-in' ? [Math.floor((bookedAt - MIDNIGHT) / HOUR)] : [],
    )
    expect(new Set(hours)).toEqual(new Set([9, 11]))
    expect(hours.filter((hour) => hour === 9).length / hours.length).toBeCloseTo(0.25, 1)
    expect(hours.length / patients.length).toBeCloseTo(0.3, 1)
  })

  it('has doctors who are late and take breaks, and nobody is called then', async () => {
    const doctor = { name: 'Rao', minutesPerVisit: 8, rooms: 2 }
    const late = { meanMinutes: 25, sdMinutes: 5 }
    const breaks = [{ from: '10:30', to: '10:50' }]
    const usual = await dayOf({ ...small, load: 2, doctors: [doctor] }, 5)
    const { called, absences, outcome } = await dayOf({ ...small, load: 2, doctors: [{ ...doctor, late, breaks }] }, 5)
    expect(outcome.violations).toEqual([])
    const [[, begins], [from, to]] = absences.get('dr-rao') as [[number, number], [number, number]]
    expect(begins).toBeGreaterThan(MIDNIGHT + 9 * HOUR + 5 * MINUTE)
    expect([from, to]).toEqual([MIDNIGHT + 10.5 * HOUR, MIDNIGHT + 10.5 * HOUR + 20 * MINUTE])
    const during = (events: typeof called): number =>
      events.filter(({ at }) => at < begins || (from <= at && at < to)).length
    expect(during(called)).toBe(0)
    expect(during(usual.called)).toBeGreaterThan(3)
    // Both rooms are used at once, and somebody is called as soon as the doctor is there.
    expect(called.filter(({ at }) => at === begins).map(({ room }) => room)).toEqual(['1', '2'])
    expect(called.some(({ at }) => at === to)).toBe(true)
  })

  it('has the same patients and absences under all rules', async () => {
    const scenario = await readScenario('.', 'busy-public-hospital')
    const draw = () => {
      const random = new Random(3)
      const patients = demandOf(500, doctorsIn(scenario), random, settingOf(scenario))
      return { patients, absences: [...absencesOf(doctorsIn(scenario), random, settingOf(scenario))] }
    }
    expect(draw()).toEqual(draw())
    const compared = JSON.parse(
      (await runSimulation(['--clinic', 'small-opd', '--compare', 'standard,bumpAndCascade', '--json'])).out,
    )
    expect(compared[0].requests).toBe(compared[1].requests)
    expect(compared[0].digest).not.toBe(compared[1].digest)
  })

  it('is found by its path, and --load and --rules change it', async () => {
    await withFile('clinic.json', JSON.stringify(small), async (path) => {
      const usual = await summaryOf('--clinic', path)
      expect(usual).toMatchObject({ requests: 18, rules: 'standard', violations: 0 })
      expect(await summaryOf('--clinic', path, '--load', '2', '--rules', 'privateClinic')).toMatchObject({
        requests: 36,
        rules: 'privateClinic',
      })
      const { out } = await runSimulation(['--clinic', path])
      expect(out).toContain('Test, Friday 30 January 2026, 1 doctor, rules standard')
      expect(out).toContain('18 requests for 18 seats (100 %), seed 21')
    })
  })
})

describe('the ready clinics', () => {
  it('are named by --help', () => {
    expect(READY).toEqual(['busy-public-hospital', 'emergency-surge', 'private-clinic', 'small-opd'])
    for (const name of READY) expect(USAGE).toContain(name)
  })

  it.each(READY)('%s says where its figures are from, and its day holds the invariants', async (name) => {
    const scenario = await readScenario('.', name)
    const parts = Object.keys(scenario).filter(
      (part) => !['$schema', 'name', 'about', 'rules', 'sources'].includes(part),
    )
    expect(Object.keys(scenario.sources ?? {}).sort()).toEqual(parts.sort())
    const summary = await summaryOf('--clinic', name)
    expect(summary).toMatchObject({ rules: scenario.rules, violations: 0 })
    expect(summary.room.consultations).toBeGreaterThan(10)
    expect(summary.digest).toBe((await summaryOf('--clinic', name)).digest)
  })

  it('are as busy and as urgent as they are called', async () => {
    const [busy, surge] = await Promise.all(
      ['busy-public-hospital', 'emergency-surge'].map((name) => readScenario('.', name)),
    )
    const share = ({ classes }: Scenario): number => classes.find(({ source }) => source === 'emergency')!.percent
    expect([busy!.load, share(surge!), surge!.surge]).toEqual([1.4, 25, 14])
    const crowded = await summaryOf('--clinic', 'emergency-surge')
    expect(crowded.requests).toBe(Math.round(1.2 * 84) + 14)
    expect(crowded.bumps).toBeGreaterThanOrEqual(5)
    expect((await summaryOf('--clinic', 'emergency-surge', '--surge', '0')).bumps).toBe(0)
    const summary = await summaryOf('--clinic', 'busy-public-hospital')
    expect(
      summary.requests / Object.values(summary.byDoctor).reduce((sum, { capacity }) => sum + capacity, 0),
    ).toBeCloseTo(1.4, 2)
  })
})

describe('the schema', () => {
  it('names all presets, and has no keyword that the program would overlook', () => {
    expect(schema.properties.rules.enum).toEqual(PRESET_NAMES)
    const known = ['$schema', '$defs', '$ref', 'title', 'description', 'type', 'enum', 'properties', 'required']
    known.push('additionalProperties', 'items', 'minItems', 'maxItems', 'minimum', 'maximum', 'minLength', 'pattern')
    const used = new Set<string>()
    const walk = (each: Record<string, unknown>): void => {
      for (const [keyword, value] of Object.entries(each)) {
        used.add(keyword)
        if (keyword === 'properties' || keyword === '$defs') Object.values(value as object).forEach(walk)
        else if (keyword === 'items' || (keyword === 'additionalProperties' && value !== false))
          walk(value as typeof each)
      }
    }
    walk(schema)
    expect([...used].filter((keyword) => !known.includes(keyword))).toEqual([])
    expect(used.size).toBeGreaterThan(12)
  })

  const without = (name: keyof Scenario): unknown => ({ ...small, [name]: undefined })
  it.each<[unknown, string]>([
    [[], 'The file is []. Give an object'],
    [without('visits'), 'visits is missing.'],
    [{ ...small, weather: 2 }, 'There is no weather. Give $schema, name,'],
    [{ ...small, lod: 2 }, 'There is no lod. Maybe load.'],
    [{ ...small, load: '1' }, 'load is "1". Give a number from 0 to 20: booking requests per seat.'],
    [{ ...small, rules: 'standrd' }, 'rules is "standrd". Give one of standard, publicHospital,'],
    [
      { ...small, doctors: [{ name: 'Rao', minutesPerVisit: 0 }] },
      'doctors[0].minutesPerVisit is 0. Give a number from 1 to 120: the planned length of a visit',
    ],
    [{ ...small, doctors: [] }, 'doctors is []. Give a list of 1 or more.'],
    [
      { ...small, doctors: [{ name: 'Ráo', minutesPerVisit: 8 }] },
      'doctors[0].name is "Ráo". Give a text: a name such',
    ],
    [{ ...small, doctors: [small.doctors[0], small.doctors[0]] }, 'Two doctors have the same name.'],
    [
      { ...small, doctors: [{ ...small.doctors[0], breaks: [{ from: '11:00', to: '10:00' }] }] },
      'doctors[0].breaks[0] ends at 10:00, before it begins at 11:00.',
    ],
    [{ ...small, doctors: [{ ...small.doctors[0], breaks: [{ from: '9', to: '10:00' }] }] }, 'breaks[0].from is "9".'],
    [{ ...small, visits: { distribution: 'lognormal', meanMinutes: 8 } }, 'visits.cv is missing.'],
    [{ ...small, visits: { distribution: 'fixed', meanMinutes: 8, cv: 1 } }, 'visits.cv belongs to lognormal.'],
    [{ ...small, slots: { ...small.slots, wanted: [1] } }, 'slots.wanted has 1 weights for 3 hours.'],
    [{ ...small, slots: { ...small.slots, wanted: [0, 0, 0] } }, 'slots.wanted has no weight above 0.'],
    [
      { ...small, slots: { ...small.slots, hours: [9, 9, 10] } },
      'slots.hours are not in order, or name an hour twice.',
    ],
    [{ ...small, noShows: [{ fromDays: 2, percent: 5 }] }, 'noShows do not begin with fromDays 0'],
    [{ ...small, classes: [small.classes[0]] }, 'The percentages of classes add up to 70. Give 100.'],
    [{ ...small, classes: [{ source: 'walk-in', percent: 100 }] }, 'classes[0].byHour is missing: walk-in needs it.'],
    [
      { ...small, classes: [{ source: 'online', percent: 100, byHour: [{ hour: 9, weight: 1 }] }] },
      'classes[0].byHour is not for online. Give leadDays only.',
    ],
    [
      { ...small, classes: [{ source: 'walk-in', percent: 100, byHour: [{ hour: 12, weight: 1 }] }] },
      'classes[0].byHour has 12, after the last slot, which starts at 11.',
    ],
    [{ ...small, classes: [{ ...small.classes[0], leadDays: [3, 1] }] }, 'leadDays are quantiles. Give them in order.'],
    [{ ...small, sources: { weather: 'guess' } }, "sources names 'weather', which is no part of the file."],
    [
      { name: 'Test' },
      'load is missing. slots is missing. doctors is missing. visits is missing. punctuality is missing. And 2 more.',
    ],
  ])('says what is wrong (%#)', async (value, message) => {
    await withFile('clinic.json', JSON.stringify(value), async (path) => {
      const { code, out, err } = await runSimulation(['--clinic', path])
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(`--clinic '${path}' does not describe a clinic. `)
      expect(err).toContain(message)
    })
  })

  it('is not asked about what is no file', async () => {
    expect((await runSimulation(['--clinic', 'small-odp'])).err).toBe(
      "There is no clinic 'small-odp'. Maybe small-opd, or give a file, as in --clinic ./clinic.json.\n",
    )
    expect((await runSimulation(['--clinic', './none.json'])).err).toContain('cannot be read (ENOENT)')
    await withFile('clinic.json', '{', async (path) => {
      expect((await runSimulation(['--clinic', path])).err).toContain('is not JSON: ')
    })
  })

  it.each(['--doctors=2', '--input=a', '--scenario=late', '--days=2'])('is not mixed with %s', async (other) => {
    expect((await runSimulation(['--clinic', 'small-opd', other])).err).toMatch(/does not go with/)
  })
})
