import { read, send } from './api.js'
import { byId, clockOf, el, enable, fill, say } from './dom.js'
import { keepLive, whoAmI } from './live.js'
import { meet, nameOf } from './people.js'
import { loadWords, rangeText, t } from './words.js'

const KEYS = { n: 'next', s: 'start', k: 'skip', c: 'complete' }

await loadWords()
const me = await whoAmI()
const date = new URLSearchParams(location.search).get('date') ?? me.today
const room = /** @type {HTMLInputElement} */ (byId('room'))
room.value = new URLSearchParams(location.search).get('room') ?? ''
let doctorId = me.doctorId ?? location.hash.slice(1)
/** @type {any} */
let queue

byId('next').addEventListener('click', () => step(`sessions/${queue.sessionId}/call-next`, inRoom()))
for (const id of ['start', 'skip', 'complete'])
  byId(id).addEventListener('click', () => step(`tokens/${current(id)?.tokenId}/${id}`, id === 'start' ? inRoom() : {}))
byId('doctors').addEventListener('change', (event) => {
  location.hash = /** @type {HTMLSelectElement} */ (event.target).value
})
addEventListener('hashchange', () => {
  doctorId = me.doctorId ?? location.hash.slice(1)
  refresh()
})
addEventListener('keydown', (event) => {
  const target = /** @type {HTMLElement} */ (event.target)
  const id = KEYS[event.key]
  if (id === undefined || event.ctrlKey || event.altKey || event.metaKey || target.closest('input, select')) return
  event.preventDefault()
  byId(id).click()
})
const refresh = keepLive(
  show,
  me.doctorId === null ? `events?date=${date}` : `events?date=${date}&doctorId=${me.doctorId}`,
)

const inRoom = () => (room.value.trim() === '' ? {} : { room: room.value.trim() })

/** The token that a button is about: the last one called, or the one with the doctor; in this room if one is named. @param {string} id */
function current(id) {
  const list = id === 'complete' ? queue.inConsultation : queue.called
  return list.find((each) => each.room === (room.value.trim() || null)) ?? list[0]
}

/** @param {string} path @param {object} body */
async function step(path, body) {
  try {
    await send({ path, body })
    say(byId('done'), '')
  } catch (thrown) {
    say(byId('done'), thrown instanceof Error ? thrown.message : t('failed'))
  }
  refresh()
}

async function show() {
  const { doctors, asOf } = await read(`board?date=${date}`)
  const rows = doctors.filter(({ status }) => status !== 'none')
  const row = rows.find(({ doctor }) => doctor.id === doctorId) ?? rows[0]
  byId('clock').textContent = clockOf(asOf)
  fill(
    byId('doctors'),
    ...rows.map(({ doctor }) => el('option', { value: doctor.id, selected: doctor === row?.doctor }, doctor.name)),
  )
  byId('session').hidden = row === undefined
  byId('nobody').hidden = row !== undefined
  if (row === undefined) return
  queue = await read(`sessions/${row.sessionId}/queue`)
  const all = [...queue.inConsultation, ...queue.called, ...queue.present, ...queue.expected]
  await meet(all.map(({ patientId }) => patientId))
  say(byId('late'), row.late > 0 ? t('wall.late', { minutes: row.late }) : '')
  const inside = current('complete')
  const called = current('start')
  fill(
    byId('inside'),
    ...(inside === undefined ? [el('b', { class: 'quiet' }, t('doctor.nobody-inside'))] : person(inside)),
  )
  fill(
    byId('called'),
    ...(called === undefined ? [el('b', { class: 'quiet' }, t('doctor.nobody-called'))] : person(called)),
  )
  enable('complete', inside !== undefined)
  enable('start', called !== undefined)
  enable('skip', called !== undefined)
  enable('next', queue.present.length > 0)
  list('present', queue.present)
  list('expected', queue.expected)
}

/** @param {any} entry */
const person = ({ number, patientId, room: where }) => [
  el('b', {}, number),
  el('span', {}, nameOf(patientId)),
  where === null ? null : el('span', { class: 'quiet' }, t('wall.room', { room: where })),
]

/** @param {string} id @param {readonly any[]} entries */
function list(id, entries) {
  byId(`${id}-section`).hidden = entries.length === 0
  byId(`${id}-title`).textContent = t(`doctor.${id}`, { count: entries.length })
  const items = entries.map(({ number, patientId, source, slotId, estimated, skips }) =>
    el(
      'li',
      {},
      el('b', {}, number),
      el(
        'span',
        {},
        nameOf(patientId),
        slotId === null ? el('span', { class: 'no-seat badge' }, t('doctor.no-seat')) : null,
      ),
      el('span', { class: 'quiet' }, t(`source.${source}`)),
      skips > 0 ? el('span', { class: 'badge late' }, t('doctor.skips', { skips })) : null,
      estimated === null ? null : el('span', { class: 'range' }, rangeText(estimated.from, estimated.to)),
    ),
  )
  fill(byId(id), ...items)
}
