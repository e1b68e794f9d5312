import { othersOf } from './book.js'
import { choice, field } from './dialog.js'
import { el } from './dom.js'
import { openPlan } from './plan-dialog.js'
import { t } from './words.js'

/** The doctor is late: how many minutes behind the plan. @param {any} desk */
export function openDelay(desk) {
  const { session, doctor, numbers, late } = desk
  openPlan({
    title: t('delay.title', { doctor: doctor.name }),
    numbers,
    fields: [
      field(
        t('delay.minutes'),
        el('input', { name: 'minutes', type: 'number', min: 0, max: 720, step: 1, required: true, value: late || 15 }),
      ),
    ],
    request: ({ minutes }) => ({ path: `sessions/${session.id}/delay`, body: { minutes: Number(minutes) } }),
    summary: () => t('delay.would'),
    done: () => desk.changed(t('delay.done')),
  })
}

/** The doctor is away for some hours, or back. @param {any} desk @param {boolean} isBack */
export async function openAway(desk, isBack) {
  const { session, doctor, numbers } = desk
  const others = isBack ? [] : await othersOf(desk)
  const starts = session.slots.map(({ start }) => [start, start])
  const ends = session.slots.map(({ end }) => [end, end])
  openPlan({
    title: t(isBack ? 'back.title' : 'away.title', { doctor: doctor.name }),
    numbers,
    fields: [
      field(t('away.from'), choice('from', starts)),
      field(t('away.to'), choice('to', ends, ends.at(-1)?.[0])),
      others.length === 0 ? null : elsewhereField(others),
    ],
    request: ({ from, to, elsewhere }) => ({
      path: `sessions/${session.id}/${isBack ? 'unblock' : 'block'}`,
      body: { from, to, ...(elsewhere && { elsewhere: [elsewhere] }) },
    }),
    summary: () => t(isBack ? 'back.would' : 'away.would'),
    done: () => desk.changed(t(isBack ? 'back.done' : 'away.done')),
  })
}

/** The doctor does not come: the session is closed for good, and its patients go elsewhere. @param {any} desk */
export async function openClosing(desk) {
  const { session, doctor, numbers } = desk
  const others = await othersOf(desk)
  openPlan({
    title: t('close.title', { doctor: doctor.name }),
    numbers,
    fields: [others.length === 0 ? null : elsewhereField(others)],
    request: ({ elsewhere }) => ({
      path: `sessions/${session.id}/close`,
      body: { expected: 'move', ...(elsewhere && { elsewhere: [elsewhere] }) },
    }),
    summary: () => t('close.would'),
    done: () => desk.changed(t('close.done')),
  })
}

/** @param {readonly (readonly [string, string])[]} others */
const elsewhereField = (others) => field(t('away.elsewhere'), choice('elsewhere', [['', t('away.nowhere')], ...others]))
