import { describe } from 'vitest'
import { play } from './play'

describe('emergencyBypass', () => {
  play(`
    Scenario 6: emergencyBypass

    rules: emergencyBypass
    slots: 09:00-10:00 x5

    step               | result            | moves | 09:00
    O1..O5 book O 09:00 | confirmed        |       | O1 O2 O3 O4 O5
    O6 books O 09:00   | refused slot-full |       | O1 O2 O3 O4 O5
    P1 books P 09:00   | refused slot-full |       | O1 O2 O3 O4 O5
    E1 books E 09:00   | confirmed #1      |       | E1 O1 O2 O3 O4 O5
    E2 books E 09:00   | confirmed #2      |       | E1 E2 O1 O2 O3 O4 O5
    E3 books E 09:00   | confirmed #3      |       | E1 E2 E3 O1 O2 O3 O4 O5
    O1 O2 cancel       | cancelled         |       | E1 E2 E3 O3 O4 O5
    O7 books O 09:00   | refused slot-full |       | E1 E2 E3 O3 O4 O5
    O3 O4 cancel       | cancelled         |       | E1 E2 E3 O5
    O8 books O 09:00   | confirmed #5      |       | E1 E2 E3 O5 O8
    O9 books O 09:00   | refused slot-full |       | E1 E2 E3 O5 O8
  `)

  play(`
    emergencyBypass does not count a completed visit or a no-show as active

    rules: emergencyBypass
    slots: 09:00-10:00 x2

    step               | result            | moves | 09:00
    A B book O 09:00   | confirmed         |       | A B
    A completes        | completed         |       | B
    C books O 09:00    | confirmed #2      |       | B C
    B no-show          | no-show           |       | C
    D books O 09:00    | confirmed #2      |       | C D
    B is reinstated    | refused no-capacity |     | C D
    F books charity 09:00 | refused unknown-source | | C D
  `)
})
