import { readFileSync } from 'node:fs'
import type { CommandResult, Rules } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { clinic, PRESETS, SESSION } from '../scheduler/clinic'

/** What each patient does in the small clinic. The letter is the class, the digit tells patients of a class apart. */
const STEPS: readonly (readonly [
  patient: string,
  what: 'asks for 09:00' | 'asks for 10:00' | 'cancels' | 'does not come',
])[] = [
  ['W1', 'asks for 09:00'],
  ['O1', 'asks for 09:00'],
  ['W2', 'asks for 10:00'],
  ['P1', 'asks for 09:00'],
  ['E1', 'asks for 09:00'],
  ['E2', 'asks for 09:00'],
  ['E3', 'asks for 09:00'],
  ['E4', 'asks for 09:00'],
  ['O1', 'cancels'],
  ['E1', 'does not come'],
]

const SOURCES: Readonly<Record<string, string>> = {
  E: 'emergency',
  P: 'paid',
  F: 'follow-up',
  O: 'online',
  W: 'walk-in',
}

const INTRODUCTION = `# Presets

A preset is a plain function that returns [rules](rules.md): about twenty lines of wiring that nothing else depends on. Below the table, each
preset allocates the same small clinic: two slots of two seats, at 09:00 and at 10:00. E is an emergency, P a paying patient, O an
online booking, W a walk-in. Each line shows the answer to the patient and the place of every token afterwards, best first.

| preset | full slot, ordinary patient | full slot, emergency | bumped patient |
|---|---|---|---|
| \`standard()\` | next free slot, or waits | overflow seat, else bumps | next free seat, or waits |
| \`publicHospital()\` | vulnerable groups bump, others wait | overflow seat, else bumps | next free seat, or bumps, or waits; pulled forward later |
| \`privateClinic()\` | waits; a freed seat is offered | overflow seat, else bumps | next free seat, or waits |
| \`bumpByClass()\` | bumps a lower class, or waits | overflow seat, else bumps | next free seat, or bumps, or waits |
| \`bumpAndCascade()\` | bumps a lower class, or is refused | bumps | next slot, in turn; from the last: dropped |
| \`waitlistWithEmergencyBump()\` | waits | bumps | waits for the same slot |
| \`swapToOverflow()\` | waits | swaps | overflow queue of the slot |
| \`emergencyBypass()\` | refused | always seated, first in line | nobody is bumped |
| \`emergencyOverflow()\` | next free slot, or waits | two extra seats, else waits | nobody is bumped |

A test writes the rest of this page from what the presets do.
`

async function tableOf(rules: Rules): Promise<string> {
  const { opd, book, seats } = await clinic([2, 2], { rules })
  const ids = new Map<string, string>()
  const lines = ['| patient | step | answer | 09:00 | 10:00 | waiting | dropped |', '|---|---|---|---|---|---|---|']
  for (const [who, what] of STEPS) {
    const tokenId = ids.get(who) ?? 'never-issued'
    let result: CommandResult
    if (what === 'cancels') result = await opd.cancel({ tokenId })
    else if (what === 'does not come') result = await opd.noShow({ tokenId })
    else result = await book(who, SOURCES[who[0]!]!, what.slice(-5))
    if ('token' in result) ids.set(who, result.token.id)
    const answer = result.status === 'rejected' ? `refused: ${result.code}` : result.status
    const tokens = [...(await opd.session(SESSION))!.tokens].sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    const named = (status: string) => tokens.filter((token) => token.status === status).map((token) => token.patientId)
    const inOrder = async (start: string) => {
      const seated = await seats(start)
      return tokens.map((token) => token.patientId).filter((patient) => seated.includes(patient))
    }
    const cells = [await inOrder('09:00'), await inOrder('10:00'), named('waitlisted'), named('dropped')].map((each) =>
      each.join(' '),
    )
    lines.push(`| ${[who, what, answer, ...cells].join(' | ')} |`)
  }
  return lines.join('\n')
}

/** The sentences above the function in its file, without its example. */
function descriptionOf(name: string): string {
  const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const source = readFileSync(new URL(`../../src/presets/${file}.ts`, import.meta.url), 'utf8')
  const comment = /\/\*\*\n(.*?) \*\/\nexport function/s.exec(source)![1]!
  return comment
    .replace(/^ \* ?/gm, '')
    .replace(/@example.*/s, '')
    .trim()
}

describe('docs/presets.md', () => {
  it('says what each preset does to the same small clinic', async () => {
    const parts = [INTRODUCTION]
    for (const [name, preset] of Object.entries(PRESETS)) {
      parts.push(`## \`${name}()\`\n\n${descriptionOf(name)}\n\n${await tableOf(preset())}\n`)
    }
    await expect(parts.join('\n')).toMatchFileSnapshot('../../docs/presets.md')
  })
})
