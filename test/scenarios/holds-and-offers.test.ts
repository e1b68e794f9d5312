import { bySource, fixed, offerFirst, type Rules, standard, waitlist } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

const OFFERS: Rules = {
  ...standard(),
  priority: bySource({ emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 }),
  capacity: fixed(),
  overflow: [waitlist({ per: 'slot' })],
  displaced: [waitlist()],
  promotion: offerFirst({ minutes: 10, exempt: ['emergency'] }),
}

describe('holds', () => {
  play(`
    The seat of an abandoned hold goes to the next booking or to the list
    rules: standard
    slots: 09:00-10:00 x1

    step                                   | result                | moves              | 09:00    | waiting
    A holds O 09:00 within 10 minutes      | held                  |                    | A/held   |
    B books O 09:00                        | waitlisted            |                    | A/held   | B
    clock 06:09                            |                       |                    | A/held   | B
    A confirms                             | confirmed             |                    | A        | B
    A cancels                              | cancelled             | B to 09:00         | B        |
    B cancels                              | cancelled             |                    |          |
    C holds O 09:00 within 10 minutes      | held                  |                    | C/held   |
    clock 06:20                            |                       |                    | C/held   |
    C confirms                             | refused hold-expired  |                    | C/held   |
    D books O 09:00                        | confirmed             | C expired          | D        |
    C confirms                             | refused hold-expired  |                    | D        |
  `)

  play(`
    A hold takes a free seat only: it does not bump or wait, and is not bumped
    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                                   | result                | 09:00    | 10:00
    A books W 09:00                        | confirmed             | A        |
    B holds E 09:00 within 5 minutes       | refused slot-full     | A        |
    C holds W 10:00 within 5 minutes       | held                  | A        | C/held
    D books E 10:00                        | refused slot-full     | A        | C/held
    C confirms                             | confirmed             | A        | C
    C cancels                              | cancelled             | A        |
    F holds W 10:00 within 5 minutes       | held                  | A        | F/held
    F cancels                              | cancelled             | A        |
    clock 10:58                            |                       | A        |
    G holds W 10:00 within 10 minutes      | held                  | A        | G/held
    clock 11:00                            |                       | A        | G/held
    G confirms                             | refused hold-expired  | A        | G/held
    sweep                                  | open                  |          |
  `)
})

describe('offers', () => {
  play(
    `
    A freed seat is offered to the best, then to the next if the offer expires or is declined
    slots: 09:00-10:00 x1

    step                 | result                | moves                          | 09:00      | waiting
    A books O 09:00      | confirmed             |                                | A          |
    B C D books O 09:00  | waitlisted            |                                | A          | B C D
    A cancels            | cancelled             | B offered 09:00                | B/offered  | C D
    E books O 09:00      | waitlisted            |                                | B/offered  | C D E
    B cancels            | cancelled             | C offered 09:00                | C/offered  | D E
    clock 06:10          |                       |                                | C/offered  | D E
    sweep                | open                  | C expired, D offered 09:00     | D/offered  | E
    C confirms           | refused hold-expired  |                                | D/offered  | E
    sweep                | open                  |                                | D/offered  | E
    D confirms           | confirmed             |                                | D          | E
    sweep                | open                  |                                | D          | E
  `,
    { rules: OFFERS },
  )

  play(
    `
    Exempt sources are seated at once; at the end of the day no seat stays tentative
    slots: 09:00-10:00 x1

    step                     | result      | moves                        | 09:00      | waiting
    A books O 09:00          | confirmed   |                              | A          |
    B books O 09:00          | waitlisted  |                              | A          | B
    E books E 09:00          | waitlisted  |                              | A          | E B
    A cancels                | cancelled   | E to 09:00                   | E          | B
    E cancels                | cancelled   | B offered 09:00              | B/offered  |
    close                    | closed      | B expired                    |            |
  `,
    { rules: OFFERS },
  )
})
