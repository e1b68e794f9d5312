import { bumpByClass, elastic } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

describe('standard', () => {
  play(`
    standard gives emergencies two overflow seats in a slot and six in a session; then they bump

    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1, 12:00-13:00 x1

    step                | result    | moves             | 09:00    | 10:00    | 11:00    | 12:00 | waiting
    A books W 09:00     | confirmed |                   | A        |          |          |       |
    B books W 10:00     | confirmed |                   | A        | B        |          |       |
    C books W 11:00     | confirmed |                   | A        | B        | C        |       |
    D books W 12:00     | confirmed |                   | A        | B        | C        | D     |
    E1 E2 book E 09:00  | confirmed |                   | E1 E2 A  | B        | C        | D     |
    E3 E4 book E 10:00  | confirmed |                   | E1 E2 A  | E3 E4 B  | C        | D     |
    E5 E6 book E 11:00  | confirmed |                   | E1 E2 A  | E3 E4 B  | E5 E6 C  | D     |
    E7 books E 12:00    | confirmed | D waits           | E1 E2 A  | E3 E4 B  | E5 E6 C  | E7    | D
    E8 books E 12:00    | waitlisted |                  | E1 E2 A  | E3 E4 B  | E5 E6 C  | E7    | E8 D
    # An overflow seat of one slot, given back, is one for every slot.
    E1 cancels          | cancelled | E8 to 12:00       | E2 A     | E3 E4 B  | E5 E6 C  | E7 E8 | D
  `)

  play(`
    standard bumps no token for a patient who is no emergency

    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result     | moves      | 09:00 | 10:00 | waiting
    A books W 09:00  | confirmed  |            | A     |       |
    B books P 09:00  | confirmed  |            | A     | B     |
    C books P 09:00  | waitlisted |            | A     | B     | C
    D books W 10:00  | waitlisted |            | A     | B     | C D
    B cancels        | cancelled  | C to 10:00 | A     | C     | D
    A becomes E      | confirmed  |            | A     | C     | D
    C becomes P      | confirmed  |            | A     | C     | D
  `)

  play(`
    standard bumps for emergencies alone, and the bumped patient bumps nobody

    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x2

    step               | result     | moves      | 09:00   | 10:00 | 11:00 | waiting
    A books P 09:00    | confirmed  |            | A       |       |       |
    B books W 10:00    | confirmed  |            | A       | B     |       |
    C books W 11:00    | confirmed  |            | A       | B     | C     |
    E1 E2 book E 09:00 | confirmed  |            | E1 E2 A | B     | C     |
    E3 books E 09:00   | confirmed  | A to 11:00 | E1 E2 E3 | B    | A C   |
  `)

  play(`
    standard does not bump within the hour before a slot starts, not even for emergencies

    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step               | result     | moves   | 09:00    | 10:00   | waiting
    A books W 09:00    | confirmed  |         | A        |         |
    B books W 10:00    | confirmed  |         | A        | B       |
    clock 08:00        |            |         | A        | B       |
    E1 E2 book E 09:00 | confirmed  |         | E1 E2 A  | B       |
    E3 books E 09:00   | confirmed  | A waits | E1 E2 E3 | B       | A
    clock 09:01        |            |         | E1 E2 E3 | B       | A
    E4 E5 book E 10:00 | confirmed  |         | E1 E2 E3 | E4 E5 B | A
    E6 books E 10:00   | waitlisted |         | E1 E2 E3 | E4 E5 B | E6 A
  `)

  play(`
    standard lets a walk-in who waits rise to the class of paying patients, and no further

    rules: standard
    slots: 09:00-10:00 x1, 12:00-13:00 x1

    step             | result        | moves      | 09:00 | 12:00 | waiting
    A books P 09:00  | confirmed     |            | A     |       |
    B books P 12:00  | confirmed     |            | A     | B     |
    W books W 12:00  | waitlisted    |            | A     | B     | W
    clock 10:29      |               |            | A     | B     | W
    C books P 12:00  | waitlisted #1 |            | A     | B     | C W
    clock 10:30      |               |            | A     | B     | W C
    D books P 12:00  | waitlisted #3 |            | A     | B     | W C D
    clock 11:59      |               |            | A     | B     | W C D
    E1 E2 book E 12:00 | confirmed   |            | A     | E1 E2 B | W C D
    E3 books E 12:00 | waitlisted #1 |            | A     | E1 E2 B | E3 W C D
    E3 E1 E2 cancel  | cancelled     |            | A     | B     | W C D
    B W cancel       | cancelled     | W to 12:00, C to 12:00 | A | C | D
  `)
})

describe('bumpByClass', () => {
  play(`
    bumpByClass does not bump within the hour before a slot starts

    rules: bumpByClass
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result     | moves   | 09:00 | 10:00 | waiting
    A books W 09:00  | confirmed  |         | A     |       |
    B books W 10:00  | confirmed  |         | A     | B     |
    clock 08:00      |            |         | A     | B     |
    C books O 09:00  | confirmed  | A waits | C     | B     | A
    clock 08:01      |            |         | C     | B     | A
    D books P 09:00  | confirmed  | B waits | C     | D     | A B
    clock 09:00      |            |         | C     | D     | A B
    F books P 10:00  | waitlisted |         | C     | D     | F A B
    clock 09:01      |            |         | C     | D     | F A B
    D cancels        | cancelled  | F to 10:00 | C  | F     | A B
    clock 10:00      |            |         | C     | F     | A B
    C cancels        | cancelled  |         |       | F     | A B
    G books E 09:00  | refused slot-past |  |       | F     | A B
    clock 11:00      |            |         |       | F     | A B
    F cancels        | cancelled  |         |       |       | A B
  `)

  play(`
    bumpByClass bumps no token more than twice

    rules: bumpByClass
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step             | result     | moves      | 09:00 | 10:00 | 11:00 | waiting
    A books W 09:00  | confirmed  |            | A     |       |       |
    B books P 09:00  | confirmed  | A to 10:00 | B     | A     |       |
    C books F 10:00  | confirmed  | A to 11:00 | B     | C     | A     |
    D books P 11:00  | waitlisted |            | B     | C     | A     | D
  `)

  play(`
    bumpByClass never moves a token that has checked in

    rules: bumpByClass
    slots: 09:00-10:00 x2, 10:00-11:00 x1

    step             | result     | moves      | 09:00  | 10:00 | waiting
    A books O 09:00  | confirmed  |            | A      |       |
    B books W 09:00  | confirmed  |            | A B    |       |
    B checks in      | checked-in |            | A B/in |       |
    C books P 09:00  | confirmed  | A to 10:00 | C B/in | A     |
    C checks in      | checked-in |            | C/in B/in | A  |
    D books P 09:00  | confirmed  | A waits    | C/in B/in | D  | A
  `)

  play(
    `
    a token whose class sees more seats keeps an overflow seat that a better token could not have

    slots: 09:00-10:00 x1

    step             | result    | moves   | 09:00 | waiting
    A books O 09:00  | confirmed |         | A     |
    B books W 09:00  | confirmed |         | A B   |
    C books P 09:00  | confirmed | A waits | C B   | A
  `,
    { rules: { ...bumpByClass(), capacity: elastic({ for: ['walk-in'], extra: 1 }) } },
  )
})

describe('publicHospital', () => {
  play(`
    publicHospital puts vulnerable patients before all others, and gives paying patients no advantage

    rules: publicHospital
    slots: 09:00-10:00 x2, 10:00-11:00 x1

    step                                           | result     | moves      | 09:00 | 10:00 | waiting
    A books W 09:00                                | confirmed  |            | A     |       |
    B books W 09:00                                | confirmed  |            | A B   |       |
    C books P 09:00                                | confirmed  |            | A B   | C     |
    D books W 09:00 with priorityGroup=elderly     | confirmed  | B waits    | D A   | C     | B
    F books P 10:00 with priorityGroup=disabled    | confirmed  | C waits    | D A   | F     | B C
    A cancels                                      | cancelled  | B to 09:00 | D B   | F     | C
    F cancels                                      | cancelled  | C to 10:00 | D B   | C     |
    # C asked for 09:00 and is pulled forward.
    D no-show                                      | no-show    | C to 09:00 | B C   |       |
  `)
})

describe('privateClinic', () => {
  play(`
    privateClinic lets paying patients wait first, and only an emergency without an overflow seat bumps

    rules: privateClinic
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                | result        | moves      | 09:00    | 10:00 | waiting 09:00
    A books W 09:00     | confirmed     |            | A        |       |
    B books O 09:00     | waitlisted #1 |            | A        |       | B
    C books P 09:00     | waitlisted #1 |            | A        |       | C B
    E1 E2 book E 09:00  | confirmed     |            | E1 E2 A  |       | C B
    E3 books E 09:00    | confirmed     | A to 10:00 | E1 E2 E3 | A     | C B
    E1 E2 cancel        | cancelled     |            | E3       | A     | C B
    E3 cancels          | cancelled     | C offered 09:00 | C/offered | A | B
    clock 06:15         |               |            | C/offered | A    | B
    sweep               | open          | C expired, B offered 09:00 | B/offered | A |
    B confirms          | confirmed     |            | B        | A     |
  `)
})
