import { presets } from 'opd-scheduler'
import { PRESET_NAMES, type PresetName } from '../options/preset-name'

/** What each preset does, in words for those who choose the rules of a clinic. */
const WORDS: Readonly<Record<PresetName, string>> = {
  standard:
    'If a slot is full, a patient gets the next free seat, or waits. Emergencies get up to two extra seats in a slot, and up to six in a doctor’s day. After that an emergency takes the seat of a lower class, and that patient gets the next free seat, or waits.',
  publicHospital:
    'Nobody is ahead for paying: after emergencies come elderly, disabled and pregnant patients and children, then all others by arrival. A patient who comes first in this order may take the seat of a later one. Patients who were seated late are moved forward when a seat becomes free.',
  privateClinic:
    'Patients keep to the slot they asked for, or wait for it. Emergencies get up to two extra seats in a slot, and then take the seat of a lower class. A freed seat is offered to the first on the list for 15 minutes.',
  bumpByClass:
    'The order is emergency, paid, follow-up, online, walk-in. Every class may take the seat of a lower class, and that patient gets the next free seat, takes the seat of a still lower class, or waits. Emergencies get up to two extra seats in a slot.',
  bumpAndCascade:
    'If a slot is full, a higher class takes the seat of the lowest. That patient goes to the next slot and may push on a lower one there; from the last slot of the day patients are dropped. If the next slot has no room, the newcomer is refused. There is no waiting list.',
  waitlistWithEmergencyBump:
    'Each slot has a waiting list. Only an emergency takes the seat of another patient, who then waits for the same slot.',
  swapToOverflow:
    'Each full slot has a queue. An emergency swaps with the lowest patient of the slot, who goes to the queue.',
  emergencyBypass:
    'Emergencies always get a seat, first in line and without limit, and nobody loses one. Others are refused if the slot is full.',
  emergencyOverflow:
    'Emergencies get two extra seats in each slot, and nobody loses one. If a slot is full, patients get the next free seat of the day, or wait, walk-ins before online bookings.',
}

/** Describes rules by their label in a report: a preset, perhaps without its standby. */
export function wordsOfRules(label: string): string {
  const name = PRESET_NAMES.find((each) => label === each || label.startsWith(`${each},`))
  if (name === undefined) return ''
  const hasStandby = label === name && presets[name]().visit?.standby !== undefined
  return hasStandby
    ? `${WORDS[name]} Patients who wait in the building without a seat are called if the doctor is free.`
    : WORDS[name]
}
