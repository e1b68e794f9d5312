import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleOf } from '../src/running/sample'
import { keysOf, readKeys } from '../src/security/keys'
import { startChromium } from './chromium'
import type { Json } from './client'
import { type Started, start, TIME_ZONE } from './start'

const SECRET = 'desk-secret-0123456789abcdef'
const KEYS = readKeys(`desk=desk:${SECRET}`)

let server: Started
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  browser = await startChromium()
  server = await start({ keys: keysOf(() => KEYS), patientIndex: 'own' })
  await sampleOf(server.scheduler, TIME_ZONE, () => server.time.now, 'always')()
  // What a person does who types the key into the browser's dialog. It is sent only if the server's challenge asks for it.
  context = await browser.newContext({ httpCredentials: { username: 'anybody', password: SECRET } })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

it('the browser asks for the key, and opens the home page with it', async () => {
  const page = await context.newPage()
  const answer = await page.goto(`${server.url}/`)
  expect(answer!.status()).toBe(200)
  expect(await page.textContent('h1')).toBe('Outpatient tokens')
  await page.close()
  const stranger = await browser.newPage()
  expect((await stranger.goto(`${server.url}/`).catch(() => undefined))?.status()).not.toBe(200)
  await stranger.close()
})

it('the API page shows its operations, and its example booking works', async () => {
  const page = await context.newPage()
  await page.goto(`${server.url}/docs`)
  const operation = page.locator('#operations-Bookings-book')
  await operation.locator('.opblock-summary').click()
  await operation.locator('button.execute').click()
  await operation.locator('.live-responses-table .response .response-col_status', { hasText: '201' }).waitFor()
  await page.close()
})

it('a page of the server reads live events, and writes', async () => {
  const page = await context.newPage()
  await page.goto(`${server.url}/`)
  const seen = page.evaluate(`new Promise((resolve, reject) => {
    const events = new EventSource('api/v1/events?after=0')
    events.addEventListener('token.confirmed', ({ data }) => { events.close(); resolve(JSON.parse(data)) })
    events.onerror = () => reject(new Error('no stream'))
  })`)
  const body = JSON.stringify({
    doctorId: 'dr-shah',
    source: 'online',
    patient: { name: 'Om Iyer', phone: '9845011111' },
  })
  const written = await page.evaluate(`fetch('api/v1/tokens', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ${JSON.stringify(body)},
  }).then(({ status }) => status)`)
  expect(written).toBe(201)
  expect(((await seen) as Json).type).toBe('token.confirmed')
  await page.close()
})
