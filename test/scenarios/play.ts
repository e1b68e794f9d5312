import { type ScenarioOptions, scenario } from 'opd-scheduler/testing'
import { it } from 'vitest'

/** Makes a test of a scenario's text. */
export function play(text: string, options?: ScenarioOptions): void {
  const { name, run } = scenario(text, options)
  it(name, run)
}
