import { read } from './api.js'
import { byId, clockOf, el, fill, say } from './dom.js'
import { keepLive } from './live.js'
import { loadWords, t } from './words.js'

await loadWords()
const travel = /** @type {HTMLInputElement} */ (byId('travel'))
const refresh = keepLive(show)
travel.addEventListener('input', () => refresh())
addEventListener('hashchange', () => refresh())

async function show() {
  const minutes = /^\d{1,3}$/.test(travel.value) ? `?travelMinutes=${travel.value}` : ''
  const token = await read(`my-tokens/${encodeURIComponent(location.hash.slice(1))}${minutes}`).catch((thrown) => {
    if (thrown.status !== 404 && thrown.status !== 422) throw thrown
    return undefined
  })
  byId('token').hidden = token === undefined
  say(byId('unknown'), token === undefined ? t('my.unknown') : '')
  if (token === undefined) return
  const { number, doctor, date, status, estimate, away, asOf } = token
  byId('number').textContent = number
  byId('doctor').textContent = doctor
  byId('when').textContent = token.start === null ? date : t('my.when', { date, start: token.start, end: token.end })
  say(byId('what'), what(token))
  byId('what').className = `what ${status}`
  byId('way').hidden = estimate === null || estimate.arriveBy === null
  fill(byId('facts'), ...facts(estimate, away))
  byId('as-of').textContent = t('my.as-of', { time: clockOf(asOf) })
}

/** What the patient should know first. @param {any} token */
function what({ status, room, place, estimate }) {
  if (status === 'called') return room === null ? t('my.called') : t('my.called-room', { room })
  if (status === 'waitlisted') return place === null ? t('my.waitlisted') : t('my.waitlisted-place', { place })
  if (status === 'confirmed' && estimate !== null) return expectedCall(estimate)
  if (status === 'checked-in' && estimate !== null)
    return t('my.present', { from: clockOf(estimate.from), to: clockOf(estimate.to) })
  return t(`my.${status}`)
}

/** A patient who comes in time is not called before, even if another who is there already would be. @param {any} estimate */
function expectedCall({ from, to, arriveBy }) {
  const first = arriveBy !== null && arriveBy > from ? arriveBy : from
  return first < to ? t('my.range', { from: clockOf(first), to: clockOf(to) }) : t('my.about', { time: clockOf(first) })
}

/** @param {any} estimate @param {readonly any[]} away */
function facts(estimate, away) {
  const rows = away.map(({ from, to }) => [t('my.doctor-away'), t('my.from-to', { from, to })])
  if (estimate !== null) {
    const { arriveBy, leaveBy, ahead, late } = estimate
    if (late > 0) rows.push([t('my.late'), t('my.minutes', { minutes: late })])
    rows.push([t('my.ahead'), String(ahead)])
    if (arriveBy !== null) rows.push([t('my.arrive'), clockOf(arriveBy)])
    if (leaveBy !== null) rows.push([t('my.leave'), clockOf(leaveBy)])
  }
  return rows.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, value)])
}
