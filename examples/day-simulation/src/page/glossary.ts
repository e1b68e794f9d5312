import { escaped } from './html'

/** A word, how it occurs, and what it means here. */
interface Term {
  readonly word: string
  readonly pattern: RegExp
  readonly meaning: string
}

/** The words that are not everybody's, in the order of the alphabet. */
const TERMS: readonly Term[] = [
  term(
    'bumped',
    /\bbump(s|ed)?\b/,
    'lost the seat to a patient with higher priority. The patient may get another seat, wait, or be dropped.',
  ),
  term(
    'called',
    /\bcall(s|ed)?\b/,
    'asked to come in to the doctor. A patient who does not answer is called again later, and then counts as a no-show.',
  ),
  term('checked in', /\bcheck(ed)?[- ]in\b/, 'at the clinic, and known to the desk to be there.'),
  term(
    'class',
    /\bclass(es)?\b/,
    'the kind of booking: emergency, paid, follow-up, online or walk-in. The rules decide which class comes first.',
  ),
  term('consultation', /\bconsultations?\b/, 'the visit: the time with the doctor.'),
  term(
    'dropped',
    /\bdropped\b/,
    'without a seat in the end: the patient waited in vain, or lost the seat and no other was left.',
  ),
  term(
    'gave up waiting',
    /\b(gave up waiting|cancelled while waiting)\b/,
    'cancelled while there was no seat for them.',
  ),
  term(
    'held',
    /\bheld\b/,
    'kept for a patient who telephones, until they confirm or the time for it is over (then it expires).',
  ),
  term('left unseen', /\bleft unseen\b/, 'went home from the waiting room before the doctor called.'),
  term(
    'median',
    /\b(median|typically)\b/,
    'the middle one: half of the patients waited less, half longer. “Typically” on this page means this.',
  ),
  term('no-show', /\bno-shows?\b/, 'did not come, came too late, or did not answer the calls.'),
  term(
    'offered',
    /\boffer(s|ed)?\b/,
    'a seat became free, and the patient has some minutes to accept it before the next one is asked.',
  ),
  term(
    'overflow seat',
    /\b(overflow|above capacity)\b/,
    'a seat beyond those of the slot, usually for an emergency. The doctor’s hour becomes tighter.',
  ),
  term('overtime', /\bovertime\b/, 'minutes from the end of the last slot to the end of the last visit.'),
  term('preset', /\bpresets?\b/, 'a ready set of rules, with a name such as standard.'),
  term('promoted', /\b(promot(ed|ions?)|moved up)\b/, 'moved up: a seat became free, and a waiting patient got it.'),
  term('rank', /\brank\b/, 'the place of a patient’s class in the order of the rules; rank 1 comes first.'),
  term(
    'rescheduled',
    /\breschedul(ed|ing)\b/,
    'moved to another slot at the patient’s wish, or to a substitute. It counts in both slots.',
  ),
  term('seat', /\bseats?\b/, 'a place in a slot: one patient’s turn with the doctor.'),
  term('slot', /\bslots?\b/, 'a stretch of a doctor’s day, mostly an hour, with a number of seats.'),
  term(
    'standby',
    /\b(standby|without a seat came|seen without a seat)\b/,
    'at the clinic without a seat, to be seen if the doctor is free.',
  ),
  term(
    'token',
    /\btokens?\b/,
    'the numbered card of one patient for one day, such as 017. Each doctor’s day counts from 001.',
  ),
  term(
    'waiting list',
    /\bwaiting list\b/,
    'patients who have no seat yet and get one if it becomes free, the highest priority first.',
  ),
]

function term(word: string, pattern: RegExp, meaning: string): Term {
  return { word, pattern: new RegExp(pattern.source, 'i'), meaning }
}

/** Explains the words that occur in this markup. */
export function glossary(markup: string): string {
  const text = markup.replace(/<[^>]*>/g, ' ')
  const items = TERMS.filter(({ pattern }) => pattern.test(text)).map(
    ({ word, meaning }) => `<div><dt>${escaped(word)}</dt><dd>${escaped(meaning)}</dd></div>`,
  )
  if (items.length === 0) return ''
  return `<section id="words">\n<h2>Words on this page</h2>\n<dl>\n${items.join('\n')}\n</dl>\n</section>`
}
