import { describe, expect, it } from 'vitest'
import type { RunFacts } from '../../examples/day-simulation/src/report/summary'
import { pageOf, type ReadPage } from './read-page'

/** A figure of a finding as the page holds it. */
interface Shown {
  readonly name: string
  readonly sentence: string
  /** By the name of the rules: the count, and what it is a part of. */
  readonly values: Readonly<Record<string, { readonly count: number; readonly of: number | undefined }>>
}

function findingsIn({ html }: ReadPage): Shown[] {
  return [...html.matchAll(/<li data-finding="([^"]*)">(.*?)<\/li>/gs)].map(([, name, item]) => ({
    name: name!,
    sentence: /<p>([^<]*)<\/p>/.exec(item!)![1]!,
    values: Object.fromEntries(
      [...item!.matchAll(/data-rules="([^"]*)" data-count="(\d+)"(?: data-of="(\d+)")?/g)].map(
        ([, rules, count, of]) => [rules!, { count: Number(count), of: of === undefined ? undefined : Number(of) }],
      ),
    ),
  }))
}

/** Emergencies that ended with neither a seat nor a visit. */
function emergenciesAway({ byClass }: RunFacts): { readonly count: number; readonly of: number } {
  const { requests, refusedByCode, finalStatuses, gaveUp } = byClass.emergency!
  const { 'duplicate-token': _, ...lacking } = refusedByCode
  const refused = Object.values(lacking).reduce((a, b) => a + b, 0)
  return { count: refused + gaveUp + (finalStatuses.dropped ?? 0) + (finalStatuses.waitlisted ?? 0), of: requests }
}

const finding = (page: ReadPage, name: string): Shown | undefined => findingsIn(page).find((each) => each.name === name)

describe('what the page says first', () => {
  it('are figures of the day, with a figure in each sentence', async () => {
    const page = await pageOf()
    const [facts] = page.data.runs as [RunFacts]
    const value = (name: string): { count: number; of: number | undefined } => finding(page, name)!.values.standard!
    expect(value('reached')).toEqual({ count: facts.finalStatuses.completed, of: facts.requests })
    expect(value('emergencies')).toEqual(emergenciesAway(facts))
    expect(value('no-shows')).toEqual({ count: facts.finalStatuses['no-show'], of: facts.requests })
    expect(value('bumped').count).toBe(Object.values(facts.bumpedTokens).reduce((a, b) => a + b, 0))
    expect(value('bumped').count).toBeGreaterThanOrEqual(5)
    expect(value('wait').count).toBe(facts.waits['walk-in']!.median)
    expect(finding(page, 'emergencies')!.sentence).toBe('None of 33 emergencies ended without a seat.')
    for (const { sentence } of findingsIn(page)) expect(sentence).toMatch(/\d/)
    expect(page.html.indexOf('id="findings"')).toBeLessThan(page.html.indexOf('<svg viewBox'))
  })

  it('says under which rules emergencies are turned away, and how many', async () => {
    const page = await pageOf('--compare', 'bumpAndCascade,waitlistWithEmergencyBump,emergencyOverflow')
    const [first] = findingsIn(page)
    expect(first!.name).toBe('emergencies')
    expect(first!.values).toEqual(Object.fromEntries(page.data.runs.map((run) => [run.rules, emergenciesAway(run)])))
    expect(first!.values.bumpAndCascade).toEqual({ count: 14, of: 33 })
    expect(first!.values.waitlistWithEmergencyBump!.count).toBe(1)
    expect(first!.sentence).toBe(
      'Under bumpAndCascade 42\u00a0% of the emergencies (14 of 33) ended without a seat; under emergencyOverflow none.',
    )
    for (const { values } of findingsIn(page)) expect(Object.keys(values)).toHaveLength(3)
  })

  it('says nothing that rules do not change', async () => {
    const page = await pageOf('--compare', 'standard,bumpByClass', '--patients', '20')
    expect(findingsIn(page)).toEqual([])
    expect(page.html).toContain('On this day the sets of rules made no notable difference.')
  })

  it('names the accident, and explains the words that it uses', async () => {
    const { html } = await pageOf('--surge', '3')
    expect(html).toContain('; 3 are emergencies from an accident in the hour before the first slot, all for Dr. Khan.')
    expect((await pageOf('--surge', '0')).html).not.toContain('accident')
    const terms = [...html.matchAll(/<dt>([^<]*)<\/dt>/g)].map(([, word]) => word)
    expect(terms).toEqual(expect.arrayContaining(['bumped', 'class', 'slot', 'no-show']))
  })

  it('looks different for each way in which a request can end', async () => {
    const { html } = await pageOf('--compare', 'bumpAndCascade,publicHospital', '--load', '2')
    const drawn = [...html.matchAll(/<(?:rect|path)[^>]* data-end="([^"]*)"[^>]*>/g)]
    const looks = new Map(drawn.map(([tag, end]) => [end!, /fill="([^"]*)"/.exec(tag)?.[1]]))
    expect(looks.size).toBeGreaterThanOrEqual(7)
    expect(new Set(looks.values()).size).toBe(looks.size)
  })
})
