import { swapToOverflow } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

describe('swapToOverflow', () => {
  play(`
    Scenario 1: swapToOverflow, the simulation

    rules: swapToOverflow
    slots of rao: 09:00-10:00 x3
    slots of shah: 09:00-10:00 x3
    slots of iyer: 09:00-10:00 x3

    step                   | result       | moves   | rao 09:00 | rao waiting | shah 09:00 | iyer 09:00
    A books W rao 09:00    | confirmed #1 |         | A         |             |            |
    B books O rao 09:00    | confirmed #1 |         | B A       |             |            |
    C books F rao 09:00    | confirmed #1 |         | C B A     |             |            |
    H books O shah 09:00   | confirmed #1 |         | "         |             | H          |
    K books W iyer 09:00   | confirmed #1 |         | "         |             | "          | K
    R books E rao 09:00    | confirmed #1 | A waits | R C B     | A           | "          | "
  `)

  play(`
    Scenario 2a: swapToOverflow, a chain, only emergencies swap

    rules: swapToOverflow
    slots: 09:00-10:00 x3

    step              | result        | moves   | 09:00    | waiting
    A books W 09:00   | confirmed     |         | A        |
    B books O 09:00   | confirmed     |         | B A      |
    C books F 09:00   | confirmed     |         | C B A    |
    R books E 09:00   | confirmed     | A waits | R C B    | A
    Q books P 09:00   | waitlisted #1 |         | R C B    | Q A
    E2 books E 09:00  | confirmed     | B waits | R E2 C   | Q B A
    E3 books E 09:00  | confirmed     | C waits | R E2 E3  | Q C B A
    E4 books E 09:00  | waitlisted #1 |         | R E2 E3  | E4 Q C B A
    R cancels         | cancelled     | E4 to 09:00 | E2 E3 E4 | Q C B A
  `)

  play(
    `
    Scenario 2b: swapToOverflow, a chain, every higher class swaps

    slots: 09:00-10:00 x3

    step              | result        | moves   | 09:00    | waiting
    A books W 09:00   | confirmed     |         | A        |
    B books O 09:00   | confirmed     |         | B A      |
    C books F 09:00   | confirmed     |         | C B A    |
    R books E 09:00   | confirmed     | A waits | R C B    | A
    Q books P 09:00   | confirmed     | B waits | R Q C    | B A
    V books W 09:00   | waitlisted #3 |         | R Q C    | B A V
    E2 books E 09:00  | confirmed     | C waits | R E2 Q   | C B A V
    E3 books E 09:00  | confirmed     | Q waits | R E2 E3  | Q C B A V
    E4 books E 09:00  | waitlisted #1 |         | R E2 E3  | E4 Q C B A V
    R cancels         | cancelled     | E4 to 09:00 | E2 E3 E4 | Q C B A V
  `,
    { rules: swapToOverflow({ bumpers: 'any' }) },
  )

  play(`
    swapToOverflow treats an unknown source as a walk-in

    rules: swapToOverflow
    slots: 09:00-10:00 x1

    step                     | result        | moves   | 09:00 | waiting
    A books charity 09:00    | confirmed     |         | A     |
    B books O 09:00          | waitlisted #1 |         | A     | B
    C books W 09:00          | waitlisted #2 |         | A     | B C
    D books E 09:00          | confirmed     | A waits | D     | B A C
  `)
})
