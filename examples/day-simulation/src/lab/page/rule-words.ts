import type { PresetName } from '../../options/preset-name'

/** What each preset does, for people who choose rules. */
export const PRESET_WORDS: Readonly<Record<PresetName, string>> = {
  standard:
    'Moves as few patients as it can. Emergencies get up to 2 seats above capacity in a slot (6 in a session), then they alone may take the seat of a lower class. Everybody else gets the next free seat, or waits on a list.',
  bumpByClass:
    'As standard, but every class may take the seat of a lower one: emergency, paid, follow-up, online, walk-in.',
  publicHospital:
    'No paid tier: after emergencies come elderly, disabled, pregnant patients and children, then all others by arrival. A higher tier may take the seat of a lower one, and patients seated later than they asked move forward when a seat becomes free.',
  privateClinic:
    'Patients keep to the slot they asked for. Each slot has a short waiting list with paid patients first; a freed seat is offered for 15 minutes. Only emergencies take the seat of another.',
  emergencyBypass:
    'Always seats emergencies, first in line and without limit. All others are refused if the slot is full.',
  emergencyOverflow:
    'Emergencies get up to 2 seats above capacity in each slot. All others get the next free seat of the day, or wait, walk-ins before online bookings. Nobody loses a seat to another.',
  bumpAndCascade:
    'A higher class takes the seat of the lowest patient of a full slot, who goes to the next slot, or is dropped after the last one. There is no waiting list.',
  swapToOverflow:
    'Each full slot has a queue by class and arrival. An emergency swaps with the lowest patient of the slot, who goes to the queue.',
  waitlistWithEmergencyBump:
    'Each slot has a waiting list by class and arrival, of up to 20. An emergency takes the seat of the lowest patient of a full slot, who goes to that list.',
}

const SETTING_WORDS: Readonly<Record<string, string>> = {
  'elastic.extra': 'seats above capacity for emergencies in a slot',
  'elastic.perSession': 'seats above capacity for emergencies in a session',
  'quotas.walk-in': 'the share of each slot that is kept for walk-ins until an hour before it',
  'visit.graceFrom': 'the edge of the slot from which a missing patient has 15 minutes',
  promotion: 'who gets a seat that becomes free',
  'admission.bumpsPerToken': 'times that one patient may be moved for another',
  'standby.perSession': 'waiting patients of a session who may be in the building to be seen without a seat',
  'withAging.everyMinutes': 'minutes of waiting that raise a patient by one class',
  'cascade.freezeMinutes': 'minutes before a slot from which on nobody loses a seat in it',
  'cascade.hops': 'slots to which a patient who lost a seat may go on',
  'waitlist.limit': 'patients on a waiting list from which on newcomers are refused',
  'offerFirst.minutes': 'minutes for which a freed seat is offered to one patient',
  extra: 'seats above capacity for emergencies in a slot',
  bumpers: 'classes that may take the seat of another',
}

/** What an option of a preset is. */
export function settingWords(path: string): string {
  return SETTING_WORDS[path] ?? 'an option of these rules'
}
