import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChromium } from '../../../test/report/chromium'
import { openSample } from '../src/running/sample'
import type { Client, Json } from './client'
import { type Started, start, TIME_ZONE } from './start'

let server: Started
let client: Client
let browser: Browser

beforeAll(async () => {
  browser = await startChromium()
  server = await start({ patientIndex: 'own' })
  await openSample(server.scheduler, TIME_ZONE, server.time.now)
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

  it('the API page shows every operation, and its example booking works', async () => {
    const { page, wrong } = await open('/docs')
    await page.waitForSelector('.opblock')
    expect(await page.locator('.opblock').count()).toBe(client.operations.size)
    const operation = page.locator('#operations-Bookings-book')
    await operation.locator('.opblock-summary').click()
    const body = JSON.parse(await operation.locator('textarea').inputValue())
    // Each view needs its own patient, because a patient may book only once.
    body.patient.name = `Asha of ${viewport.width}`
    await operation.locator('textarea').fill(JSON.stringify(body))
    await operation.locator('button.execute').click()
    const answer = operation.locator('.live-responses-table .response')
    expect(await answer.locator('.response-col_status').textContent()).toContain('201')
    expect(await answer.textContent()).toContain('"confirmed"')
    expect(await excess(page)).toBe(0)
    expect(wrong).toEqual([])
    await page.close()
  })
})
