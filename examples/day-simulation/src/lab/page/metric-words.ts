/** How a metric is told. */
export interface MetricWords {
  /** Title of its drawing. */
  readonly title: string
  /** One sentence on what it measures. */
  readonly meaning: string
  /** Names it in a list, for one class. */
  readonly noun: string
  /** Follows the number of a difference. */
  readonly unit: string
  /** States a difference: the first of a sentence, and the next with the same verb. */
  readonly first: (amount: string, isMore: boolean, who: string) => string
  readonly next: (amount: string, isMore: boolean, who: string) => string
}

const patients = (verb: string): Pick<MetricWords, 'first' | 'next' | 'unit'> => ({
  unit: 'a day',
  first: (amount, isMore) => `${amount} ${isMore ? 'more' : 'fewer'} patients a day ${verb}`,
  next: (amount, isMore) => `${amount} ${isMore ? 'more' : 'fewer'}`,
})

const minutes = (what: (who: string) => string): Pick<MetricWords, 'first' | 'next' | 'unit'> => ({
  unit: 'minutes',
  first: (amount, isMore, who) => `${what(who)} was ${amount} minutes ${isMore ? 'longer' : 'shorter'}`,
  next: (amount, isMore, who) => `${who === '' ? '' : `that of ${who} `}${amount} ${isMore ? 'longer' : 'shorter'}`,
})

const share = (which: string): Pick<MetricWords, 'first' | 'next' | 'unit'> => ({
  unit: 'percentage points',
  first: (amount, isMore, who) =>
    `the share of ${who} ${which} was ${amount} percentage points ${isMore ? 'higher' : 'lower'}`,
  next: (amount, isMore, who) => `that of ${who} ${amount} ${isMore ? 'higher' : 'lower'}`,
})

const WORDS: Readonly<Record<string, MetricWords>> = {
  'mean wait from check-in to the doctor': {
    title: 'Mean wait from check-in to the doctor',
    meaning: 'Waits are those of patients who were seen with a seat; many come before their time, and wait for it.',
    noun: 'mean wait',
    ...minutes((who) => `the mean wait of ${who}`),
  },
  'wait that 9 in 10 do not exceed': {
    title: 'Wait that 9 in 10 do not exceed',
    meaning: 'It shows the bad cases: one patient in ten waits longer.',
    noun: 'the wait that 9 in 10 do not exceed',
    ...minutes((who) => `the wait that 9 in 10 ${who} do not exceed`),
  },
  'seated in the hour asked for': {
    title: 'Seated in the hour asked for',
    meaning: 'Of the patients who named an hour, the share whose last seat was in it, after all moves.',
    noun: 'seats in the hour asked for',
    ...share('seated in the hour they asked for'),
  },
  'had a place on the day at all': {
    title: 'Had a place on the day at all',
    meaning:
      'The share of patients who had a seat at the end, or were seen without one. Patients who cancel need no place.',
    noun: 'a place on the day',
    ...share('with a place on the day'),
  },
  seen: {
    title: 'Patients seen',
    meaning: 'Patients whose visit was completed.',
    noun: 'patients seen',
    ...patients('were seen'),
  },
  'ended without a seat': {
    title: 'Ended without a seat',
    meaning: 'Patients who did not cancel and got no place on the day: refused, dropped, or still waiting at the end.',
    noun: 'patients who ended without a seat',
    ...patients('ended without a seat'),
  },
  'moved for another': {
    title: 'Moved for another patient',
    meaning: 'Patients who lost a seat to another at least once.',
    noun: 'patients moved for another',
    ...patients('were moved for another'),
  },
  'most moves of one': {
    title: 'Most moves of one patient',
    meaning: 'How often the patient was moved who was moved most.',
    noun: 'most moves of one patient',
    unit: 'times',
    first: (amount, isMore) => `the patient moved most was moved ${amount} times ${isMore ? 'more' : 'less'}`,
    next: (amount, isMore) => `${amount} ${isMore ? 'more' : 'less'}`,
  },
  overtime: {
    title: 'Overtime of a doctor',
    meaning: 'From the end of working hours to the end of the last visit.',
    noun: 'overtime',
    ...minutes(() => 'the overtime of a doctor'),
  },
  'idle in working hours': {
    title: 'Idle time of a doctor',
    meaning: 'Working time without a patient.',
    noun: 'idle time',
    ...minutes(() => 'the idle time of a doctor'),
  },
}

/** Returns the words of a metric; a metric without words of its own is told by its name. */
export function wordsOf(metric: string): MetricWords {
  const own = Object.hasOwn(WORDS, metric) ? WORDS[metric] : undefined
  return (
    own ?? {
      title: metric,
      meaning: '',
      noun: metric,
      unit: '',
      first: (amount, isMore, who) =>
        `${metric}${who === '' ? '' : ` of ${who}`} was ${amount} ${isMore ? 'more' : 'less'}`,
      next: (amount, isMore, who) => `${who === '' ? '' : `that of ${who} `}${amount} ${isMore ? 'more' : 'less'}`,
    }
  )
}
