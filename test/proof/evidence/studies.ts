/** A question about rules that days in the laboratory answer. */
export interface Study {
  /** Heading of its section in `docs/evidence.md`. */
  readonly title: string
  /** What is compared, in a sentence or two. */
  readonly about: string
  /** Arguments of `npm run simulate -- lab`. */
  readonly args: string
}

/** One doctor, so that all seats are equally busy, and enough days for narrow intervals. */
const DAYS = '--doctors 1 --days 200'

/** All studies behind `docs/choosing-rules.md`, in the order of its questions. */
export const STUDIES: readonly Study[] = [
  {
    title: 'Who goes first',
    about:
      'Payment and booking class decide under `standard`; under `publicHospital` the old, the sick and children go first, then arrival.',
    args: `${DAYS} --load 1.2 --rules standard,publicHospital`,
  },
  {
    title: 'Waiting makes a place better',
    about: 'A waiting token becomes better by one class every 15, 30 or 60 minutes, or practically never.',
    args: `${DAYS} --load 1.4 --rules standard --set standard.withAging.everyMinutes=15,60,10000`,
  },
  {
    title: 'A full slot',
    about:
      'Under `standard` a patient takes the next free seat. Under `privateClinic` and `waitlistWithEmergencyBump` the patient waits for the hour asked for. Under `bumpAndCascade` nobody waits: a patient takes the very next slot, or is refused.',
    args: `${DAYS} --load 1.2 --rules standard,privateClinic,waitlistWithEmergencyBump,bumpAndCascade`,
  },
  {
    title: 'The length of the waiting list',
    about: 'A newcomer may wait only if fewer than 5, 20 or 100 others do. Emergencies may always wait.',
    args: `${DAYS} --load 1.6 --rules standard --set standard.waitlist.limit=5,100`,
  },
  {
    title: 'Emergencies on a usual day',
    about: 'Every preset on a busy day without an accident.',
    args: `${DAYS} --load 1.2 --rules standard,emergencyOverflow,emergencyBypass,publicHospital,privateClinic,waitlistWithEmergencyBump,bumpByClass,bumpAndCascade`,
  },
  {
    title: 'Emergencies after an accident',
    about: 'The same presets on a day on which 18 emergencies of one accident come in the hour before the first slot.',
    args: `${DAYS} --load 1.1 --surge 18 --rules standard,emergencyOverflow,emergencyBypass,publicHospital,privateClinic,waitlistWithEmergencyBump,bumpByClass,bumpAndCascade`,
  },
  {
    title: 'Bumps by class or for emergencies only',
    about: 'Under `bumpByClass` each class may take the seat of a lower one, under `standard` only an emergency may.',
    args: `${DAYS} --load 0.8..1.6/0.4 --rules bumpByClass,standard`,
  },
  {
    title: 'Bumps by class at a crowded hospital',
    about: 'The same with three doctors, of whom the first has half of the patients.',
    args: '--doctors 3 --days 100 --load 1.6 --rules bumpByClass,standard',
  },
  {
    title: 'How often one patient may be moved',
    about: 'Each patient may be moved at most twice, once, or never, on days with an accident.',
    args: `${DAYS} --load 1.1 --surge 18 --rules bumpByClass --set bumpByClass.admission.bumpsPerToken=1,0`,
  },
  {
    title: 'Who gets a free seat',
    about:
      'Under `waitlistFirst` the best waiting patient gets it, under `pullForward` also one who sits in a later slot, and under `noPromotion` the seat is for the next who asks.',
    args: `${DAYS} --load 1.4 --rules standard --set standard.promotion=pullForward,noPromotion`,
  },
  {
    title: 'Seats for walk-ins',
    about: 'Two or four in ten seats of each slot are kept for walk-ins until an hour before the slot.',
    args: `${DAYS} --load 1.2 --rules standard --set standard.quotas.walk-in=20%,40%`,
  },
  {
    title: 'Extra seats for emergencies',
    about:
      'Emergencies get no seat, one, two or four seats above the capacity of a slot, and six in a session, on days with an accident.',
    args: `${DAYS} --load 1.1 --surge 18 --rules standard --set standard.elastic.extra=0,1,4`,
  },
  {
    title: 'More seats for those who do not come',
    about: 'Slots of 11 and 12 seats instead of 10, where about one patient in five does not come.',
    args: `${DAYS} --load 1.5 --rules standard --set clinic.seats=11,12`,
  },
  {
    title: 'Waiting patients in the building',
    about:
      'Ten, three or no waiting patients of a session may be seen without a seat if no patient with a seat is there.',
    args: `${DAYS} --load 1.4 --rules standard --set standard.standby.perSession=3,off`,
  },
  {
    title: 'The hour before the slot',
    about: 'Nobody loses a seat from 60, 0 or 180 minutes before the slot begins, on days with an accident.',
    args: `${DAYS} --load 1.1 --surge 18 --rules standard --set standard.cascade.freezeMinutes=0,180`,
  },
  {
    title: 'The empty chair',
    about:
      'A patient is a no-show 15 minutes after the end of the slot, or 15 minutes after its beginning, so that the seat can be given away.',
    args: `${DAYS} --load 1.4 --rules standard --set standard.visit.graceFrom=start`,
  },
  {
    title: 'A small department',
    about: 'One doctor, one morning: the ready clinic `small-opd`.',
    args: '--days 200 --clinic small-opd --rules standard,privateClinic,emergencyOverflow',
  },
  {
    title: 'A busy public hospital',
    about: 'Three departments, five rooms, 140 requests for 100 seats: the ready clinic `busy-public-hospital`.',
    args: '--days 50 --clinic busy-public-hospital --rules publicHospital,standard,emergencyOverflow',
  },
  {
    title: 'A private practice',
    about: 'Two doctors by appointment: the ready clinic `private-clinic`.',
    args: '--days 100 --clinic private-clinic --rules privateClinic,standard,waitlistWithEmergencyBump',
  },
]
