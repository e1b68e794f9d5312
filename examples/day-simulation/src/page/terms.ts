import type { Term } from './glossary'

/** Words of the day’s report that are not everybody’s, in the order of the alphabet. */
export const DAY_TERMS: readonly Term[] = [
  [
    'bumped',
    /\bbump(s|ed)?\b/i,
    'lost the seat to a patient with higher priority. The patient may get another seat, wait, or be dropped.',
  ],
  [
    'called',
    /\bcall(s|ed)?\b/i,
    'asked to come in to the doctor. A patient who does not answer is called again later, and then counts as a no-show.',
  ],
  ['checked in', /\bcheck(ed)?[- ]in\b/i, 'at the clinic, and known to the desk to be there.'],
  [
    'class',
    /\bclass(es)?\b/i,
    'the kind of booking: emergency, paid, follow-up, online or walk-in. The rules decide which class comes first.',
  ],
  ['consultation', /\bconsultations?\b/i, 'the visit: the time with the doctor.'],
  [
    'dropped',
    /\bdropped\b/i,
    'without a seat in the end: the patient waited in vain, or lost the seat and no other was left.',
  ],
  ['gave up waiting', /\b(gave up waiting|cancelled while waiting)\b/i, 'cancelled while there was no seat for them.'],
  [
    'held',
    /\bheld\b/i,
    'kept for a patient who telephones, until they confirm or the time for it is over (then it expires).',
  ],
  ['left unseen', /\bleft unseen\b/i, 'went home from the waiting room before the doctor called.'],
  [
    'median',
    /\b(median|typically)\b/i,
    'the middle one: half of the patients waited less, half longer. “Typically” on this page means this.',
  ],
  ['no-show', /\bno-shows?\b/i, 'did not come, came too late, or did not answer the calls.'],
  [
    'offered',
    /\boffer(s|ed)?\b/i,
    'a seat became free, and the patient has some minutes to accept it before the next one is asked.',
  ],
  [
    'overflow seat',
    /\b(overflow|above capacity)\b/i,
    'a seat beyond those of the slot, usually for an emergency. The doctor’s hour becomes tighter.',
  ],
  ['overtime', /\bovertime\b/i, 'minutes from the end of the last slot to the end of the last visit.'],
  ['preset', /\bpresets?\b/i, 'a ready set of rules, with a name such as standard.'],
  ['promoted', /\b(promot(ed|ions?)|moved up)\b/i, 'moved up: a seat became free, and a waiting patient got it.'],
  ['rank', /\brank\b/i, 'the place of a patient’s class in the order of the rules; rank 1 comes first.'],
  [
    'rescheduled',
    /\breschedul(ed|ing)\b/i,
    'moved to another slot at the patient’s wish, or to a substitute. It counts in both slots.',
  ],
  ['seat', /\bseats?\b/i, 'a place in a slot: one patient’s turn with the doctor.'],
  ['slot', /\bslots?\b/i, 'a stretch of a doctor’s day, mostly an hour, with a number of seats.'],
  [
    'standby',
    /\b(standby|without a seat came|seen without a seat)\b/i,
    'at the clinic without a seat, to be seen if the doctor is free.',
  ],
  [
    'token',
    /\btokens?\b/i,
    'the numbered card of one patient for one day, such as 017. Each doctor’s day counts from 001.',
  ],
  [
    'waiting list',
    /\bwaiting list\b/i,
    'patients who have no seat yet and get one if it becomes free, the highest priority first.',
  ],
]
