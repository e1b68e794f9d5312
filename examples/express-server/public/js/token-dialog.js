import { read, send } from './api.js'
import { openDialog } from './dialog.js'
import { clockOf, el } from './dom.js'
import { meet, nameOf, phoneOf } from './people.js'
import { openPlan } from './plan-dialog.js'
import { openSlip } from './slip.js'
import { t } from './words.js'

/** What the desk may do with a token, by its status. Cancelling may move others, so it is shown before. */
const STEPS = {
  held: ['cancel'],
  offered: ['confirm', 'cancel'],
  confirmed: ['check-in', 'no-show', 'cancel', 'undo'],
  waitlisted: ['check-in', 'cancel', 'undo'],
  'checked-in': ['call', 'leave', 'cancel', 'undo'],
  called: ['no-show', 'undo'],
  'in-consultation': ['undo'],
  completed: ['undo'],
  'no-show': ['reinstate', 'undo'],
  cancelled: ['undo'],
}

/** What it may do with a patient who is there and waits for a seat. */
const ON_STANDBY = ['call', 'leave', 'cancel', 'undo']

/** The step that is offered beside the token, if there is a usual one. @param {any} token */
export const usualStep = ({ status, standby }) =>
  status === 'confirmed' || (status === 'waitlisted' && !standby)
    ? 'check-in'
    : status === 'no-show'
      ? 'reinstate'
      : undefined

/**
 * Carries out a step.
 *
 * @param {any} desk
 * @param {any} token
 * @param {string} step
 */
export async function carryOut(desk, token, step) {
  await send({ path: `tokens/${token.id}/${step}`, body: {} })
  desk.changed(t(`step.${step}.done`, { number: token.number }))
}

/**
 * Opens a token: what may be done with it, and what happened to it and why.
 *
 * @param {any} desk
 * @param {any} token
 */
export async function openToken(desk, token) {
  const { history } = await read(`tokens/${token.id}`)
  await meet([token.patientId])
  const message = el('p', { class: 'message', role: 'alert' })
  const steps = token.status === 'waitlisted' && token.standby ? ON_STANDBY : (STEPS[token.status] ?? [])
  /** @param {string} step */
  const run = async (step) => {
    if (step === 'cancel') {
      dialog.close()
      return openCancel(desk, token)
    }
    await carryOut(desk, token, step).then(
      () => dialog.close(),
      (thrown) => {
        message.textContent = thrown.message
      },
    )
  }
  const phone = phoneOf(token.patientId)
  const dialog = openDialog(
    t('token.title', { number: token.number, name: nameOf(token.patientId) }),
    el(
      'p',
      {},
      [t(`status.${token.status}`), t(`source.${token.source}`), token.start, phone].filter(Boolean).join(' · '),
    ),
    el(
      'div',
      { class: 'buttons' },
      ...steps.map((step, index) =>
        el(
          'button',
          { type: 'button', class: index === 0 ? 'first' : 'plain', onclick: () => run(step) },
          t(`step.${step}`),
        ),
      ),
      el(
        'button',
        {
          type: 'button',
          class: steps.length === 0 ? 'first' : 'plain',
          onclick: () => openSlip(token, desk.doctor.name),
        },
        t('slip.title'),
      ),
    ),
    message,
    el('h3', {}, t('token.history')),
    el(
      'ol',
      { class: 'history', lang: 'en' },
      ...history.map(({ at, sentence }) => el('li', {}, el('time', {}, clockOf(at)), ` ${sentence}`)),
    ),
  )
}

/** @param {any} desk @param {any} token */
function openCancel(desk, token) {
  openPlan({
    title: t('cancel.title', { number: token.number, name: nameOf(token.patientId) }),
    numbers: desk.numbers,
    fields: [],
    request: () => ({ path: `tokens/${token.id}/cancel`, body: {} }),
    summary: () => t('cancel.would', { number: token.number }),
    done: () => desk.changed(t('step.cancel.done', { number: token.number })),
  })
}
