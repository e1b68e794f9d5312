import { callOrder, standard } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

describe('the calling queue', () => {
  play(`
    First patients whose slot has begun, then by rank, then by check-in
    rules: standard
    slots: 09:00-10:00 x3, 10:00-11:00 x3
    clock: 08:00

    step                      | result               | queue
    A books O 09:00           | confirmed            |
    B books P 09:00           | confirmed            |
    C books O 09:00           | confirmed            |
    D books P 10:00           | confirmed            |
    call next                 | refused queue-empty  |
    D check in                | checked-in           | D
    clock 09:05               |                      | D
    C A check in              | checked-in           | C A D
    B checks in               | checked-in           | B C A D
    call next                 | called               | B/called C A D
    call next                 | called               | B/called C/called A D
    B C start                 | in-consultation      | A D
    clock 10:00               |                      | D A
    call next                 | called               | D/called A
    D starts                  | in-consultation      | A
    D completes               | completed            | A
  `)

  play(`
    A patient who does not come when called is passed over twice, and after three skips is a no-show
    rules: standard
    slots: 09:00-10:00 x4
    clock: 08:00

    step                      | result               | 09:00               | queue
    A books P 09:00           | confirmed            | A                   |
    B C D books O 09:00       | confirmed            | A B C D             |
    A B C D check in          | checked-in           | A/in B/in C/in D/in | A B C D
    clock 09:00               |                      | "                   | A B C D
    call next                 | called               | A/called B/in C/in D/in | A/called B C D
    A is skipped              | checked-in           | A/in B/in C/in D/in | B C D A
    call next                 | called               | A/in B/called C/in D/in | B/called C D A
    call next                 | called               | A/in B/called C/called D/in | B/called C/called A D
    A is called               | called               | A/called B/called C/called D/in | A/called B/called C/called D
    A is called               | called               | "                   | "
    A is skipped              | checked-in           | A/in B/called C/called D/in | B/called C/called D A
    D leaves                  | left                 | A/in B/called C/called | B/called C/called A
    call next                 | called               | A/called B/called C/called | A/called B/called C/called
    A is skipped              | no-show              | B/called C/called   | B/called C/called
  `)

  play(`
    Back from the laboratory the same day: in line again with the rank of the morning
    rules: standard
    slots: 09:00-10:00 x3
    clock: 09:00

    step                      | result               | 09:00               | queue
    A books P 09:00           | confirmed            | A                   |
    B C books O 09:00         | confirmed            | A B C               |
    A checks in               | checked-in           | A/in B C            | A
    A starts                  | in-consultation      | A/now B C           |
    A completes               | completed            | A/done B C          |
    B C check in              | checked-in           | A/done B/in C/in    | B C
    A checks in               | checked-in           | A/in B/in C/in      | A B C
    call next                 | called               | A/called B/in C/in  | A/called B C
  `)

  play(
    `
    By the rules of another hospital: late patients go last, walk-ins after patients with an appointment
    slots: 09:00-09:30 x3, 09:30-10:30 x3
    clock: 09:00

    step                      | result               | queue
    A books O 09:00           | confirmed            |
    W books W 09:30           | confirmed            |
    B books O 09:30           | confirmed            |
    clock 09:40               |                      |
    A W check in              | checked-in           | A W
    B checks in               | checked-in           | B A W
  `,
    { rules: { ...standard(), visit: { calls: callOrder({ late: 'after', last: ['walk-in'] }) } } },
  )

  play(`
    Wrong clicks are taken back, one after the other; a seat only while it is free
    rules: standard
    slots: 09:00-10:00 x1
    clock: 08:00

    step                      | result                      | moves       | 09:00    | waiting | queue
    A books O 09:00           | confirmed                   |             | A        |         |
    A is undone               | refused invalid-transition  |             | A        |         |
    A checks in               | checked-in                  |             | A/in     |         | A
    call next                 | called                      |             | A/called |         | A/called
    A starts                  | in-consultation             |             | A/now    |         |
    A completes               | completed                   |             | A/done   |         |
    A is undone               | in-consultation             |             | A/now    |         |
    A is undone               | called                      |             | A/called |         | A/called
    A is undone               | checked-in                  |             | A/in     |         | A
    A is undone               | confirmed                   |             | A        |         |
    A is undone               | refused invalid-transition  |             | A        |         |
    A is no-show              | no-show                     |             |          |         |
    A is undone               | confirmed                   |             | A        |         |
    B books O 09:00           | waitlisted                  |             | A        | B       |
    A is no-show              | no-show                     | B to 09:00  | B        |         |
    A is undone               | refused slot-full           |             | B        |         |
    A is reinstated           | waitlisted                  |             | B        | A       |
    B cancels                 | cancelled                   | A to 09:00  | A        |         |
  `)

  play(
    `
    Late after the seat was given away: the next free seat, else the list in the old order of arrival, and no token is bumped
    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x1, 10:00-11:00 x1
    clock: 08:30

    step                      | result                      | moves       | 09:00 | 10:00 | waiting
    A books O 09:00           | confirmed                   |             | A     |       |
    A is no-show              | no-show                     |             |       |       |
    B books W 09:00           | confirmed                   |             | B     |       |
    A is reinstated           | confirmed                   |             | B     | A     |
    A is no-show              | no-show                     |             | B     |       |
    C books W 10:00           | confirmed                   |             | B     | C     |
    D books O 09:00           | waitlisted                  |             | B     | C     | D
    A is reinstated           | waitlisted                  |             | B     | C     | A D
    B cancels                 | cancelled                   | A to 09:00  | A     | C     | D
  `,
  )
})
