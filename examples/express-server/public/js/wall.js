import { read } from './api.js'
import { byId, clockOf, el, fill, say } from './dom.js'
import { keepLive } from './live.js'
import { loadWords, rangeText, t } from './words.js'

/** Doctors on one page of the wall, and how long a page is shown. */
const PER_PAGE = 6
const PAGE_MS = 10_000
/** How long the newest call is shown large. */
const CALL_MS = 20_000

const wanted = new URLSearchParams(location.search).get('doctors')?.split(',')

/** Calls that were shown, so that each is announced once. @type {Set<string> | undefined} */
let known
/** @type {readonly any[]} */
let rows = []
let page = 0
/** @type {ReturnType<typeof setTimeout> | undefined} */
let ending

await loadWords()
keepLive(refresh, 'events')
setInterval(turn, PAGE_MS)

async function refresh() {
  const { doctors, date, asOf } = await read('board')
  rows = doctors.filter(({ status, doctor }) => status !== 'none' && (wanted?.includes(doctor.id) ?? true))
  byId('date').textContent = date
  byId('clock').textContent = clockOf(asOf)
  announce()
  show()
}

/** Says the calls that are new, the newest last. A page that has just opened says none. */
function announce() {
  const calls = rows
    .flatMap(({ doctor, called }) =>
      called.map((each) => ({ ...each, doctor: doctor.name, key: `${doctor.id} ${each.number} ${each.at}` })),
    )
    .sort((a, b) => a.at.localeCompare(b.at))
  const fresh = known === undefined ? [] : calls.filter(({ key }) => !known?.has(key))
  known = new Set(calls.map(({ key }) => key))
  if (fresh.length === 0) return
  const texts = fresh.map(({ number, room, doctor }) =>
    room === null ? t('wall.call', { number, doctor }) : t('wall.call-room', { number, room, doctor }),
  )
  say(byId('call'), texts.join(' '))
  clearTimeout(ending)
  ending = setTimeout(() => say(byId('call'), ''), CALL_MS)
}

function turn() {
  const pages = Math.ceil(rows.length / PER_PAGE)
  if (pages < 2) return
  page = (page + 1) % pages
  show()
}

function show() {
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE))
  page = Math.min(page, pages - 1)
  const shown = rows.slice(page * PER_PAGE, (page + 1) * PER_PAGE)
  const main = byId('doctors')
  main.style.setProperty('--columns', String(shown.length === 4 ? 2 : Math.min(3, Math.max(1, shown.length))))
  main.style.setProperty('--rows', String(shown.length <= 3 ? 1 : 2))
  fill(main, ...(shown.length === 0 ? [el('p', { class: 'nothing' }, t('wall.nobody'))] : shown.map(card)))
  byId('page').textContent = pages > 1 ? `${page + 1} / ${pages}` : ''
}

/** @param {any} row */
function card({ doctor, status, late, away, inside, called, next, present, expected }) {
  const [now, ...others] = [...called.map((each) => ({ ...each, isCalled: true })), ...inside]
  return el(
    'section',
    { class: 'doctor', 'aria-label': doctor.name },
    el(
      'header',
      {},
      el('h2', {}, doctor.name),
      late > 0 ? el('p', { class: 'badge late' }, t('wall.late', { minutes: late })) : null,
      ...away.map(({ from, to }) => el('p', { class: 'badge away' }, t('wall.away', { from, to }))),
    ),
    status === 'unavailable'
      ? el('p', { class: 'quiet' }, t('wall.ask'))
      : el(
          'div',
          { class: 'now' },
          now === undefined
            ? el('p', { class: 'quiet' }, t(status === 'closed' ? 'wall.closed' : 'wall.none'))
            : big(now),
          others.length > 0 ? el('p', { class: 'others' }, ...others.flatMap((each) => [small(each), ' '])) : null,
        ),
    next.length > 0 ? el('p', { class: 'label' }, t('wall.next')) : null,
    next.length > 0
      ? el(
          'ol',
          { class: 'next', 'aria-label': t('wall.next') },
          ...next
            .slice(0, 4)
            .map(({ number, from, to }) =>
              el('li', {}, el('b', {}, number), from === null ? null : el('span', {}, rangeText(from, to))),
            ),
        )
      : null,
    el('p', { class: 'counts' }, t('wall.counts', { present, expected })),
  )
}

/** @param {{ number: string, room: string | null, isCalled?: boolean }} entry */
function big({ number, room, isCalled = false }) {
  return el(
    'p',
    { class: isCalled ? 'number called' : 'number' },
    el('b', {}, number),
    el(
      'span',
      {},
      room === null
        ? t(isCalled ? 'wall.please' : 'wall.inside')
        : t(isCalled ? 'wall.to-room' : 'wall.in-room', { room }),
    ),
  )
}

/** @param {{ number: string, room: string | null }} entry */
function small({ number, room }) {
  return el('span', {}, room === null ? number : t('wall.number-room', { number, room }))
}
