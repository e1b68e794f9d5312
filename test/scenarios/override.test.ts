import { fixed, nextSlot, standard, waitlist, withCeiling } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

describe('reschedule', () => {
  play(`
    The new seat is taken before the old one is given up, and a refusal changes nothing
    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x1, 10:00-11:00 x1, 11:00-12:00 x1

    step                    | result                      | moves                            | 09:00 | 10:00 | 11:00 | waiting
    A books O 09:00         | confirmed                   |                                  | A     |       |       |
    B books O 09:00         | waitlisted                  |                                  | A     |       |       | B
    C books O 10:00         | confirmed                   |                                  | A     | C     |       | B
    A moves to 10:00 as X   | refused slot-full           |                                  | A     | C     |       | B
    A moves to 09:00 as X   | refused duplicate-token     |                                  | A     | C     |       | B
    A moves to 11:00 as A2  | confirmed                   | A rescheduled, B to 09:00        | B     | C     | A2    |
    A moves to 10:00 as X   | refused invalid-transition  |                                  | B     | C     | A2    |
    D books O 10:00         | waitlisted                  |                                  | B     | C     | A2    | D
    A2 cancels              | cancelled                   |                                  | B     | C     |       | D
    D moves to 11:00 as D2  | confirmed                   | D rescheduled                    | B     | C     | D2    |
  `)
})

const ABOVE = { ...standard(), capacity: withCeiling(fixed(), 1), overflow: [], displaced: [nextSlot(), waitlist()] }

describe('above the rules', () => {
  play(
    `
    A named actor may seat above the rules and bump by hand, never above the ceiling
    slots: 09:00-10:00 x1, 10:00-11:00 x1

    step                              | result                | moves       | 09:00   | 10:00 | waiting
    A books P 09:00                   | confirmed             |             | A       |       |
    B books O 09:00                   | refused slot-full     |             | A       |       |
    B books O 09:00 by override       | confirmed             |             | A B     |       |
    C books O 09:00 by override       | refused slot-full     |             | A B     |       |
    D books O 09:00 in place of A     | confirmed             | A to 10:00  | B D     | A     |
    E books O 10:00 in place of A     | confirmed             | A waits     | B D     | E     | A
    E checks in                       | checked-in            |             | B D     | E/in  | A
    F books E 10:00 in place of E     | refused bump-failed   |             | B D     | E/in  | A
    B is no-show                      | no-show               |             | D       | E/in  | A
    B is reinstated by override       | confirmed             |             | B D     | E/in  | A
    B is no-show                      | no-show               |             | D       | E/in  | A
    G books O 09:00 by override       | confirmed             |             | D G     | E/in  | A
    B is reinstated by override       | refused slot-full     |             | D G     | E/in  | A
  `,
    { rules: { ...ABOVE, priority: standard().priority } },
  )
})
