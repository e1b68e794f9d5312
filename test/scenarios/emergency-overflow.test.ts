import { describe } from 'vitest'
import { play } from './play'

describe('emergencyOverflow', () => {
  play(`
    Scenario 7: emergencyOverflow

    rules: emergencyOverflow
    slots: 09:00-10:00 x3, 10:00-11:00 x3

    step          | result        | moves       | 09:00          | 10:00         | waiting
    O1 books O    | confirmed     |             | O1             |               |
    W1 books W    | confirmed     |             | W1 O1          |               |
    F1 books F    | confirmed     |             | F1 W1 O1       |               |
    P1 books P    | confirmed     |             | F1 W1 O1       | P1            |
    O2 O3 book O  | confirmed     |             | F1 W1 O1       | P1 O2 O3      |
    W2 books W    | waitlisted #1 |             | F1 W1 O1       | P1 O2 O3      | W2
    P2 books P    | waitlisted #1 |             | F1 W1 O1       | P1 O2 O3      | P2 W2
    E1 E2 book E  | confirmed     |             | E1 E2 F1 W1 O1 | P1 O2 O3      | P2 W2
    E3 E4 book E  | confirmed     |             | E1 E2 F1 W1 O1 | E3 E4 P1 O2 O3 | P2 W2
    E5 books E    | waitlisted #1 |             | E1 E2 F1 W1 O1 | E3 E4 P1 O2 O3 | E5 P2 W2
    E6 books E    | waitlisted #2 |             | E1 E2 F1 W1 O1 | E3 E4 P1 O2 O3 | E5 E6 P2 W2
    O1 cancels    | cancelled     | E5 to 09:00 | E1 E2 E5 F1 W1 | E3 E4 P1 O2 O3 | E6 P2 W2
    E7 books E    | waitlisted #2 |             | E1 E2 E5 F1 W1 | "             | E6 E7 P2 W2
    # Ordinary waiters are promoted only below base capacity.
    W1 no-show    | no-show       | E6 to 09:00 | E1 E2 E5 E6 F1 | "             | E7 P2 W2
    F1 cancels    | cancelled     | E7 to 09:00 | E1 E2 E5 E6 E7 | "             | P2 W2
    E1 E2 cancel  | cancelled     |             | E5 E6 E7       | "             | P2 W2
    E5 cancels    | cancelled     | P2 to 09:00 | E6 E7 P2       | "             | W2
    E6 cancels    | cancelled     | W2 to 09:00 | E7 P2 W2       | "             |
  `)

  play(`
    Scenario 7: emergencyOverflow, a booking that names a slot waits for it or a later one

    rules: emergencyOverflow
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step              | result        | moves      | 09:00 | 10:00 | 11:00 | waiting
    A B C book O      | confirmed     |            | A     | B     | C     |
    D books W 10:00   | waitlisted    |            | A     | B     | C     | D
    G books O         | waitlisted    |            | A     | B     | C     | D G
    A cancels         | cancelled     | G to 09:00 | G     | B     | C     | D
    C cancels         | cancelled     | D to 11:00 | G     | B     | D     |
  `)

  play(`
    Scenario 8: emergencyOverflow, no leak

    rules: emergencyOverflow
    slots: 09:00-10:00 x2

    step                | result        | moves | 09:00   | waiting
    P1 P2 book P 09:00  | confirmed     |       | P1 P2   |
    E1 books E 09:00    | confirmed #1  |       | E1 P1 P2 |
    O1 O2 O3 book O 09:00 | waitlisted  |       | E1 P1 P2 | O1 O2 O3
    P1 cancels          | cancelled     |       | E1 P2   | O1 O2 O3
    O4 books O 09:00    | waitlisted #4 |       | E1 P2   | O1 O2 O3 O4
    E1 cancels          | cancelled     | O1 to 09:00 | P2 O1 | O2 O3 O4
  `)
})
