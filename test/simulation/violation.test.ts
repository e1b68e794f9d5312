import { readFileSync } from 'node:fs'
import type { Violation } from 'opd-scheduler/testing'
import { describe, expect, it, vi } from 'vitest'
import { runSimulation, withFile } from './run-simulation'

vi.mock('opd-scheduler/testing', () => ({
  checkInvariants: (): Violation[] => [{ invariant: 1, message: '7 of 6 seats' }],
}))

describe('a violated invariant', () => {
  it('is listed once for each session, and the program fails', async () => {
    const { code, out } = await runSimulation([])
    expect(code).toBe(1)
    expect(out).not.toContain('invariants hold')
    expect(out).toMatch(/\n3 invariant violations\n/)
    for (const doctor of ['rao', 'iyer', 'khan']) {
      expect(out).toMatch(new RegExp(`\\n {2}20\\S+ dr-${doctor}\\.2026-01-30: 1: 7 of 6 seats\\n`))
    }
  })

  it('is listed for each compared preset, and on the page', async () => {
    await withFile('day.html', '', async (path) => {
      const { code, out } = await runSimulation(['--compare', 'standard,emergencyBypass', '--report', path])
      expect(code).toBe(1)
      expect(out).toMatch(/\n6 invariant violations\n {2}standard: 20/)
      expect(readFileSync(path, 'utf8').match(/<li>emergencyBypass: 20[^<]*: 1: 7 of 6 seats<\/li>/g)).toHaveLength(3)
    })
  })

  it('is counted and listed with --json', async () => {
    const { code, out } = await runSimulation(['--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ violations: 3, violationList: { length: 3 } })
  })
})
