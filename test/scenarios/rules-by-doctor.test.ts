import { describe } from 'vitest'
import { play } from './play'

describe('rules by doctor', () => {
  play(`
    The same bookings under the rules of two doctors, of whom one has patients bumped and the other seats emergencies above capacity
    rules: bumpByClass
    rules of shah: emergencyBypass
    slots of rao: 09:00-10:00 x1, 10:00-11:00 x2
    slots of shah: 09:00-10:00 x1, 10:00-11:00 x1

    step                   | result            | moves      | rao 09:00 | rao 10:00 | shah 09:00 | shah 10:00 | rao waiting
    A books W rao 09:00    | confirmed         |            | A         |           |            |            |
    B books P rao 09:00    | confirmed         | A to 10:00 | B         | A         |            |            |
    C books W shah 09:00   | confirmed         |            | B         | A         | C          |            |
    D books P shah 09:00   | refused slot-full |            | "         | "         | "          | "          | "
    E books E shah 09:00   | confirmed         |            | "         | "         | E C        | "          | "
    F books O shah 10:00   | confirmed         |            | "         | "         | E C        | F          | "
    F moves to rao 10:00 as G | confirmed      | F rescheduled | B      | G A       | E C        |            |
  `)
})
