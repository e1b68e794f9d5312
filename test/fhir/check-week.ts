import type { presets } from 'opd-scheduler'
import { expect } from 'vitest'
import { brokenRules, doubled } from './rules'
import { strangeTexts } from './strange-texts'
import { runWeek } from './week'

/** Runs a week and holds each of its resources to the rules of FHIR. Returns the number of resources. */
export async function checkWeek(preset: keyof typeof presets, load: number, seed: number): Promise<number> {
  const broken: string[] = []
  const strange: string[] = []
  let encounters = 0
  const week = await runWeek(preset, load, seed, ({ resource, release }) => {
    broken.push(...brokenRules(resource, release))
    if (resource.resourceType === 'Encounter') encounters++
    strange.push(...strangeTexts(resource))
  })
  const where = `${preset}, seed ${seed}`
  expect(broken.slice(0, 5), where).toEqual([])
  expect(strange.slice(0, 5), where).toEqual([])
  expect(doubled(week.appointments), where).toEqual([])
  const { statuses, ops } = week
  for (const status of ['pending', 'booked', 'checked-in', 'fulfilled', 'noshow', 'cancelled'])
    expect(statuses.get(status) ?? 0, `${status}, ${where}`).toBeGreaterThan(5)
  for (const op of ['delay', 'blockTime', 'reschedule', 'cancel'])
    expect(ops.get(op) ?? 0, `${op}, ${where}`).toBeGreaterThan(0)
  expect(encounters, where).toBeGreaterThan(100)
  expect(week.appointments.filter(({ extension }) => extension !== undefined).length, where).toBeGreaterThan(0)
  return week.resources
}
