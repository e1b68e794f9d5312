import { describe } from 'vitest'
import { play } from './play'

describe('bumpAndCascade', () => {
  play(`
    Scenario 10: bumpAndCascade, single hop

    rules: bumpAndCascade
    slots: 09:00-10:00 x2, 10:00-11:00 x2

    step              | result       | moves       | 09:00 | 10:00
    t1 books O 09:00  | confirmed    |             | t1    |
    t2 books P 09:00  | confirmed    |             | t2 t1 |
    t3 books E 09:00  | confirmed #1 | t1 to 10:00 | t3 t2 | t1
  `)

  play(`
    Scenario 11: contiguous slots, bumpAndCascade

    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step              | result    | moves      | 09:00 | 10:00 | 11:00
    A books O 09:00   | confirmed |            | A     |       |
    E1 books E 09:00  | confirmed | A to 10:00 | E1    | A     |
  `)

  play(`
    Scenario 11: contiguous slots, standard (an emergency takes the overflow seats first)

    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step                | result    | moves      | 09:00    | 10:00 | 11:00
    A books O 09:00     | confirmed |            | A        |       |
    E1 E2 book E 09:00  | confirmed |            | E1 E2 A  |       |
    E3 books E 09:00    | confirmed | A to 10:00 | E1 E2 E3 | A     |
  `)

  play(`
    Scenario 11: contiguous slots, bumpByClass (a paying patient)

    rules: bumpByClass
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step             | result    | moves      | 09:00 | 10:00 | 11:00
    A books O 09:00  | confirmed |            | A     |       |
    B books P 09:00  | confirmed | A to 10:00 | B     | A     |
  `)

  play(`
    Scenario 11: contiguous slots, standard (a paying patient gets the next free seat)

    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step             | result    | moves | 09:00 | 10:00 | 11:00
    A books O 09:00  | confirmed |       | A     |       |
    B books P 09:00  | confirmed |       | A     | B     |
  `)

  play(`
    Scenario 16: bumpAndCascade, double full, below emergencies

    rules: bumpAndCascade
    slots: 09:00-10:00 x2, 10:00-11:00 x2

    step                | result              | moves | 09:00 | 10:00
    O1 O2 book O 09:00  | confirmed           |       | O1 O2 |
    E1 E2 book E 10:00  | confirmed           |       | O1 O2 | E1 E2
    P1 books P 09:00    | refused bump-failed |       | O1 O2 | E1 E2
  `)

  play(`
    Scenario 16: bumpAndCascade, double full, walk-ins and online bookings are equals

    rules: bumpAndCascade
    slots: 09:00-10:00 x2, 10:00-11:00 x2

    step                | result              | moves | 09:00 | 10:00
    O1 O2 book O 09:00  | confirmed           |       | O1 O2 |
    W1 W2 book W 10:00  | confirmed           |       | O1 O2 | W1 W2
    P1 books P 09:00    | refused bump-failed |       | O1 O2 | W1 W2
    O3 books O 10:00    | refused slot-full   |       | O1 O2 | W1 W2
    F1 books F 10:00    | confirmed           | W2 dropped end-of-day | O1 O2 | F1 W1
  `)

  play(`
    Scenario 16: bumpAndCascade, two hops

    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step             | result    | moves                  | 09:00 | 10:00 | 11:00
    F books F 09:00  | confirmed |                        | F     |       |
    O books O 10:00  | confirmed |                        | F     | O     |
    E books E 09:00  | confirmed | F to 10:00, O to 11:00 | E     | F     | O
  `)

  play(`
    Scenario 16: bumpAndCascade, two hops off the end of the day

    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result    | moves                            | 09:00 | 10:00
    F books F 09:00  | confirmed |                                  | F     |
    O books O 10:00  | confirmed |                                  | F     | O
    E books E 09:00  | confirmed | F to 10:00, O dropped end-of-day | E     | F
  `)

  play(`
    Scenario 16: bumpAndCascade, two hops into a full slot

    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step             | result              | moves | 09:00 | 10:00 | 11:00
    F books F 09:00  | confirmed           |       | F     |       |
    O books O 10:00  | confirmed           |       | F     | O     |
    W books W 11:00  | confirmed           |       | F     | O     | W
    E books E 09:00  | refused bump-failed |       | F     | O     | W
  `)

  play(`
    Scenario 17: bumpAndCascade, end of day

    rules: bumpAndCascade
    slots: 09:00-10:00 x2

    step                | result    | moves                 | 09:00
    W1 W2 book W 09:00  | confirmed |                       | W1 W2
    E1 books E 09:00    | confirmed | W2 dropped end-of-day | E1 W1
  `)

  play(`
    bumpAndCascade does not promote: a freed seat is for the next booking

    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result            | moves      | 09:00 | 10:00
    A books O 09:00  | confirmed         |            | A     |
    B books W 09:00  | refused slot-full |            | A     |
    C books P 09:00  | confirmed         | A to 10:00 | C     | A
    C cancels        | cancelled         |            |       | A
    D books W 09:00  | confirmed         |            | D     | A
    D no-show        | no-show           |            |       | A
    G books charity 09:00 | refused unknown-source |  |       | A
  `)
})
