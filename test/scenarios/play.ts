import { type ScenarioOptions, scenario } from 'opd-scheduler/testing'
import { it } from 'vitest'

/** Makes a test from the text of a scenario. */
export function play(text: string, options?: ScenarioOptions): void {
  const { name, run } = scenario(text, options)
  it(name, run)
}
