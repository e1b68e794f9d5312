import { presets } from 'opd-scheduler'
import { nearest } from '../nearest'
import { isOneOf } from './names'

/** The name of one of the library's presets. */
export type PresetName = keyof typeof presets

export const PRESET_NAMES = Object.keys(presets) as PresetName[]

export function isPresetName(name: string): name is PresetName {
  return isOneOf(PRESET_NAMES, name)
}

/** Says that there is no such preset, and which one may be meant. */
export function noPreset(name: string): string {
  const meant = nearest(name, PRESET_NAMES)
  const hint = meant === undefined ? `Choose one of ${PRESET_NAMES.join(', ')}.` : `Maybe ${meant}.`
  return `There is no preset '${name}'. ${hint}`
}
