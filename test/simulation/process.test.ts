import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { start } from './program'
import { DATA, withFile } from './run-simulation'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the program', () => {
  it('prints the day, the same twice with --json, and nothing on stderr if that is not a terminal', async () => {
    const [day, first, second] = await Promise.all([
      start([], root),
      start(['--seed', '7', '--json'], root),
      start(['--seed', '7', '--json'], root),
    ])
    for (const { code, err } of [day, first, second]) expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(day.out).toMatch(/^invariants hold$/m)
    expect(JSON.parse(second.out).digest).toBe(JSON.parse(first.out).digest)
  })

  it('prints nothing but JSON with --json, called as the README says', async () => {
    const readme = readFileSync(fileURLToPath(new URL('../README.md', `file://${DATA}/`)), 'utf8')
    const calls = readme.split('\n').filter((line) => /^npm run .*--json/.test(line))
    expect(calls).not.toEqual([])
    for (const call of calls) {
      const [, ...args] = call.replace(/ *(>|#).*/, '').split(' ')
      const { stdout } = await promisify(execFile)('npm', args, { cwd: root })
      expect(JSON.parse(stdout)).toMatchObject({ violations: 0 })
    }
  })

  it('finds files in the folder where the user typed the command, and fails for a malformed one', async () => {
    await withFile('bad.jsonl', '{"op":"facility","timeZone":"UTC"}\n{', async (path) => {
      const [good, bad] = await Promise.all([
        start(['--input', 'accident-day.jsonl', '--json'], DATA),
        start(['--input', path], root),
      ])
      expect(good.code).toBe(0)
      expect(JSON.parse(good.out)).toMatchObject({ requests: 22, violations: 0 })
      expect(bad).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^line 2: /) })
    })
  })
})
