import { read } from './api.js'
import { choice, field, openDialog } from './dialog.js'
import { el } from './dom.js'
import { meet, nameOf, phoneOf } from './people.js'
import { openPlan } from './plan-dialog.js'
import { t } from './words.js'

const SOURCES = ['walk-in', 'online', 'follow-up', 'paid']

/**
 * Opens the form of a booking, or of an emergency. Before it is confirmed it shows who would move and why.
 *
 * @param {any} desk
 * @param {boolean} isEmergency
 */
export function openBooking(desk, isEmergency) {
  const { session, doctor, numbers } = desk
  const slots = session.slots
    .filter(({ endsAt, blocked }) => !blocked && Date.parse(endsAt) > Date.parse(session.asOf))
    .map(({ start, end, free }) => [start, t('book.slot', { start, end, free })])
  openPlan({
    title: t(isEmergency ? 'emergency.title' : 'book.title', { doctor: doctor.name }),
    numbers,
    fields: [
      ...(desk.hasNames ? personFields() : [textField('book.patient-id', 'patientId', 64, true)]),
      isEmergency
        ? null
        : field(
            t('book.source'),
            choice(
              'source',
              SOURCES.map((each) => [each, t(`source.${each}`)]),
            ),
          ),
      field(t('book.when'), choice('start', [['', t(isEmergency ? 'book.now' : 'book.earliest')], ...slots])),
    ],
    request({ start, source, patientId, ...patient }) {
      const when =
        start === undefined
          ? { doctorId: doctor.id, date: session.date, now: true }
          : { doctorId: doctor.id, date: session.date, start }
      return {
        path: isEmergency ? 'tokens/emergency' : 'tokens',
        body: { ...when, ...(source && { source }), ...(patientId ? { patientId } : { patient }) },
      }
    },
    summary: ({ token }) =>
      t(`book.would-${token.status === 'waitlisted' ? 'wait' : 'sit'}`, {
        number: token.number,
        start: token.start ?? '',
      }),
    refused: (thrown, again) => thrown.code === 'patient-ambiguous' && chooseWho(thrown, again),
    done: ({ token }) => desk.booked(token),
  })
}

/** Who the patient is, if the server keeps the patients. */
const personFields = () => [
  textField('book.name', 'name', 200, true),
  textField('book.phone', 'phone', 25, false, 'tel'),
  textField('book.hospital-number', 'hospitalNumber', 40, false),
]

/** @param {string} label @param {string} name @param {number} maxlength @param {boolean} required */
const textField = (label, name, maxlength, required, type = 'text') =>
  field(t(label), el('input', { name, type, maxlength, required, autocomplete: 'off' }))

/** Several patients may be meant, or one who is known under another number. @param {any} thrown @param {(change: (body: any) => object) => void} again */
function chooseWho(thrown, again) {
  const ids = /** @type {string[]} */ (thrown.details.patientIds ?? [])
  void meet(ids).then(() => {
    const pick = (/** @type {(body: any) => object} */ answer) => {
      dialog.close()
      again(answer)
    }
    const dialog = openDialog(
      t('who.title'),
      el('p', {}, t('who.text')),
      el(
        'div',
        { class: 'buttons column' },
        ...ids.map((id) =>
          el(
            'button',
            { type: 'button', onclick: () => pick(({ patient: _, ...body }) => ({ ...body, patientId: id })) },
            [nameOf(id), phoneOf(id)].filter(Boolean).join(', '),
          ),
        ),
        el(
          'button',
          {
            type: 'button',
            class: 'plain',
            onclick: () => pick((body) => ({ ...body, patient: { ...body.patient, new: true } })),
          },
          t('who.new'),
        ),
      ),
    )
  })
  return true
}

/** Reads the doctors beside this one whose sessions of the day are open. @param {any} desk */
export async function othersOf({ session }) {
  const { doctors } = await read(`board?date=${session.date}`)
  return doctors
    .filter(({ sessionId, status }) => status === 'open' && sessionId !== session.id)
    .map(({ sessionId, doctor, free }) => [sessionId, t('away.other', { doctor: doctor.name, free })])
}
