import { el, focusOn } from './dom.js'
import { t } from './words.js'

/**
 * Opens a dialog, and removes it when it closes. The keyboard goes to its first field, and back afterwards.
 *
 * @param {string} title
 * @param {readonly (Node | string | null)[]} content
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, ...content) {
  const heading = el('h2', { id: `dialog-${Date.now()}` }, title)
  const close = el(
    'button',
    { type: 'button', class: 'close', 'aria-label': t('close'), onclick: () => dialog.close() },
    '×',
  )
  const dialog = /** @type {HTMLDialogElement} */ (
    el('dialog', { 'aria-labelledby': heading.id }, el('header', {}, heading, close), ...content)
  )
  const before = document.activeElement
  const key = before?.getAttribute('data-key')
  dialog.addEventListener('close', () => {
    dialog.remove()
    // The browser gives the keyboard back, unless the element was replaced meanwhile.
    if (document.activeElement !== document.body) return
    focusOn(key == null ? before : document.querySelector(`[data-key="${CSS.escape(key)}"]`))
  })
  document.body.append(dialog)
  dialog.showModal()
  focusOn(dialog.querySelector('input, select, .first'))
  return dialog
}

/**
 * A field with its label.
 *
 * @param {string} label
 * @param {HTMLElement} control
 */
export const field = (label, control) => el('label', {}, el('span', {}, label), control)

/**
 * A choice.
 *
 * @param {string} name
 * @param {readonly (readonly [value: string, text: string])[]} options
 * @param {string} [chosen]
 */
export const choice = (name, options, chosen) =>
  el('select', { name }, ...options.map(([value, text]) => el('option', { value, selected: value === chosen }, text)))

/** The values of a form. @param {HTMLFormElement} form */
export const valuesOf = (form) => {
  /** @type {Record<string, string>} */
  const values = {}
  for (const [name, value] of new FormData(form)) if (value !== '') values[name] = String(value)
  return values
}
