import { TIME_ZONE } from '../day/clinic'
import type { PresetName } from '../options/preset-name'
import type { TimedCommand } from '../run/script'
import { WallClock } from '../run/wall-clock'

/** Commands in the format of `--input`: the facility, then one JSON object a line. */
export class Recording {
  private readonly lines: string[]
  private readonly clock: WallClock

  constructor(timeZone: string = TIME_ZONE, rules?: PresetName) {
    this.clock = new WallClock(timeZone)
    this.lines = [JSON.stringify({ op: 'facility', timeZone, rules })]
  }

  add({ at, command }: TimedCommand): void {
    this.lines.push(JSON.stringify({ at: this.clock.textAt(at), ...command }))
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`
  }
}
