import { RuleFault } from '../../core/rules/rules'
import { shown } from '../../core/rules/shown'
import { Fields } from './fields'
import { guarded } from './host-code'
import { invalid } from './invalid'
import type { HabitsSetting } from './setting'

const DEFAULTS: HabitsSetting = { comes: () => 0.8, earlyMinutes: 15, spreadMinutes: 20 }

/** Reads how patients come; throws `invalid-input`. */
export function readHabits(options: Fields): HabitsSetting {
  if (!options.has('habits')) return DEFAULTS
  const fields = Fields.of(options.get('habits'), 'habits')
  const comes = fields.get('comes')
  if (comes !== undefined && typeof comes !== 'function')
    throw invalid(fields.at('comes'), comes, 'Give a function that returns a chance from 0 to 1')
  const whole = (name: 'earlyMinutes' | 'spreadMinutes', least: number): number =>
    fields.has(name) ? fields.whole(name, least, 240) : DEFAULTS[name]
  const habits = {
    comes: comes === undefined ? DEFAULTS.comes : checked(comes as HabitsSetting['comes']),
    earlyMinutes: whole('earlyMinutes', -240),
    spreadMinutes: whole('spreadMinutes', 1),
  }
  fields.done('option')
  return habits
}

function checked(comes: HabitsSetting['comes']): HabitsSetting['comes'] {
  return guarded('habits.comes', (request) => {
    const chance: unknown = comes(request)
    if (typeof chance === 'number' && chance >= 0 && chance <= 1) return chance
    throw new RuleFault(`habits.comes returns ${shown(chance)}, which is no chance from 0 to 1`)
  })
}
