import { readdirSync, readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../src/api/schemas/event'
import { startChromium } from './chromium'
import type { Client, Json } from './client'
import { clinicDay } from './clinic-day'
import { DATE, openDay, type Started } from './start'

const PUBLIC = new URL('../public/', import.meta.url)

let server: Started
let client: Client
let tokens: Json[]
let browser: Browser

beforeAll(async () => {
  browser = await startChromium()
  ;({ server, client, tokens } = await clinicDay())
  const params = { sessionId: 'dr-shah.2026-01-30' }
  await client.call('delay', { params, body: { minutes: 25 } })
  await client.call('blockTime', { params, body: { from: '10:00', to: '12:00' } })
  await client.call('noShow', { params: { tokenId: tokens[5]!.id }, body: {} })
  await client.call('cancel', { params: { tokenId: tokens[8]!.id }, body: {} })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const VIEWS = {
  telephone: { viewport: { width: 390, height: 844 } },
  desktop: { viewport: { width: 1280, height: 900 } },
  wall: { viewport: { width: 1920, height: 1080 } },
}
const pathOf = async (name: string): Promise<string> =>
  name === 'my'
    ? (await client.call('getTokenLink', { params: { tokenId: tokens[12]!.id } })).body.path
    : `/${name}#dr-shah`

/** Opens a page, and collects what is wrong with it. */
async function open(name: string, options: Parameters<Browser['newPage']>[0], language = 'en') {
  const page = await browser.newPage({ locale: language, ...options })
  // The wall turns no page, and no page reads again while it is looked at.
  await page.addInitScript('window.setInterval = () => 0')
  const wrong: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => wrong.push(`script: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) wrong.push(`asks elsewhere: ${request.url()}`)
  })
  await page.goto(server.url + (await pathOf(name)))
  await page.locator('main:not([hidden]) >> visible=true').waitFor()
  await page
    .locator({ my: '#what', wall: '.next', desk: '#tokens table', doctor: '#present li' }[name]!)
    .first()
    .waitFor()
  return { page, wrong }
}

/** Checks a page with axe. Returns each violation with the elements concerned. */
async function violations(page: Page): Promise<string[]> {
  // The policy of the page lets no script be added to it; a debugger's evaluation is not bound by it.
  await page.evaluate(axe.source)
  const { violations: found } = (await page.evaluate('axe.run()')) as { violations: Json[] }
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }: Json) => html.slice(0, 150)).join(' | ')}`)
}

describe.each(Object.entries(VIEWS))('on a %s', (_, view) => {
  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each(['wall', 'desk', 'doctor', 'my'])(
      'the page %s has no violation of axe, no error, and nothing cut off',
      async (name) => {
        for (const language of ['en', 'hi']) {
          const { page, wrong } = await open(name, { ...view, colorScheme }, language)
          expect(await page.evaluate('document.documentElement.lang')).toBe(language)
          expect(await violations(page), language).toEqual([])
          expect(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            language,
          ).toBeLessThanOrEqual(0)
          // A text without a word in the catalogue would be seen as its key.
          expect(await page.evaluate('document.body.innerText')).not.toMatch(
            /\b(wall|desk|my|doctor|status|source|step|cause)\.[a-z]/,
          )
          expect(wrong).toEqual([])
          await page.close()
        }
      },
    )
  })
})

describe('the dialogs of the desk', () => {
  it.each([
    ['a booking', (page: Page) => page.keyboard.press('b')],
    ['a leave', (page: Page) => page.keyboard.press('a')],
    ['a delay', (page: Page) => page.keyboard.press('l')],
    [
      'a token',
      (page: Page) =>
        page
          .getByRole('button', { name: /^More: token/ })
          .first()
          .click(),
    ],
  ])('have no violation of axe: %s', async (_, act) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, wrong } = await open('desk', { ...VIEWS.desktop, colorScheme })
      await act(page)
      await page.getByRole('dialog').waitFor()
      expect(await violations(page)).toEqual([])
      // The keyboard is in the dialog.
      expect(await page.evaluate("document.activeElement.closest('dialog') !== null")).toBe(true)
      await page.keyboard.press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
      expect(wrong).toEqual([])
      await page.close()
    }
  })

  it('print the slip alone', async () => {
    const { page } = await open('desk', VIEWS.desktop)
    await page
      .getByRole('button', { name: /^More: token/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Slip' }).click()
    await page.locator('.slip svg').waitFor()
    expect(await violations(page)).toEqual([])
    await page.emulateMedia({ media: 'print' })
    const seen = await page.evaluate('document.body.innerText')
    expect(seen).toMatch(/^00\d\n/)
    expect(seen).not.toContain('Front desk')
    expect(seen).not.toContain('Print')
    await page.close()
  })
})

describe('the wall', () => {
  it('can be read from ten metres: numbers of at least five centimetres on a screen of 55 inches', async () => {
    const { page } = await open('wall', VIEWS.wall)
    // The screen is 121 cm wide. Digits are about 0.72 of their font's size.
    const size = Number.parseFloat(
      String(await page.evaluate("getComputedStyle(document.querySelector('.now b')).fontSize")),
    )
    expect((size * 0.72 * 121) / 1920).toBeGreaterThan(5)
    await page.close()
  })
})

describe('a busy wall', () => {
  it('shows six doctors at a time with all that there is to say, and nothing cut off', async () => {
    for (let n = 0; n < 5; n++) {
      const doctorId = `dr-many-${n}`
      const sessionId = `${doctorId}.${DATE}`
      await openDay(client, doctorId, [9, 9])
      await client.call('registerDoctor', { params: { doctorId }, body: { name: `Dr. Anand Krishnamurthy ${n}` } })
      for (let m = 0; m < 7; m++) {
        const patient = { name: `Patient ${n} ${m}` }
        const body = { doctorId, date: DATE, start: '09:00', source: 'online', patient }
        const { token } = (await client.call('book', { body })).body
        await client.call('checkIn', { params: { tokenId: token.id }, body: {} })
      }
      for (const room of ['1', '2']) await client.call('callNext', { params: { sessionId }, body: { room } })
      await client.call('blockTime', { params: { sessionId }, body: { from: '10:00' } })
      await client.call('delay', { params: { sessionId }, body: { minutes: 45 } })
    }
    for (const view of [VIEWS.wall, { viewport: { width: 1280, height: 720 } }]) {
      const { page } = await open('wall', view)
      await page.locator('.doctor', { hasText: 'Krishnamurthy' }).first().waitFor()
      expect(await page.locator('.doctor').count()).toBe(6)
      const cut = `[...document.querySelectorAll('.doctor, .doctor > *, .doctors')]
        .filter((each) => each.scrollHeight > each.clientHeight + 8 && each.clientHeight > 0)
        .map((each) => each.outerHTML.slice(0, 90))`
      expect(await page.evaluate(cut)).toEqual([])
      await page.close()
    }
  })
})

describe('the words of the pages', () => {
  const catalogues = readdirSync(new URL('words/', PUBLIC)).map((file) => {
    const words: Record<string, string> = JSON.parse(readFileSync(new URL(`words/${file}`, PUBLIC), 'utf8'))
    return { file, words }
  })
  const sources = [
    ...readdirSync(new URL('js/', PUBLIC)).map((file) => readFileSync(new URL(`js/${file}`, PUBLIC), 'utf8')),
    ...['wall', 'desk', 'doctor', 'my'].map((name) => readFileSync(new URL(`${name}.html`, PUBLIC), 'utf8')),
  ].join('\n')

  it('are the same in each language, with the same values', () => {
    const [first, ...others] = catalogues.map(({ words }) =>
      Object.entries(words)
        .map(([key, text]) => `${key} ${[...text.matchAll(/\{\w+\}/g)].flat().sort().join(' ')}`)
        .sort(),
    )
    expect(others).toHaveLength(1)
    for (const other of others) expect(other).toEqual(first)
    expect(catalogues.flatMap(({ words }) => Object.values(words)).filter((text) => text.trim() === '')).toEqual([])
  })

  it('are all that the pages ask for, and no more', () => {
    const known = Object.keys(catalogues[0]!.words)
    const asked = [
      ...sources.matchAll(
        /(?:\bt\(|data-word=|data-label=|data-title=|\? |: |\()['"]([a-z][a-z-]*(?:\.[a-z-]+)*)['"]/g,
      ),
    ].map(([, key]) => key!)
    // Keys that are put together, such as status.${status}.
    const prefixes = [...sources.matchAll(/t\(`([a-z.-]+)\$\{/g)].map(([, prefix]) => prefix!)
    const isAsked = (key: string) => asked.includes(key) || prefixes.some((prefix) => key.startsWith(prefix))
    expect(known.filter((key) => !isAsked(key))).toEqual([])
    const inTheFiles = [...sources.matchAll(/(?:\bt\(|data-word=|data-label=|data-title=)['"]([^'"]+)['"]/g)].map(
      ([, key]) => key!,
    )
    expect(inTheFiles.filter((key) => !known.includes(key))).toEqual([])
    expect(inTheFiles.length).toBeGreaterThan(80)
  })
})

it('the pages listen to every event by name', () => {
  const source = readFileSync(new URL('js/live.js', PUBLIC), 'utf8')
  const listed = [...source.matchAll(/^ {2}'([a-z.-]+)',$/gm)].map(([, name]) => name!)
  expect(listed.sort()).toEqual([...EVENT_TYPES, 'reset'].sort())
})
