import {
  bySource,
  cascade,
  drop,
  fixed,
  lowerInOrder,
  nextSlot,
  noPromotion,
  pullForward,
  type Rules,
  swapToOverflow,
} from 'opd-scheduler'
import { describe, expect } from 'vitest'
import { play } from './play'

const priority = bySource({ emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 })

const fullCascade: Rules = {
  priority,
  capacity: fixed(),
  overflow: [cascade({ who: lowerInOrder() })],
  displaced: [cascade({ who: lowerInOrder() }), drop()],
  promotion: noPromotion(),
}

const forward: Rules = {
  priority,
  capacity: fixed(),
  overflow: [nextSlot()],
  displaced: [],
  promotion: pullForward(),
}

describe('composed rules', () => {
  play(
    `
    Scenario 9: full cascade

    rules: the whole order counts; within the session; the tail is dropped
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step              | result            | moves                                             | 09:00 | 10:00 | 11:00
    W1 books W 09:00  | confirmed         |                                                   | W1    |       |
    W2 books W 10:00  | confirmed         |                                                   | W1    | W2    |
    W3 books W 11:00  | confirmed         |                                                   | W1    | W2    | W3
    O books O 09:00   | confirmed         | W1 to 10:00, W2 to 11:00, W3 dropped no-later-slot | O    | W1    | W2
    F books F 09:00   | confirmed         | O to 10:00, W1 to 11:00, W2 dropped no-later-slot | F     | O     | W1
    P books P 09:00   | confirmed         | F to 10:00, O to 11:00, W1 dropped no-later-slot  | P     | F     | O
    E books E 09:00   | confirmed         | P to 10:00, F to 11:00, O dropped no-later-slot   | E     | P     | F
    E2 books E 09:00  | confirmed         | P to 11:00, F dropped no-later-slot               | E     | E2    | P
    E3 books E 09:00  | confirmed         | P dropped no-later-slot                           | E     | E2    | E3
    E4 books E 09:00  | refused slot-full |                                                   | E     | E2    | E3
    W9 books W 09:00  | refused slot-full |                                                   | E     | E2    | E3
  `,
    {
      rules: fullCascade,
      async end({ opd }) {
        const { bumps, cascades, drops } = await opd.stats()
        expect({ bumps, cascades, drops }).toEqual({ bumps: 15, cascades: 9, drops: 6 })
      },
    },
  )

  play(
    `
    Scenario 13: pull-forward and undo

    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result       | moves      | 09:00 | 10:00
    A books O 09:00  | confirmed    |            | A     |
    B books O 09:00  | confirmed    |            | A     | B
    A no-show        | no-show      | B to 09:00 | B     |
    A is reinstated  | confirmed #1 |            | B     | A
  `,
    {
      rules: forward,
      async end({ opd, tokenIds }) {
        expect((await opd.stats()).bumps).toBe(0)
        expect(await opd.token(tokenIds.get('A')!)).toMatchObject({ reinstated: true, status: 'confirmed' })
      },
    },
  )

  play(
    `
    Scenario 13: a token that asked for the later slot is not pulled forward

    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step             | result    | moves                  | 09:00 | 10:00 | 11:00
    A books O 09:00  | confirmed |                        | A     |       |
    B books O 10:00  | confirmed |                        | A     | B     |
    C books O 10:00  | confirmed |                        | A     | B     | C
    A no-show        | no-show   |                        |       | B     | C
    B cancels        | cancelled | C to 10:00             |       | C     |
    D E book O 09:00 | confirmed |                        | D     | C     | E
    D cancels        | cancelled | E to 09:00             | E     | C     |
  `,
    { rules: forward },
  )

  play(
    `
    Scenario 13: a reinstated emergency does not bump

    slots: 09:00-10:00 x1

    step             | result     | moves      | 09:00 | waiting
    A books E 09:00  | confirmed  |            | A     |
    B books O 09:00  | waitlisted |            | A     | B
    A no-show        | no-show    | B to 09:00 | B     |
    A is reinstated  | waitlisted |            | B     | A
    C books E 09:00  | confirmed  | B waits    | C     | A B
    C cancels        | cancelled  | A to 09:00 | A     | B
  `,
    { rules: swapToOverflow() },
  )
})
