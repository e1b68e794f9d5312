import { quotas, standard } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

describe('effects of the clock', () => {
  play(`
    A sweep ends holds, marks absent patients as no-shows after the grace, and closes the session; once
    rules: standard
    slots: 09:00-10:00 x2, 10:00-11:00 x1

    step                                | result                | moves                     | 09:00   | 10:00  | waiting
    A B book O 09:00                    | confirmed             |                           | A B     |        |
    C holds O 10:00 within 30 minutes   | held                  |                           | A B     | C/held |
    D books O 10:00                     | waitlisted            |                           | A B     | C/held | D
    sweep                               | open                  |                           | A B     | C/held | D
    clock 06:30                         |                       |                           | A B     | C/held | D
    sweep                               | open                  | C expired, D to 10:00     | A B     | D      |
    sweep                               | open                  |                           | A B     | D      |
    E books O 10:00                     | waitlisted            |                           | A B     | D      | E
    clock 09:50                         |                       |                           | A B     | D      | E
    B checks in                         | checked-in            |                           | A B/in  | D      | E
    clock 10:14                         |                       |                           | A B/in  | D      | E
    sweep                               | open                  |                           | A B/in  | D      | E
    clock 10:15                         |                       |                           | A B/in  | D      | E
    sweep                               | open                  | A no-show                 | B/in    | D      | E
    clock 11:15                         |                       |                           | B/in    | D      | E
    sweep                               | closed                | D no-show, E dropped end-of-day | B/in |     |
    sweep                               | closed                |                           | B/in    |        |
    call next                           | called                |                           | B/called |       |
  `)

  play(
    `
    If the grace counts from the start, the seat of an absent patient goes to a waiting one
    slots: 09:00-10:00 x1
    clock: 08:50

    step               | result      | moves                    | 09:00 | waiting
    A books O 09:00    | confirmed   |                          | A     |
    B books O 09:00    | waitlisted  |                          | A     | B
    clock 09:10        |             |                          | A     | B
    sweep              | open        | A no-show, B to 09:00    | B     |
    sweep              | open        |                          | B     |
    clock 09:19        |             |                          | B     |
    sweep              | open        |                          | B     |
    clock 09:20        |             |                          | B     |
    sweep              | open        | B no-show                |       |
  `,
    { rules: { ...standard(), visit: { graceMinutes: 10, graceFrom: 'start' } } },
  )
})

describe('quotas', () => {
  play(
    `
    Each seat counts once: of four, two are reserved for walk-ins until an hour before
    slots: 09:00-10:00 x4
    clock: 06:00

    step                   | result                   | moves                          | 09:00       | waiting
    A books O 09:00        | confirmed                |                                | A           |
    B books O 09:00        | confirmed                |                                | A B         |
    C books O 09:00        | waitlisted               |                                | A B         | C
    W books W 09:00        | confirmed                |                                | A B W       | C
    W cancels              | cancelled                |                                | A B         | C
    V W2 book W 09:00      | confirmed                |                                | A B V W2    | C
    A cancels              | cancelled                | C to 09:00                     | B C V W2    |
    V W2 cancel            | cancelled                |                                | B C         |
    D books O 09:00        | waitlisted               |                                | B C         | D
    clock 08:00            |                          |                                | B C         | D
    F books O 09:00        | confirmed                | D to 09:00                     | B C D F     |
  `,
    {
      rules: {
        ...standard(),
        capacity: quotas({ shares: { 'walk-in': '50%' }, releaseMinutes: 60 }),
        overflow: standard().overflow.slice(1),
      },
    },
  )

  play(
    `
    A share of the session is spread over its slots, and a refusal says that seats are reserved
    slots: 09:00-10:00 x2, 10:00-11:00 x2, 11:00-12:00 x2

    step                   | result                   | 09:00   | 10:00   | 11:00
    A books O 09:00        | confirmed                | A       |         |
    B books O 09:00        | confirmed                | A B     |         |
    C books O 10:00        | confirmed                | A B     | C       |
    D books O 10:00        | refused quota-exhausted  | A B     | C       |
    E books O 11:00        | confirmed                | A B     | C       | E
    F books O              | refused no-capacity      | A B     | C       | E
    G books F 10:00        | confirmed                | A B     | G C     | E
    clock 10:30            |                          | A B     | G C     | E
    H books O              | confirmed                | A B     | G C     | E H
  `,
    {
      rules: {
        ...standard(),
        capacity: quotas({ shares: { 'follow-up': 2 }, per: 'session', releaseMinutes: 30 }),
        overflow: [],
      },
    },
  )
})
