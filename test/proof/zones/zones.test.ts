import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))

/** Tests of what depends on dates: timetables, sweeps, any doctor, rooms, one live token a day, rules by doctor, pages. */
const NAMES = [
  'any-doctor',
  'due',
  'hospital-size',
  'one-live-a-day',
  'paging',
  'rooms',
  'rules-by-doctor',
  'timetable',
]
const FILES = NAMES.map((name) => `test/scheduler/${name}.test.ts`)

const CLINICS = ['Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Europe/Berlin']
const MACHINES = ['UTC', 'America/St_Johns', 'Pacific/Apia']

describe.each(CLINICS)('a clinic in %s', (clinicZone) => {
  it.each(MACHINES)('does the same on a machine in %s', async (TZ) => {
    const { TEST_REPORT: _, ...env } = process.env
    const args = [
      vitest,
      'run',
      '--config',
      'test/vitest.config.ts',
      '--project',
      'pure',
      '--reporter',
      'json',
      ...FILES,
    ]
    const ran = promisify(execFile)(process.execPath, args, {
      cwd: root,
      env: { ...env, TZ, CLINIC_ZONE: clinicZone },
      maxBuffer: 50_000_000,
    }).catch((failed: { stdout: string }) => failed)
    const { stdout } = await ran
    const report = JSON.parse(stdout.slice(stdout.indexOf('{"')))
    const failures = report.testResults
      .flatMap((file: { assertionResults: unknown[] }) => file.assertionResults)
      .filter(({ status }: { status: string }) => status !== 'passed')
      .map(({ fullName }: { fullName: string }) => fullName)
    expect(failures).toEqual([])
    expect(report.success).toBe(true)
    expect(report.numPassedTests).toBeGreaterThan(100)
  })
})
