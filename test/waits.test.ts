import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

// A test that sleeps is too short on a crowded machine and too long on any other, and one that measures time fails when the machine is
// busy. Tests wait for something with `until`, and assert in which order things happen.

const root = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['test', 'examples/express-server/test']

/** What waits for a time to pass, or reads a clock. */
const TIME =
  /\bset(?:Timeout|Interval)\(|\btimers\/promises|\bwaitForTimeout\(|\bvi\.waitFor\(|\bexpect\.poll\(|\bAbortSignal\.timeout\(|\bperformance\.now\(|\bhrtime\b|\bDate\.now\(/g

/** Files that may do so, and why. No test in them decides by a duration. */
const REASONS: Readonly<Record<string, string>> = {
  'examples/express-server/test/until.ts': 'waits for all others',
  'examples/express-server/test/storage.test.ts': 'compares the clock of the database with that of the machine',
  'test/consumers/http-desk.ts': 'books for tomorrow',
  'test/consumers/main.ts': 'prints how long each project took',
  'test/postgres/cluster.ts': 'lets connections that are closing close, before it stops a server at once',
  'test/proof/server/against.test.ts': 'sets the clock of the server to now',
  'test/proof/server/hospital.ts': 'books for a day that is to come',
  'test/proof/verify/verify.ts': 'searches for as many minutes as a person wants, and prints how long each round took',
  'test/scheduler/wrong-usage.test.ts': 'gives a time in the place of a clock',
  'test/support/brief.ts': 'says from time to time what runs',
  'test/support/watchdog.ts': 'ends a test that hangs',
}

/** The stress harness strikes with its faults in time, and a person may let it run for hours. */
const STRESS = 'test/proof/stress/'

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    join(folder, path.replaceAll('\\', '/')),
  ),
).filter((path) => /\.(ts|mjs)$/.test(path) && !path.startsWith(STRESS))

it('no test sleeps, or measures how long something takes', () => {
  expect(files.length).toBeGreaterThan(400)
  const found = files.flatMap((path) => {
    if (path in REASONS || path === 'test/waits.test.ts') return []
    return [...readFileSync(join(root, path), 'utf8').matchAll(TIME)].map(([what]) => `${path}: ${what}`)
  })
  expect(found).toEqual([])
})
