import { existsSync, writeFileSync } from 'node:fs'
import { goldenDay } from './golden-day'

/**
 * Writes the log of the golden day once events have more fields or kinds: `tsx test/proof/replay/record-golden.ts schema-1-rooms`. Never
 * overwrites a log.
 */
const file = new URL(`golden/${process.argv[2]}.json`, import.meta.url)
if (process.argv[2] === undefined || existsSync(file)) throw new Error(`${file} exists already, or has no name`)
writeFileSync(file, `${JSON.stringify(await goldenDay(), null, 1)}\n`)
