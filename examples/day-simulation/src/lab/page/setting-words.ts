/** What each option is, which a sweep changes. */
const WORDS: Readonly<Record<string, string>> = {
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
  return WORDS[path] ?? 'an option of these rules'
}
