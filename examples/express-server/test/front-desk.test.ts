import { presets } from 'opd-scheduler'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keysOf, readKeys } from '../src/security/keys'
import { startChromium } from './chromium'
import type { Client, Json } from './client'
import { clinicDay } from './clinic-day'
import { DATE, openDay, type Started, start } from './start'
import { until } from './until'

const SECRETS = {
  admin: 'admin-secret-0123456789abcdef',
  desk: 'desk-secret-0123456789abcdef',
  wall: 'wall-secret-0123456789abcdef',
  rao: 'rao-secret-0123456789abcdef0',
}
const KEYS = readKeys(
  `desk=desk:${SECRETS.desk}\nwall=display:${SECRETS.wall}\nrao=doctor@dr-rao:${SECRETS.rao}\nadmin=admin:${SECRETS.admin}`,
)

let server: Started
let client: Client
let tokens: Json[]
let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  browser = await startChromium()
  const day = await clinicDay(
    { keys: keysOf(() => KEYS), shareMs: 1000, rules: presets.bumpAndCascade() },
    SECRETS.admin,
  )
  ;({ server, client, tokens } = day)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens a page in a window of its own, as somebody who has typed this key. */
async function open(
  path: string,
  key?: keyof typeof SECRETS,
  prepare?: (page: Page) => Promise<unknown>,
): Promise<Page> {
  const httpCredentials = key === undefined ? undefined : { username: 'anybody', password: SECRETS[key] }
  const context = await browser.newContext({ ...(httpCredentials && { httpCredentials }), locale: 'en-GB' })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(`script: ${error.message}`))
  await prepare?.(page)
  await page.goto(server.url + path)
  return page
}
const wrong: string[] = []

/** A wall that reads the board only when it hears of an event: it does not poll, and turns no pages. */
const openWall = () => open('/wall', 'wall', (page) => page.addInitScript('window.setInterval = () => 0'))
/** Gives a page a clock of its own. The test moves it once it is stopped. */
const installClock = (page: Page) => page.clock.install({ time: 0 })
/** Stops the clock far ahead, and waits until the page has read its state again. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.pauseAt(3_600_000)
  await untilUpToDate(page)
}
/** The page may be in the pause before it asks again, which ends only if its clock goes on. */
async function untilUpToDate(page: Page): Promise<void> {
  await until('the page to be up to date', async () => {
    await page.clock.runFor(1_000)
    return page.locator('body:not(.stale)').count()
  })
}
const card = (page: Page, doctor: string) => page.locator('.doctor', { hasText: doctor })
const linkOf = async (tokenId: string) => (await client.call('getTokenLink', { params: { tokenId } })).body.path

describe('two windows', () => {
  it('an emergency is previewed at the desk, moves a patient, and is on the wall before its next poll', async () => {
    const [desk, wall] = [await open('/desk#dr-rao', 'desk'), await openWall()]
    await card(wall, 'Dr. Rao').getByText('3 waiting, 2 expected').waitFor()
    const phone = await open(await linkOf(tokens[12]!.id), undefined, installClock)
    await phone.getByText('booked for 10:00 to 11:00').waitFor()
    await stopClock(phone)

    await desk.getByRole('button', { name: /Emergency/ }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Gopal Krishna')
    await dialog.getByLabel('When').selectOption('10:00')
    await dialog.getByRole('button', { name: 'Show what would happen' }).click()
    await dialog.getByText('This would happen').waitFor()
    const plan = await dialog.locator('.plan').innerText()
    expect(plan).toContain('Token 007 gets a seat at 10:00.')
    expect(plan).toContain('005 Kavita Joshi: leaves 10:00, gets a seat at 11:00, because this booking is more urgent.')
    // Nothing has happened yet.
    expect((await client.call('getBoard')).body.doctors[1].expected).toBe(2)

    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await card(wall, 'Dr. Rao').getByText('3 waiting, 3 expected').waitFor()
    await desk.getByText('Token 007 is booked.').waitFor()
    // A telephone has no stream: it asks every ten seconds.
    await phone.clock.runFor(11_000)
    await phone.getByText('booked for 11:00 to 12:00').waitFor()
    await Promise.all([desk, wall, phone].map((page) => page.close()))
  })

  it('a called number is on the wall before its next poll, announced once, and gone when its patient has left', async () => {
    const [room, wall] = [await open('/doctor?room=7#dr-iyer', 'desk'), await openWall()]
    await card(wall, 'Dr. Iyer').getByText('1 waiting').waitFor()
    await wall.evaluate(`{
      window.said = []
      const alert = document.querySelector('#call')
      new MutationObserver(() => alert.textContent && said.push(alert.textContent)).observe(alert, { childList: true })
    }`)
    await room.getByRole('button', { name: 'Call next' }).waitFor()
    await room.keyboard.press('n')
    await card(wall, 'Dr. Iyer').getByText('Room 7, please').waitFor()
    // Other events follow, and the wall reads its board again and again.
    for (const id of [tokens[5]!.id, tokens[8]!.id]) await client.call('checkIn', { params: { tokenId: id }, body: {} })
    await card(wall, 'Dr. Iyer').getByText('2 waiting').waitFor()
    const said = () => wall.evaluate('said')
    expect(await said()).toEqual(['Token 001, please come to room 7, Dr. Iyer.'])
    expect(await wall.locator('#call').getAttribute('role')).toBe('alert')

    const gone = card(wall, 'Dr. Iyer').getByText('Room 7').waitFor({ state: 'detached' })
    await client.call('noShow', { params: { tokenId: tokens[2]!.id }, body: {} })
    await gone
    expect(await said()).toHaveLength(1)
    await Promise.all([room, wall].map((page) => page.close()))
  })

  it('leave is planned and carried out at the desk, and a delay; wall and telephone say so', async () => {
    const [desk, wall] = [await open('/desk#dr-shah', 'desk'), await openWall()]
    const phone = await open(await linkOf(tokens[10]!.id), undefined, installClock)
    await phone.getByText('booked for 10:00 to 11:00').waitFor()
    await stopClock(phone)
    const range = await phone.locator('#what').innerText()
    await desk.getByRole('button', { name: /Doctor is away/ }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.locator('[name=from]').selectOption('10:00')
    await dialog.locator('[name=to]').selectOption('11:00')
    await dialog.getByRole('button', { name: 'Show what would happen' }).click()
    await dialog.getByText('This would happen').waitFor()
    expect(await dialog.locator('.moves li').count()).toBe(3)
    expect(await dialog.locator('.plan').innerText()).toContain(
      'leaves 10:00, gets a seat at 11:00, because the doctor is away.',
    )
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await wall.locator('#doctors', { hasText: 'Away 10:00–11:00' }).waitFor()
    await desk.getByText('The leave is carried out.').waitFor()

    await desk.getByRole('button', { name: /Doctor is late/ }).click()
    await dialog.getByLabel('Minutes behind the plan').fill('25')
    await dialog.getByRole('button', { name: 'Show what would happen' }).click()
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await desk.getByText('The delay is known to all.').waitFor()
    await wall.locator('#doctors', { hasText: '25 min late' }).waitFor()
    await phone.clock.runFor(11_000)
    await phone.getByText('booked for 11:00 to 12:00').waitFor()
    await phone.getByText('25 minutes').waitFor()
    expect(await phone.locator('#what').innerText()).not.toBe(range)
    await Promise.all([desk, wall, phone].map((page) => page.close()))
  })

  it('a plan that has become stale is shown again, and not carried out', async () => {
    const desk = await open('/desk#dr-iyer', 'desk')
    await desk.getByRole('button', { name: /Book/ }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Tara Sen')
    await dialog.getByLabel('When').selectOption('11:00')
    await dialog.getByRole('button', { name: 'Show what would happen' }).click()
    await dialog.getByText('This would happen').waitFor()
    const body = { doctorId: 'dr-iyer', date: DATE, start: '11:00', source: 'online', patient: { name: 'Om Puri' } }
    await client.call('book', { body })
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await dialog.getByText('Something changed meanwhile.').waitFor()
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await desk.getByText('is booked.').waitFor()
    await desk.close()
  })
})

describe('a lost connection', () => {
  it('without events the wall says so, and polls', async () => {
    const context = await browser.newContext({ httpCredentials: { username: 'anybody', password: SECRETS.wall } })
    const wall = await context.newPage()
    await wall.route('**/api/v1/events*', (route) => route.abort())
    await installClock(wall)
    await wall.goto(`${server.url}/wall`)
    await wall.getByText('The connection is lost.').waitFor()
    await stopClock(wall)
    await client.call('checkIn', { params: { tokenId: tokens[14]!.id }, body: {} })
    await client.call('call', { params: { tokenId: tokens[14]!.id }, body: { room: '9' } })
    // More often than with a stream, which is every ten seconds.
    await wall.clock.runFor(4_000)
    await wall.getByText('Room 9, please').waitFor()
    await client.call('undo', { params: { tokenId: tokens[14]!.id }, body: {} })
    await context.close()
  })

  it('after 30 seconds without an answer the page is grey, and says how old it is, until the server is back', async () => {
    const context = await browser.newContext({ httpCredentials: { username: 'anybody', password: SECRETS.wall } })
    const wall = await context.newPage()
    await installClock(wall)
    await wall.goto(`${server.url}/wall`)
    await card(wall, 'Dr. Rao').waitFor()
    await stopClock(wall)
    expect(await wall.locator('body.stale').count()).toBe(0)
    await context.setOffline(true)
    await wall.clock.runFor(15_000)
    await wall.getByText('The connection is lost.').waitFor()
    expect(await wall.locator('body.stale').count()).toBe(0)
    await wall.clock.runFor(20_000)
    await wall.getByText(/No news for \d+ seconds/).waitFor()
    expect(await wall.locator('body.stale').count()).toBe(1)
    expect(Number(await wall.evaluate("getComputedStyle(document.querySelector('main')).opacity"))).toBeLessThan(0.6)
    await context.setOffline(false)
    await untilUpToDate(wall)
    await context.close()
  })
})

it('a whole visit goes with the keyboard alone', async () => {
  const desk = await open('/desk#dr-rao', 'desk')
  await desk.locator('#tokens table').first().waitFor()
  const press = async (...keys: string[]) => {
    for (const key of keys) await desk.keyboard.press(key)
  }
  await press('b')
  await desk.getByRole('dialog').waitFor()
  await desk.keyboard.type('Leela Nair')
  await press('Tab', 'Tab', 'Tab', 'ArrowDown', 'Tab', 'Tab', 'Enter')
  await desk.getByText('This would happen').waitFor()
  // The keyboard is on the button that confirms.
  await press('Enter')
  await desk.getByRole('dialog', { name: 'Slip' }).waitFor()
  await press('Escape')
  await desk.locator('dialog').waitFor({ state: 'detached' })
  await press('/')
  await desk.keyboard.type('Leela')
  expect(await desk.evaluate('document.activeElement.id')).toBe('find')
  // The booking reaches the list with the event, which may come after the last letter.
  await desk.locator('#tokens tbody tr', { hasText: 'Leela Nair' }).waitFor()
  await desk.locator('#tokens tbody', { hasText: 'Asha Verma' }).waitFor({ state: 'detached' })
  expect(await desk.locator('#tokens tbody tr').count()).toBe(1)
  // Enter leads to the first token that was found.
  await press('Enter', 'Enter')
  await desk.getByText(/Token \d+ is checked in\./).waitFor()
  await desk.close()

  const room = await open('/doctor', 'rao')
  const number = (id: string) => room.locator(`#${id} b`).innerText()
  await room.locator('#inside b', { hasText: '001' }).waitFor()
  await room.keyboard.press('c')
  await room.locator('#inside b', { hasText: 'Nobody' }).waitFor()
  await room.keyboard.press('n')
  await room.locator('#called b', { hasText: /\d/ }).waitFor()
  const called = await number('called')
  await room.keyboard.press('s')
  await room.locator('#inside b', { hasText: called }).waitFor()
  await room.keyboard.press('c')
  await room.locator('#inside b', { hasText: 'Nobody' }).waitFor()
  const { tokens: all } = (await client.call('getSession', { params: { sessionId: `dr-rao.${DATE}` } })).body
  expect(all.find((token: Json) => token.number === called)).toMatchObject({ status: 'completed' })
  await room.close()
})

it('the key of an administrator cancels a clinic, and lists the patients to be called', async () => {
  const desk = await open('/desk#dr-shah', 'admin')
  await desk.getByRole('button', { name: 'Cancel the clinic' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Show what would happen' }).click()
  await dialog.locator('.moves').waitFor()
  const losses = await dialog.locator('.moves .loss').allInnerTexts()
  expect(losses.length).toBeGreaterThan(2)
  for (const loss of losses)
    expect(loss).toMatch(/: leaves 11:00, loses the seat and must be called, because .*\. \+9198450/)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await desk.getByText('The clinic is cancelled.').first().waitFor()
  await desk.getByText(`To be called by telephone (${losses.length})`).waitFor()
  expect(await desk.locator('#to-call a[href^="tel:+9198450"]').count()).toBe(losses.length)
  // The list may be read just before the page has heard that the session is closed.
  await desk.locator('#book:disabled').waitFor()
  await desk.close()
})

it.each([
  ['the patient who is there', /^Meera Das, \+91/, 1],
  ['a new patient', 'Somebody else: a new patient', 2],
])('an ambiguous patient is chosen: %s', async (_, choice, people) => {
  const own = await clinicDay()
  const page = await browser.newPage({ locale: 'en-GB' })
  await page.goto(`${own.server.url}/desk#dr-rao`)
  await page.getByRole('button', { name: /^Book/ }).click()
  const form = page.getByRole('dialog').first()
  await form.getByLabel('Name').fill('Meera Das')
  await form.getByLabel('Telephone').fill('98450 10002')
  await form.getByLabel('Hospital number').fill('MRN-7')
  await form.getByRole('button', { name: 'Show what would happen' }).click()
  const who = page.getByRole('dialog', { name: 'Who is it?' })
  await who.getByRole('button', { name: choice }).click()
  await form.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Token 007 is booked.').waitFor()
  const { patients } = (await own.client.call('searchPatients', { body: { name: 'Meera' } })).body
  expect(patients).toHaveLength(people)
  await page.close()
  await own.server.stop()
})

it('a hospital with an index of its own books by its ids', async () => {
  const other = await start({ patientIndex: 'external' })
  await openDay(await other.client(), 'dr-rao')
  const page = await browser.newPage({ locale: 'en-GB' })
  await page.goto(`${other.url}/desk`)
  await page.getByRole('button', { name: /^Book/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Patient’s id in the hospital').fill('mrn-4711')
  await dialog.getByRole('button', { name: 'Show what would happen' }).click()
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Token 001 is booked.').waitFor()
  await page.locator('#tokens td', { hasText: 'mrn-4711' }).waitFor()
  await page.close()
  await other.stop()
})

describe('a key that may not', () => {
  it('is told so on the page', async () => {
    const desk = await open('/desk', 'wall')
    await desk.getByText("The role 'display' may not do this.").waitFor()
    await desk.close()
  })

  it('has no buttons for what its role may not do', async () => {
    const desk = await open('/desk', 'rao')
    await desk.locator('#tokens table').first().waitFor()
    expect(await desk.locator('#doctors li').count()).toBe(1)
    expect(await desk.locator('main .buttons button:visible:enabled').allInnerTexts()).toEqual([
      expect.stringMatching(/^Emergency/),
    ])
    await desk.close()
  })
})

it('no page had an error', () => {
  expect(wrong).toEqual([])
})
