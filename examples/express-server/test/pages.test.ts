import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleOf } from '../src/running/sample'
import { startChromium } from './chromium'
import type { Client, Json } from './client'
import { type Started, start, TIME_ZONE } from './start'
import { until } from './until'

let server: Started
let client: Client
let browser: Browser

beforeAll(async () => {
  browser = await startChromium()
  server = await start({ patientIndex: 'own' })
  await sampleOf(server.scheduler, TIME_ZONE, () => server.time.now, 'always')()
  client = await server.client()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe.each([
  ['a desktop', { width: 1280, height: 900 }],
  ['a telephone', { width: 390, height: 844 }],
])('on %s', (_, viewport) => {
  /** Opens a page and collects its defects. */
  async function open(path: string): Promise<{ page: Page; wrong: string[] }> {
    const page = await browser.newPage({ viewport })
    const wrong: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => wrong.push(`script: ${error.message}`))
    page.on('requestfailed', (request) => wrong.push(`failed request: ${request.url()}`))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(`${server.url}/`) && !url.startsWith('data:')) wrong.push(`asks elsewhere: ${url}`)
    })
    await page.goto(server.url + path)
    return { page, wrong }
  }
  const excess = (page: Page) => page.evaluate('document.documentElement.scrollWidth - window.innerWidth')

  it('the home page has links that work', async () => {
    const { page, wrong } = await open('/')
    expect(await page.textContent('h1')).toBe('Outpatient tokens')
    const links = await page.locator('a').evaluateAll((all) => all.map((each) => (each as unknown as Json).href))
    expect(links).toContain(`${server.url}/docs`)
    for (const link of links) expect((await fetch(link)).status, link).toBe(200)
    expect(await excess(page)).toBe(0)
    expect(wrong).toEqual([])
    await page.close()
  })

  it('the API page works with a slash at the end, in the dark, and with tomorrow in its examples', async () => {
    const { page, wrong } = await open('/docs/')
    await page.waitForSelector('.opblock')
    expect(page.url()).toBe(`${server.url}/docs`)
    const isDark = () => page.evaluate("document.documentElement.classList.contains('dark-mode')")
    expect(await isDark()).toBe(false)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForSelector('html.dark-mode')
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(Math.max(...String(background).match(/\d+/g)!.slice(0, 3).map(Number))).toBeLessThan(80)
    const operation = page.locator('#operations-Bookings-book')
    await operation.locator('.opblock-summary').click()
    expect(JSON.parse(await operation.locator('textarea').inputValue()).date).toBe('2026-01-31')
    expect(wrong).toEqual([])
    await page.close()
  })

  it('the API page shows every operation, and its example booking works', async () => {
    const { page, wrong } = await open('/docs')
    // The webhook is shown too. The page shows one after the other.
    const shown = page.locator('.opblock')
    await until(
      'all operations',
      () => shown.count(),
      (count) => count > client.operations.size,
    )
    expect(await shown.count()).toBe(client.operations.size + 1)
    const operation = page.locator('#operations-Bookings-book')
    await operation.locator('.opblock-summary').click()
    const body = JSON.parse(await operation.locator('textarea').inputValue())
    // Each view needs its own patient, because a patient may book only once.
    body.patient.name = `Asha of ${viewport.width}`
    await operation.locator('textarea').fill(JSON.stringify(body))
    await operation.locator('button.execute').click()
    const answer = operation.locator('.live-responses-table .response')
    await answer.filter({ hasText: '"confirmed"' }).waitFor()
    expect(await answer.locator('.response-col_status').textContent()).toContain('201')
    expect(await excess(page)).toBe(0)
    expect(wrong).toEqual([])
    await page.close()
  })
})
