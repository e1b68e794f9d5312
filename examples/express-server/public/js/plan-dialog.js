import { send } from './api.js'
import { openDialog, valuesOf } from './dialog.js'
import { el } from './dom.js'
import { moveList } from './moves.js'
import { t } from './words.js'

/**
 * A command that may move patients: a form, then who would move and why, then the command itself. It runs only if it still does what was
 * shown.
 *
 * @param {object} plan
 * @param {string} plan.title
 * @param {readonly (Node | null)[]} plan.fields
 * @param {(values: Record<string, string>) => { method?: string, path: string, body: object }} plan.request
 * @param {(body: any) => string} plan.summary says what the command itself does
 * @param {ReadonlyMap<string, string>} plan.numbers
 * @param {(body: any) => void} plan.done
 * @param {(thrown: any, retry: (change: (body: any) => object) => void) => boolean} [plan.refused] handles a refusal; true if it did
 */
export function openPlan({ title, fields, request, summary, numbers, done, refused }) {
  const message = el('p', { class: 'message', role: 'alert' })
  const shown = el('div', { class: 'plan', 'aria-live': 'polite' })
  const form = /** @type {HTMLFormElement} */ (
    el(
      'form',
      { onsubmit: preview, oninput: changed },
      ...fields,
      el('div', { class: 'buttons' }, el('button', {}, t('preview'))),
    )
  )
  const dialog = openDialog(title, form, message, shown)
  /** What the form said when a refusal was answered, such as which patient is meant. */
  let change = (/** @type {any} */ body) => body

  /** What was shown, and who was chosen, holds for the form as it was. */
  function changed() {
    shown.replaceChildren()
    change = (body) => body
  }

  /** @param {Event} [event] @param {string} [note] */
  async function preview(event, note = '') {
    event?.preventDefault()
    const asked = request({ ...valuesOf(form) })
    const command = { ...asked, body: change(asked.body) }
    await attempt(async () => {
      const { body, etag } = await send(command, { preview: true })
      message.textContent = note
      const confirm = el(
        'button',
        { type: 'button', class: 'confirm first', onclick: () => carryOut(command, etag, confirm) },
        t('confirm'),
      )
      shown.replaceChildren(
        el('h3', {}, t('plan.title')),
        el('p', {}, summary(body)),
        await moveList(body.moves, numbers),
        el('div', { class: 'buttons' }, confirm),
      )
      confirm.focus()
    })
  }

  /** @param {{ path: string, body: object }} command @param {string | null} etag @param {HTMLElement} confirm */
  const carryOut = (command, etag, confirm) =>
    attempt(async () => {
      // A second press must not send it again.
      confirm.setAttribute('disabled', '')
      const { body } = await send(command, { ifMatch: etag })
      dialog.close()
      done(body)
    })

  /** @param {() => Promise<void>} work */
  async function attempt(work) {
    try {
      await work()
    } catch (thrown) {
      if (/** @type {any} */ (thrown).code === 'plan-stale') return preview(undefined, t('plan.stale'))
      shown.replaceChildren()
      const again = (/** @type {(body: any) => object} */ answer) => {
        change = answer
        void preview()
      }
      if (refused?.(thrown, again) !== true)
        message.textContent = thrown instanceof Error ? thrown.message : t('failed')
    }
  }
}
