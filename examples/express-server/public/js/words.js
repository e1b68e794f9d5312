import { byId, clockOf, el } from './dom.js'

/** The catalogues in `words/`, and what each language calls itself. To add one, add its file and its line. */
const LANGUAGES = { en: 'English', hi: 'हिन्दी' }

/** @type {Readonly<Record<string, string>>} */
let words = {}

/** The language of the page. */
export let language = 'en'

/**
 * Returns a text of the catalogue, with values in place of its names in braces.
 *
 * @param {string} key
 * @param {Readonly<Record<string, string | number>>} values
 */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''))
}

/** Whether the catalogue has a text. @param {string} key */
export const has = (key) => key in words

/** Returns the range of a call in words. @param {string} from @param {string} to */
export const rangeText = (from, to) =>
  clockOf(from) === clockOf(to) ? t('wall.soon') : `${clockOf(from)}–${clockOf(to)}`

/** Loads the catalogue, and puts its texts into the page. */
export async function loadWords() {
  language = chosen()
  const answer = await fetch(`/front-desk/words/${language}.json`)
  words = await answer.json()
  document.documentElement.lang = language
  for (const element of document.querySelectorAll('[data-word]'))
    element.textContent = t(element.getAttribute('data-word') ?? '')
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', t(element.getAttribute('data-label') ?? ''))
  document.title = t(document.documentElement.getAttribute('data-title') ?? 'title')
  offerLanguages()
}

function chosen() {
  const asked = new URLSearchParams(location.search).get('lang') ?? stored()
  const wanted = [...(asked === null ? [] : [asked]), ...navigator.languages].map((each) => each.slice(0, 2))
  return wanted.find((each) => each in LANGUAGES) ?? 'en'
}

function stored() {
  try {
    return localStorage.getItem('language')
  } catch {
    return null
  }
}

function offerLanguages() {
  const buttons = Object.entries(LANGUAGES).map(([code, name]) =>
    el(
      'button',
      { type: 'button', lang: code, 'aria-pressed': code === language ? 'true' : 'false', onclick: () => change(code) },
      name,
    ),
  )
  byId('languages').replaceChildren(...buttons)
}

/** @param {string} code */
function change(code) {
  try {
    localStorage.setItem('language', code)
  } catch {
    // A browser without storage keeps the language in the address only.
  }
  const address = new URL(location.href)
  address.searchParams.set('lang', code)
  history.replaceState(null, '', address)
  location.reload()
}
