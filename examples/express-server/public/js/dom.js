/**
 * Makes an element. Properties that begin with `on` are listeners; `class`, `aria-…`, `data-…` and the like are attributes.
 *
 * @param {string} tag
 * @param {Readonly<Record<string, unknown>>} properties
 * @param {readonly (Node | string | null)[]} children
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

/**
 * Returns the element with this id.
 *
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no #${id}.`)
  return found
}

/**
 * Replaces what an element has, and leaves the keyboard where it was: on the element with the same `data-key`.
 *
 * @param {Element} parent
 * @param {readonly (Node | string | null)[]} children
 */
export function fill(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : undefined
  parent.replaceChildren(...children.filter((child) => child !== null))
  if (key == null) return
  focusOn(parent.querySelector(`[data-key="${CSS.escape(key)}"]`))
}

/**
 * Shows or hides an element.
 *
 * @param {HTMLElement} element
 * @param {string} text an empty one hides it
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text
  element.hidden = text === ''
}

/** Returns the wall-clock time of an instant with the facility's offset, such as `09:20`. @param {string} instant */
export const clockOf = (instant) => instant.slice(11, 16)

/** Returns the wall-clock start of a slot from its id. @param {string} slotId */
export const startOf = (slotId) => `${slotId.slice(-4, -2)}:${slotId.slice(-2)}`

/**
 * Moves the keyboard to an element, if there is one.
 *
 * @param {Element | null | undefined} element
 */
export function focusOn(element) {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true })
}

/**
 * Says whether a button can be used.
 *
 * @param {string} id
 * @param {boolean} isPossible
 */
export function enable(id, isPossible) {
  const button = byId(id)
  if (button instanceof HTMLButtonElement) button.disabled = !isPossible
}
