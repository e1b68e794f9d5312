/** A paragraph of `docs/choosing-rules.md` that tells figures of a study. */
export interface Claim {
  /** Title of the section of `docs/evidence.md`. */
  readonly study: string
  /** The load of the table, if a study has several. */
  readonly load?: string
  /**
   * The paragraph. `{standard | wait paid}` is the mean wait of paying patients under these rules, as a whole number; `{… | 1}` has one
   * decimal; `{privateClinic | Δ seen | 1}` is the difference to the baseline without its sign. The rows are named in `evidence-figures.ts`.
   */
  readonly text: string
}

export const CLAIMS: readonly Claim[] = [
  {
    study: 'Who goes first',
    text: 'Under `publicHospital()` paying patients wait {publicHospital | wait paid} minutes instead of {standard | wait paid}, and walk-ins {publicHospital | wait walk-in} instead of {standard | wait walk-in}. As many patients are seen. But {publicHospital | moved} patients a day are moved for others, instead of none.',
  },
  {
    study: 'Waiting makes a place better',
    text: 'How fast a waiting patient moves up matters little. With 60 minutes a step instead of 30 walk-ins wait {standard.withAging.everyMinutes=60 | Δ wait walk-in | 1} minutes longer. With no such steps at all {standard.withAging.everyMinutes=10000 | place paid} instead of {standard | place paid} of 100 paying patients have a place on the day.',
  },
  {
    study: 'A full slot',
    text: 'If patients wait for the hour that they asked for (`privateClinic()`), {privateClinic | hour paid} instead of {standard | hour paid} of 100 paying patients get it. But {privateClinic | unseated} patients a day end without a seat instead of {standard | unseated}. With no waiting list at all (`bumpAndCascade()`) it is {bumpAndCascade | unseated}, and the doctor has nobody to see for {bumpAndCascade | Δ idle} minutes more.',
  },
  {
    study: 'The length of the waiting list',
    text: 'If 16 patients ask for 10 seats, a list that ends at 5 patients sends {standard.waitlist.limit=5 | Δ unseated} more patients a day away than one that ends at 20. A list that ends at 100 changes nothing.',
  },
  {
    study: 'Emergencies on a usual day',
    text: 'On a usual busy day the extra seats of `standard()` are enough: {standard | hour emergency} of 100 emergencies get the hour for which they come, and nobody is moved. Without extra seats, under `waitlistWithEmergencyBump()`, {waitlistWithEmergencyBump | moved} patients a day are moved for them.',
  },
  {
    study: 'Emergencies after an accident',
    text: 'On a day with 18 emergencies from an accident, `standard()` moves {standard | moved} patients. Every emergency has a place, and waits {standard | wait emergency} minutes on average.',
  },
  {
    study: 'Emergencies after an accident',
    text: '`emergencyOverflow()` moves nobody on that day, and emergencies wait {emergencyOverflow | wait emergency} minutes: those without a seat are called like the others.',
  },
  {
    study: 'Emergencies after an accident',
    text: '`emergencyBypass()` moves nobody either, and emergencies wait {emergencyBypass | wait emergency} minutes. But paying patients wait {emergencyBypass | wait paid} minutes instead of {standard | wait paid}, and {emergencyBypass | unseated} patients end without a seat instead of {standard | unseated}.',
  },
  {
    study: 'Emergencies after an accident',
    text: 'Under `waitlistWithEmergencyBump()` {waitlistWithEmergencyBump | moved} patients are moved on that day, and {waitlistWithEmergencyBump | place emergency} of 100 emergencies have a place, with or without a seat.',
  },
  {
    study: 'Bumps by class or for emergencies only',
    load: '1.6',
    text: 'Bumps of all classes (`bumpByClass()`) bring emergencies nothing. If 16 patients ask for 10 seats, {bumpByClass | moved} patients a day are moved instead of none, and the wait of emergencies differs by {standard | Δ wait emergency | 1} minutes, which may be chance. What such bumps do is to give paying patients their hour: {bumpByClass | hour paid} of 100 get it instead of {standard | hour paid}, and of 100 online patients {bumpByClass | hour online} instead of {standard | hour online}.',
  },
  {
    study: 'Bumps by class at a crowded hospital',
    text: 'If the most wanted of three doctors is crowded, {bumpByClass | moved} patients a day are moved under `bumpByClass()` and {standard | moved | 1} under `standard()`. Of 100 paying patients {bumpByClass | place paid} and {standard | place paid} have a place on the day, of 100 online patients {bumpByClass | place online} and {standard | place online}. A clinic that promises paying patients their hour chooses `bumpByClass()`.',
  },
  {
    study: 'How often one patient may be moved',
    text: 'If no patient may be moved twice, the burden is shared: after an accident {bumpByClass.admission.bumpsPerToken=1 | moved} patients are moved instead of {bumpByClass | moved}. Emergencies wait {bumpByClass | wait emergency} minutes if patients may be moved, and {bumpByClass.admission.bumpsPerToken=0 | wait emergency} minutes if nobody may be moved.',
  },
  {
    study: 'Emergencies after an accident',
    text: 'Rules that know only the very next slot turn people away. After an accident only {bumpAndCascade | place emergency} of 100 emergencies have a place under `bumpAndCascade()`, and {bumpAndCascade | unseated} patients of the day end without a seat; under `standard()` it is {standard | unseated}.',
  },
  {
    study: 'Who gets a free seat',
    text: 'With `pullForward()` {standard.promotion=pullForward | hour paid} instead of {standard | hour paid} of 100 paying patients sit in the hour that they asked for, and {standard.promotion=pullForward | hour walk-in} instead of {standard | hour walk-in} of 100 walk-ins. With `noPromotion()` {standard.promotion=noPromotion | seen | 1} patients a day are seen instead of {standard | seen | 1}.',
  },
  {
    study: 'Seats for walk-ins',
    text: 'With two seats in ten kept for them, {standard.quotas.walk-in=20% | hour walk-in} instead of {standard | hour walk-in} of 100 walk-ins sit in the hour for which they ask. Of 100 online patients it is {standard.quotas.walk-in=20% | hour online} instead of {standard | hour online}. With four in ten {standard.quotas.walk-in=40% | unseated | 1} patients a day end without a seat instead of {standard | unseated | 1}.',
  },
  {
    study: 'Extra seats for emergencies',
    text: 'On a day with 18 emergencies from an accident, {standard.elastic.extra=0 | moved} patients are moved if there are no extra seats, and {standard | moved} with two in each slot. {standard.elastic.extra=0 | unseated} instead of {standard | unseated} end without a seat. Four in each slot let {standard.elastic.extra=4 | hour emergency} of 100 emergencies in at the hour for which they come, instead of {standard | hour emergency}.',
  },
  {
    study: 'More seats for those who do not come',
    text: 'If one patient in five does not come, 11 seats instead of 10 let {standard, 11 seats | Δ seen | 1} more patients a day be seen, and {standard, 11 seats | Δ unseated | 1} fewer end without a seat. Online patients then wait {standard, 11 seats | Δ wait online | 1} minutes longer, and the doctor stays {standard, 11 seats | Δ overtime | 1} minutes longer.',
  },
  {
    study: 'Waiting patients in the building',
    text: 'If 14 patients ask for 10 seats, {standard | seen} patients a day are seen with it and {standard.standby.perSession=off | seen} without, and {standard | unseated} instead of {standard.standby.perSession=off | unseated} end without a seat. Online patients with a seat wait {standard.standby.perSession=off | Δ wait online | 1} minutes longer for it.',
  },
  {
    study: 'The hour before the slot',
    text: 'After an accident, {standard | moved} patients are moved if the last 60 minutes are frozen. With no frozen time {standard.cascade.freezeMinutes=0 | moved} are moved, some of them on their way to the clinic, and with 180 minutes {standard.cascade.freezeMinutes=180 | moved}. Emergencies, who are called next wherever they sit, wait {standard | wait emergency} minutes, {standard.cascade.freezeMinutes=0 | wait emergency} with no frozen time and {standard.cascade.freezeMinutes=180 | wait emergency} with 180 minutes.',
  },
  {
    study: 'The empty chair',
    text: 'Counted from the beginning of the slot, {standard.visit.graceFrom=start | unseated} instead of {standard | unseated} patients a day end without a seat, if 14 patients ask for 10 seats. But online patients wait {standard.visit.graceFrom=start | wait online} minutes instead of {standard | wait online}, the doctor stays {standard.visit.graceFrom=start | Δ overtime} minutes longer, and a patient who comes late in the hour has lost the seat.',
  },
  {
    study: 'A small department',
    text: 'A small department (16 seats, 21 requests): under `privateClinic()` {privateClinic | hour paid} of 100 paying patients get their hour, under `standard()` {standard | hour paid}. Of 100 online patients {privateClinic | place online} and {standard | place online} have a place.',
  },
  {
    study: 'A busy public hospital',
    text: 'A busy public hospital (300 seats, 420 requests): `publicHospital()` moves {publicHospital | moved} patients a day, `standard()` {standard | moved}. Under the first, walk-ins wait {publicHospital | wait walk-in} minutes and follow-up patients {publicHospital | wait follow-up}; under the second {standard | wait walk-in} and {standard | wait follow-up}.',
  },
  {
    study: 'A private practice',
    text: 'A private practice (56 seats, 50 requests): under `privateClinic()` {privateClinic | hour paid} of 100 paying patients get their hour, under `standard()` {standard | hour paid}. Of 100 walk-ins {privateClinic | place walk-in} and {standard | place walk-in} have a place.',
  },
]
