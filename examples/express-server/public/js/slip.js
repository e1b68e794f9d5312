import { read } from './api.js'
import { openDialog } from './dialog.js'
import { el } from './dom.js'
import { nameOf } from './people.js'
import { t } from './words.js'

/**
 * Shows the slip of a token, to print or to scan.
 *
 * @param {any} token
 * @param {string} doctor
 */
export async function openSlip(token, doctor) {
  const { path, qr } = await read(`tokens/${token.id}/link?origin=${encodeURIComponent(location.origin)}`)
  const code = new DOMParser().parseFromString(qr, 'image/svg+xml').documentElement
  code.setAttribute('role', 'img')
  code.setAttribute('aria-label', t('slip.code'))
  const time = token.start === null ? t('slip.waits') : t('slip.time', { from: token.start, to: token.end })
  openDialog(
    t('slip.title'),
    el(
      'section',
      { class: 'slip' },
      el('p', { class: 'number' }, el('b', {}, token.number)),
      el('p', {}, nameOf(token.patientId)),
      el('p', {}, doctor),
      el('p', {}, `${token.date}, ${time}`),
      document.importNode(code, true),
      el('p', { class: 'quiet' }, t('slip.scan')),
    ),
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'button', class: 'first', onclick: () => print() }, t('print')),
      el('a', { href: path, target: '_blank', rel: 'noopener' }, t('slip.open')),
    ),
  )
}
