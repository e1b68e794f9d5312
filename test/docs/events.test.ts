import { readFileSync } from 'node:fs'
import { type EventMap, OpdScheduler } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { SESSION_FACTS, TOKEN_FACTS } from '../../src/core/fact'

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')

/** The compiler refuses a kind that no listener can ask for. */
const KINDS: readonly (keyof EventMap)[] = [
  '*',
  'doctor.registered',
  ...SESSION_FACTS,
  ...TOKEN_FACTS,
  'token.cascaded',
]

it('docs/events.md has every kind of event once', () => {
  const table = page.slice(page.indexOf('| type | meaning'), page.indexOf('A later version may have more kinds'))
  const listed = [...table.matchAll(/^\| `(.+?)` \|/gm)].map(([, kind]) => kind as keyof EventMap)
  expect(listed.toSorted()).toEqual(KINDS.toSorted())
  const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata' })
  for (const kind of listed) expect(() => opd.on(kind, () => {})).not.toThrow()
})
