import type { Outcome } from '../run/run'
import { dateText, type WallClock } from '../run/wall-clock'
import type { Paint } from './paint'
import { storiesOf } from './stories'
import { wrap } from './wrap'

/** Formats the histories of some moved tokens, in the library's own sentences. */
export async function reasons(outcome: Outcome, clock: WallClock, { bold, faint }: Paint): Promise<string[]> {
  return (await storiesOf(outcome)).flatMap(({ number, doctor, entries }) => [
    bold(`Why was token ${number} of ${doctor} moved?`),
    ...entries.flatMap(({ at, sentence }) => {
      const [first = '', ...rest] = wrap(sentence, 58)
      return [
        `  ${faint(momentText(clock, at).padEnd(16))}  ${first}`,
        ...rest.map((line) => `${' '.repeat(20)}${line}`),
      ]
    }),
    '',
  ])
}

/** Such as `Fri 30 Jan 09:20`. */
function momentText(clock: WallClock, at: number): string {
  const text = clock.textAt(at)
  return `${dateText(text.slice(0, 10), 'short')} ${text.slice(11, 16)}`
}
