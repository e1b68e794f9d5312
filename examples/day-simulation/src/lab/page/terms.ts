import type { Term } from '../../page/glossary'

/** Words of the laboratory’s report that are not everybody’s, the most important first. */
export const LAB_TERMS: readonly Term[] = [
  [
    'set of rules',
    /sets? of rules/i,
    'What decides who gets a seat, who is moved, who waits and who is refused. A ready one is called a preset.',
  ],
  ['baseline', /baseline/, 'The set of rules with which the others are compared.'],
  [
    'interval',
    /interval/,
    'With these days the true mean is known only roughly. In 95 of 100 such simulations the 95 % interval holds it. More days make it narrower.',
  ],
  [
    'measurable',
    /measurabl/,
    'The interval of a difference excludes 0. “Better” and “worse” mark only such differences.',
  ],
  [
    'percentage points',
    /percentage point/,
    'The difference of two shares: from 70 % to 80 % it is 10 percentage points.',
  ],
  [
    'class',
    /class/i,
    'How a patient comes: emergency, paid, follow-up, online booking or walk-in. The rules may rank the classes.',
  ],
  ['load', /\bload/, 'Booking requests for each seat of the day. At load 1 there are as many requests as seats.'],
  ['slot', /\bslots?\b/, 'An hour of a doctor with a number of seats.'],
  ['session', /\bsession/, 'All slots of a doctor on one day.'],
  [
    'moved for another',
    /moved for another/i,
    'The patient lost a seat to a patient who goes first, also called a bump, and got another seat, had to wait, or was dropped.',
  ],
  ['waiting list', /waiting list|wait on a list/, 'Patients without a seat who get one if it becomes free.'],
  ['overtime', /overtime/i, 'Minutes for which a doctor works after the end of the working hours.'],
  [
    'seed',
    /\bseed/,
    'The number from which all chance of a day is drawn. The same seed gives the same patients with the same habits.',
  ],
]
