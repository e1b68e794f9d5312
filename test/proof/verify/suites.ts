import type { Rules } from 'opd-scheduler'
import { PRESETS } from '../../scheduler/clinic'
import { modelUnder, modelUnderAnyRules } from '../model/model-suite'
import { PRESET_COMPOSITIONS } from '../model/preset-compositions'
import { anyPreferences, byClass, vacancyChains, waitersWithoutEnvy, wholeOrder } from '../oracles/oracle-suite'
import { randomDays } from '../random-days/random-days'
import { readsBack } from '../replay/reads-back'
import { explore } from '../small-scope/explore'

type Note = (what: string, times?: number) => void

/** One way to search for a mistake. A round takes some seconds, and has its own seed. */
export interface Suite {
  readonly name: string
  /** Situations that the rounds together must reach. */
  readonly situations: readonly string[]
  round(seed: number, note: Note): Promise<void>
}

const presets = Object.entries(PRESETS)

async function forEachPreset(run: (name: string, rules: Rules) => Promise<void>): Promise<void> {
  for (const [name, preset] of presets) await run(name, preset())
}

const MOVES = ['bump', 'promotion', 'drop', 'bump-failed', 'overflow seat', 'waitlisted']

/** Situations from the phone call to the way home. */
const ROOM = [
  ...['held seat expired', 'offered seat expired', 'offered seat declined', 'quota released', 'quota-exhausted'],
  ...['skipped to no-show', 'left', 'second visit', 'seat of an undone step', 'reinstated to the list'],
  ...['moved within the day', 'moved to another day', 'seat above the rules', 'bumped by hand', 'policy-denied'],
  ...['no-show past the grace', 'closed by a sweep'],
]

export const SUITES: readonly Suite[] = [
  {
    name: 'model, rules composed at random',
    situations: [...MOVES, 'deep cascade', 'pulled forward', 'capacity-in-use', ...ROOM],
    round: (seed, note) => modelUnderAnyRules({ runs: 400, seed, note }),
  },
  {
    name: 'model, presets',
    situations: MOVES,
    round: (seed, note) =>
      forEachPreset((name, rules) => modelUnder(rules, PRESET_COMPOSITIONS[name]!, { runs: 40, seed, note })),
  },
  {
    name: 'invariants on random days, presets',
    situations: ['bumped', 'cascaded', 'deep', 'promoted', 'dropped', 'bump-failed', 'overflow', 'displaced'],
    round: (seed, note) => forEachPreset((_, rules) => randomDays(rules, { runs: 40, seed, note })),
  },
  {
    name: 'stable matching',
    situations: ['bump', 'deep cascade', 'promotion', 'other seats within a class'],
    round: async (seed, note) => {
      for (const compare of [wholeOrder, byClass, anyPreferences, vacancyChains, waitersWithoutEnvy])
        for (let day = 0; day < 2000; day++) compare((seed + day) >>> 0, note)
    },
  },
  {
    name: 'logs read back',
    situations: MOVES,
    round: (seed, note) => forEachPreset((name, rules) => readsBack(name, rules, { runs: 15, seed, note })),
  },
  {
    name: 'every sequence of three classes',
    situations: ['confirmed', 'waitlisted', 'reinstated'],
    // One preset in each round, with sequences one command longer than in `npm run prove`.
    round: async (seed, note) => {
      const classes = ['emergency', 'paid', 'online'].map((source) => ({ source }))
      const { states, commands } = explore(presets[seed % presets.length]![1](), classes, 5, note)
      note('states', states)
      note('commands', commands)
    },
  },
]
