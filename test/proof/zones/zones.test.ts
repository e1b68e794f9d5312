import { expect, it } from 'vitest'
import { InnerVitest } from '../../support/inner-vitest'

/** Tests of what depends on dates: timetables, sweeps, any doctor, rooms, one live token a day, rules by doctor, pages. */
const FILES = [
  'any-doctor',
  'due',
  'hospital-size',
  'one-live-a-day',
  'paging',
  'rooms',
  'rules-by-doctor',
  'timetable',
].map((name) => `test/scheduler/${name}.test.ts`)

/**
 * `npm test` runs them for a clinic in India. Here the clock of the clinic changes, by an hour or by half an hour, or its date is ahead
 * of the machine's or behind it. More pairs would show nothing else: `test/architecture.test.ts` sees that no code asks for the zone of
 * the machine, and `test/scheduler/timetable-zones.test.ts` changes that zone under one process.
 */
const PAIRS = [
  ['America/New_York', 'Pacific/Apia'],
  ['Australia/Lord_Howe', 'America/St_Johns'],
  ['Pacific/Apia', 'UTC'],
] as const

it.each(PAIRS)('a clinic in %s does the same on a machine in %s', async (clinic, machine) => {
  const vitest = await InnerVitest.start({ TZ: machine, CLINIC_ZONE: clinic })
  const { failed, passed } = await vitest.run(FILES)
  await vitest.close()
  expect(failed).toBeUndefined()
  expect(passed).toBeGreaterThan(100)
})
