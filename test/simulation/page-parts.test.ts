import { describe, expect, it } from 'vitest'
import { PRESET_NAMES } from '../../examples/day-simulation/src/options/preset-name'
import { END_LOOKS } from '../../examples/day-simulation/src/page/fates'
import { glossary } from '../../examples/day-simulation/src/page/glossary'
import { breakable, madeBy, prose } from '../../examples/day-simulation/src/page/html'
import { timesThatFit } from '../../examples/day-simulation/src/page/labels'
import { wordsOfRules } from '../../examples/day-simulation/src/page/preset-words'
import { STYLE } from '../../examples/day-simulation/src/page/style'
import { DAY_TERMS } from '../../examples/day-simulation/src/page/terms'

const termsOf = (text: string): string[] =>
  [...glossary(DAY_TERMS, text).matchAll(/<dt>([^<]*)<\/dt>/g)].map((found) => found[1]!)

describe('the looks of outcomes', () => {
  it('are all different', () => {
    const looks = Object.values(END_LOOKS).map(({ colour, texture }) => `${colour} ${texture}`)
    expect(looks).toHaveLength(16)
    expect(new Set(looks).size).toBe(looks.length)
  })

  it.each([
    ['light', 0],
    ['dark', 1],
  ])('without a pattern differ in lightness on a %s page', (_name, scheme) => {
    const plain = Object.values(END_LOOKS).filter(({ texture }) => texture === undefined)
    const lightness = plain.map(({ colour }) => lightnessOf(STYLE, colour, scheme)).sort((a, b) => a - b)
    expect(plain.length).toBeGreaterThanOrEqual(5)
    for (const [index, each] of lightness.slice(1).entries()) expect(each - lightness[index]!).toBeGreaterThan(4)
  })
})

/** The lightness of a colour of the style sheet, from 0 to 100 (L* of CIELAB). */
function lightnessOf(style: string, colour: string, scheme: number): number {
  const value = [...style.matchAll(new RegExp(`[;{\\n]--${colour}:#([0-9a-f]{6})`, 'g'))][scheme]![1]!
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(value.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 116 * Math.cbrt(0.2126 * red + 0.7152 * green + 0.0722 * blue) - 16
}

describe('the glossary', () => {
  it('explains the words that occur, in the order of the alphabet', () => {
    expect(termsOf('<p>Promotions, a seat, and 3 no-shows.</p>')).toEqual(['no-show', 'promoted', 'seat'])
    expect(termsOf('<p class="slot seat">Nothing of it.</p>')).toEqual([])
    expect(glossary(DAY_TERMS, '<p>Nothing of it.</p>')).toBe('')
    const all = termsOf(
      'bumped called class check-in consultation dropped gave up waiting held left unseen median no-show offered overflow overtime preset promoted rank rescheduled seat slot standby token waiting list',
    )
    expect(all).toEqual([...all].sort())
    expect(all).toHaveLength(23)
  })
})

describe('the words of rules', () => {
  it.each(PRESET_NAMES)('describe %s without names of code', (name) => {
    expect(wordsOfRules(name)).toMatch(/^[A-Z].{60,}\.$/)
    expect(wordsOfRules(name)).not.toMatch(/[a-z][A-Z]|`/)
  })

  it('leave out standby if it is off', () => {
    expect(wordsOfRules('standard')).toContain('called if the doctor is free')
    expect(wordsOfRules('standard, no standby')).not.toContain('called if the doctor is free')
    expect(wordsOfRules('somebody’s own')).toBe('')
  })
})

describe('texts of the page', () => {
  it('keep a number with its percent sign, and break names of rules between words', () => {
    expect(prose('<43 % of 7')).toBe('&#60;43\u00a0% of 7')
    expect(breakable('bumpAndCascade<')).toBe('bump<wbr>And<wbr>Cascade&#60;')
  })

  it('give the command with its arguments as a shell reads them', () => {
    expect(madeBy([])).toContain('<code>npm run simulate</code>')
    expect(madeBy(['lab', '--load', '0.8..1.6/0.4'])).toContain(
      '<code>npm run simulate -- lab --load 0.8..1.6/0.4</code>',
    )
    expect(madeBy(['--clinic', "./Rao's <b>.json"])).toContain(
      ' --clinic &#39;./Rao&#39;\\&#39;&#39;s &#60;b&#62;.json&#39;</code>',
    )
  })

  it('shorten the times of slots to the space', () => {
    const hours = ['09:00', '10:00', '11:00', '12:00']
    expect(timesThatFit(hours, 60)).toEqual(hours)
    expect(timesThatFit(hours, 24)).toEqual(['09', '10', '11', '12'])
    expect(timesThatFit(['09:00', '09:20', '09:40', '10:00'], 24)).toEqual(['09:00', '', '09:40', ''])
  })
})
