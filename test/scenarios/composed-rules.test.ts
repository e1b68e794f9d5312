import {
  bump,
  bumpByClass,
  bySource,
  cascade,
  drop,
  elastic,
  fixed,
  nextSlot,
  pullForward,
  type Rules,
  standard,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import { type OverflowStrategy, type PromotionPolicy, Verdict } from 'opd-scheduler/rules'
import { describe } from 'vitest'
import { play } from './play'

const plain = {
  priority: bySource({ emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 }),
  capacity: fixed(),
  promotion: waitlistFirst(),
}
const bumpOrWait = [bump(), waitlist({ per: 'slot' })]
const cascadeOrWait = [cascade(), waitlist()]

/** Compositions that failed once. */
describe('composed rules', () => {
  play(`
    A reclassified waiter gets a free seat that its waiting list accepts, though newcomers are not offered it

    rules: privateClinic
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                | result    | 09:00    | 10:00 | waiting
    A books W 09:00     | confirmed | A        |       |
    B books W 10:00     | confirmed | A        | B     |
    E1 E2 book E 09:00  | confirmed | E1 E2 A  | B     |
    E3 books E 09:00    | confirmed | E1 E2 E3 | B     | A
    A becomes E         | confirmed | E1 E2 E3 | A B   |
  `)

  play(
    `
    A reclassified token that now bumps does not keep the bumped token from a free seat

    slots: 09:00-10:00 x1, 10:00-11:00 x0

    step             | result     | 09:00  | 10:00 | waiting
    A books P 09:00  | confirmed  | A      |       |
    B books F 09:00  | waitlisted | A      |       | B
    G books E 09:00  | confirmed  | G A    |       | B
    G checks in      | checked-in | G/in A |       | B
    B becomes E      | confirmed  | B G/in | A     |
  `,
    {
      rules: {
        ...plain,
        capacity: elastic({ for: ['emergency', 'paid'], extra: 1 }),
        overflow: cascadeOrWait,
        displaced: cascadeOrWait,
      },
    },
  )

  const share: Rules = { ...standard(), capacity: elastic({ for: ['emergency'], extra: 2, perSession: '10%' }) }
  play(
    `
    A slot is not shrunk if the session's share of overflow seats would fall below the use in other slots

    slots: 09:00-10:00 x5, 10:00-11:00 x5

    step                         | result                  | 09:00
    A B C D G book O 09:00       | confirmed               | A B C D G
    E books E 09:00              | confirmed               | E A B C D G
    resize 10:00 to 4            | refused capacity-in-use | E A B C D G
    resize 10:00 to 4 displacing | refused capacity-in-use | E A B C D G
  `,
    { rules: share },
  )

  play(
    `
    No token is bumped from a slot in which it may stay on an overflow seat of its own class

    slots: 09:00-10:00 x1

    step            | result    | moves | 09:00 | waiting
    A books W 09:00 | confirmed |       | A     |
    B books P 09:00 | confirmed |       | B A   |
  `,
    { rules: { ...bumpByClass(), capacity: elastic({ for: ['walk-in'], extra: 1 }) } },
  )

  play(
    `
    A bumped token that may bump takes a free seat of the slot it asked for instead

    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result    | moves      | 09:00 | 10:00 | waiting
    A books F 09:00  | confirmed |            | A     |       |
    B books O        | confirmed |            | A     | B     |
    resize 09:00 to 2 | open     |            | A     | B     |
    C books W 09:00  | confirmed |            | A C   | B     |
    A cancels        | cancelled |            | C     | B     |
    E books E 10:00  | confirmed | B to 09:00 | B C   | E     |
  `,
    { rules: { ...plain, overflow: bumpOrWait, displaced: bumpOrWait } },
  )

  play(`
    A token that loses its seat because a slot shrinks asks as a newcomer first, and may bump as one

    rules: swapToOverflow
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                         | result    | moves                | 09:00 | 10:00 | waiting
    A books O 09:00              | confirmed |                      | A     |       |
    E books E                    | confirmed |                      | A     | E     |
    resize 10:00 to 0 displacing | open      | A waits, E to 09:00  | E     |       | A
  `)

  const onceElsewhere: Rules = {
    ...plain,
    capacity: elastic({ for: ['emergency'], extra: 1, perSession: 2 }),
    overflow: [nextSlot()],
    displaced: [],
  }
  play(
    `
    A displaced token is not blocked by the overflow seat that it leaves

    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                              | result    | moves      | 09:00 | 10:00
    E1 E2 book E 09:00                | confirmed |            | E1 E2 |
    A books O 10:00                   | confirmed |            | E1 E2 | A
    resize 09:00 to 0                 | refused capacity-in-use | | E1 E2 | A
    resize 09:00 to 0 displacing      | open      | E2 to 10:00 | E1   | E2 A
  `,
    { rules: onceElsewhere },
  )

  play(
    `
    Displaced tokens follow their own strategies, even if newcomers are turned away

    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                          | result    | moves      | 09:00 | 10:00
    A books O 09:00               | confirmed |            | A     |
    resize 09:00 to 0 displacing  | open      | A to 10:00 |       | A
  `,
    { rules: { ...plain, overflow: [drop()], displaced: [nextSlot()] } },
  )

  const later: OverflowStrategy = {
    name: 'next-list',
    attempt: (asker, board) => Verdict.wait(Math.min(asker.wanted + 1, board.slots - 1), 'slot'),
  }
  play(
    `
    A token that waited for a later slot than it asked for is pulled forward as soon as it is seated

    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                 | result     | moves      | 09:00 | 10:00 | waiting
    A books O 09:00      | confirmed  |            | A     |       |
    B books O 10:00      | confirmed  |            | A     | B     |
    C books O 09:00      | waitlisted |            | A     | B     | C
    A cancels            | cancelled  |            |       | B     | C
    B cancels            | cancelled  | C to 10:00, C to 09:00 | C |   |
  `,
    { rules: { ...plain, overflow: [later], displaced: [], promotion: pullForward() } },
  )

  play(
    `
    A seated token that is reclassified is pulled forward to a seat that its new class sees

    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step             | result    | moves | 09:00 | 10:00
    A books O 09:00  | confirmed |       | A     |
    B books O 09:00  | confirmed |       | A     | B
    B becomes E      | confirmed |       | B A   |
  `,
    {
      rules: {
        ...plain,
        capacity: elastic({ for: ['emergency'], extra: 1 }),
        overflow: cascadeOrWait,
        displaced: cascadeOrWait,
        promotion: pullForward(),
      },
    },
  )

  const wholeSlots: PromotionPolicy = {
    ...waitlistFirst(),
    fills: (slot, board) => board.usedIn(slot) < board.capacityOf(slot),
  }
  play(
    `
    A rule that looks at the board before a seat is given away sees the seat free

    slots: 09:00-10:00 x1

    step             | result     | moves      | 09:00 | waiting
    A books O 09:00  | confirmed  |            | A     |
    B books O 09:00  | waitlisted |            | A     | B
    A cancels        | cancelled  | B to 09:00 | B     |
  `,
    { rules: { ...plain, overflow: [waitlist()], displaced: [], promotion: wholeSlots } },
  )
})
