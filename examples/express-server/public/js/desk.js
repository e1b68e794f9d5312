import { read } from './api.js'
import { openBooking } from './book.js'
import { openAway, openClosing, openDelay } from './day.js'
import { byId, clockOf, el, enable, fill, focusOn, say } from './dom.js'
import { keepLive, whoAmI } from './live.js'
import { causeText } from './moves.js'
import { meet, nameOf, phoneOf } from './people.js'
import { openSlip } from './slip.js'
import { carryOut, openToken, usualStep } from './token-dialog.js'
import { loadWords, t } from './words.js'

const OVER = ['completed', 'cancelled', 'no-show', 'dropped', 'expired', 'rescheduled', 'left']

await loadWords()
const me = await whoAmI()
const date = new URLSearchParams(location.search).get('date') ?? me.today

/** Whether the key may do the work of the desk. A doctor's may only book emergencies and carry out steps. */
const isDesk = me.role !== 'doctor'

/** What the page shows, and what the dialogs need. */
const desk = {
  /** Whether the server has the patients' names. */
  hasNames: me.patientIndex === 'own',
  /** @type {any} */ session: undefined,
  /** @type {any} */ doctor: undefined,
  /** Minutes by which the doctor is late. */
  late: 0,
  /** @type {Map<string, string>} */ numbers: new Map(),
  /** @param {string} text */
  changed(text) {
    say(byId('done'), text)
    refresh()
  },
  /** @param {any} token */
  async booked(token) {
    desk.changed(t(token.status === 'waitlisted' ? 'book.done-wait' : 'book.done', { number: token.number }))
    await meet([token.patientId])
    await openSlip(token, desk.doctor.name)
  },
}

let doctorId = location.hash.slice(1)
byId('date').textContent = date
for (const [id, open] of /** @type {const} */ ([
  ['book', () => openBooking(desk, false)],
  ['emergency', () => openBooking(desk, true)],
  ['delay', () => openDelay(desk)],
  ['away', () => openAway(desk, false)],
  ['back', () => openAway(desk, true)],
  ['close', () => openClosing(desk)],
]))
  byId(id).addEventListener('click', () => open())
byId('find').addEventListener('input', () => showTokens())
byId('find').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  // The same key must not press the button as well.
  event.preventDefault()
  focusOn(byId('tokens').querySelector('button'))
})
addEventListener('hashchange', () => {
  doctorId = location.hash.slice(1)
  refresh()
})
addEventListener('keydown', onKey)
const refresh = keepLive(show, `events?date=${date}`)

/** The keys of the page, unless the clerk is writing. @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {HTMLElement} */ (event.target)
  if (event.ctrlKey || event.altKey || event.metaKey || target.closest('input, select, textarea, dialog')) return
  const id = { b: 'book', e: 'emergency', l: 'delay', a: 'away', '/': 'find' }[event.key]
  if (id === undefined) return
  event.preventDefault()
  if (id === 'find') byId(id).focus()
  else byId(id).click()
}

async function show() {
  const board = await read(`board?date=${date}`)
  const rows = board.doctors.filter(({ status }) => status !== 'none')
  const row =
    rows.find(({ doctor }) => doctor.id === doctorId) ?? rows.find(({ status }) => status === 'open') ?? rows[0]
  byId('clock').textContent = clockOf(board.asOf)
  fill(byId('doctors'), ...rows.map((each) => doctorLink(each, each === row)))
  byId('nobody').hidden = rows.length > 0
  byId('session').hidden = row === undefined
  if (row === undefined) return
  const session = await read(`sessions/${row.sessionId}`)
  await meet(session.tokens.map(({ patientId }) => patientId))
  document.body.dataset.session = session.id
  const numbers = new Map(session.tokens.map(({ id, number }) => [id, number]))
  Object.assign(desk, { session, doctor: row.doctor, late: row.late, numbers })
  byId('name').textContent = row.doctor.name
  const isOpen = session.status === 'open'
  enable('emergency', isOpen)
  for (const id of ['book', 'delay', 'away']) enable(id, isOpen && isDesk)
  byId('back').hidden = !(isOpen && isDesk && session.slots.some(({ blocked }) => blocked))
  byId('close').hidden = !(isOpen && me.role === 'admin')
  showTokens()
  await showToCall()
}

/** @param {any} row @param {boolean} isChosen */
function doctorLink({ doctor, late, away, free, waiting, present }, isChosen) {
  const badges = [
    late > 0 ? el('span', { class: 'badge late' }, t('wall.late', { minutes: late })) : null,
    ...away.map(({ from, to }) => el('span', { class: 'badge away' }, t('wall.away', { from, to }))),
  ]
  return el(
    'li',
    {},
    el(
      'a',
      { href: `#${doctor.id}`, 'data-key': `doctor ${doctor.id}`, 'aria-current': isChosen ? 'true' : undefined },
      el('b', {}, doctor.name),
      ...badges,
      el('span', { class: 'quiet' }, t('desk.counts', { free, present, waiting })),
    ),
  )
}

/** The tokens by slot, then those who wait, then those whose visit is over. */
function showTokens() {
  const { session } = desk
  if (session === undefined) return
  const sought = /** @type {HTMLInputElement} */ (byId('find')).value.trim().toLowerCase()
  const tokens = session.tokens.filter(
    ({ number, patientId }) =>
      sought === '' || number.toLowerCase().includes(sought) || nameOf(patientId).toLowerCase().includes(sought),
  )
  const isOver = ({ status }) => OVER.includes(status)
  const groups = session.slots.map((slot) => ({
    title: t('desk.slot', { start: slot.start, end: slot.end, used: slot.used, capacity: slot.capacity }),
    badge: slot.blocked
      ? t('desk.blocked')
      : slot.plannedAt !== slot.startsAt
        ? t('desk.begins', { time: clockOf(slot.startsAt) })
        : '',
    tokens: tokens
      .filter((token) => token.slotId === slot.id && !isOver(token))
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0)),
  }))
  const waiting = tokens
    .filter((token) => token.slotId === null && !isOver(token))
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
  groups.push({ title: t('desk.waiting', { count: waiting.length }), badge: '', tokens: waiting })
  const over = tokens.filter(isOver)
  groups.push({ title: t('desk.over', { count: over.length }), badge: '', tokens: over })
  fill(
    byId('tokens'),
    ...groups.filter((group, index) => group.tokens.length > 0 || index < session.slots.length).map(table),
  )
}

/** @param {{ title: string, badge: string, tokens: readonly any[] }} group */
function table({ title, badge, tokens }) {
  const heading = el('h3', {}, title, badge === '' ? null : el('span', { class: 'badge away' }, badge))
  if (tokens.length === 0) return el('section', {}, heading)
  const heads = ['number', 'patient', 'class', 'state', 'planned', 'steps'].map((key) =>
    el('th', { scope: 'col' }, t(`desk.${key}`)),
  )
  return el(
    'section',
    {},
    heading,
    el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...tokens.map(row))),
  )
}

/** @param {any} token */
function row(token) {
  const { id, number, patientId, source, status, standby, plannedTime } = token
  const step = usualStep(token)
  const state = standby && status === 'waitlisted' ? 'status.standby' : `status.${status}`
  return el(
    'tr',
    { class: status },
    el('th', { scope: 'row' }, number),
    el('td', {}, nameOf(patientId)),
    el('td', {}, t(`source.${source}`)),
    el('td', {}, el('span', { class: `status ${status}` }, t(state))),
    el('td', {}, plannedTime === null ? '' : clockOf(plannedTime)),
    el(
      'td',
      { class: 'steps' },
      step === undefined
        ? null
        : el(
            'button',
            {
              type: 'button',
              'data-key': `step ${id}`,
              'aria-label': t('step.of', { step: t(`step.${step}`), number }),
              onclick: () => attempt(() => carryOut(desk, token, step)),
            },
            t(`step.${step}`),
          ),
      el(
        'button',
        {
          type: 'button',
          class: 'plain',
          'data-key': `more ${id}`,
          'aria-label': t('step.of', { step: t('more'), number }),
          onclick: () => attempt(() => openToken(desk, token)),
        },
        t('more'),
      ),
    ),
  )
}

/** Those who lost their seat: the desk has to call them. */
async function showToCall() {
  const { tokens } = await read(`tokens?status=dropped&from=${date}&to=${date}`)
  await meet(tokens.map(({ patientId }) => patientId))
  byId('to-call-section').hidden = tokens.length === 0
  byId('to-call-title').textContent = t('call.title', { count: tokens.length })
  const items = tokens.map(({ number, patientId, cause, doctorId: doctor }) => {
    const phone = phoneOf(patientId)
    return el(
      'li',
      {},
      el('b', {}, number),
      ` ${nameOf(patientId)} (${doctor}) `,
      phone === null ? t('call.no-phone') : el('a', { href: `tel:${phone}` }, phone),
      el('span', { class: 'why' }, `, ${causeText(cause, null, desk.numbers)}`),
    )
  })
  fill(byId('to-call'), ...items)
}

/** @param {() => Promise<void>} work */
async function attempt(work) {
  await work().catch((thrown) => say(byId('done'), thrown.message))
}
