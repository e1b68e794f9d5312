import { privateClinic, standard } from 'opd-scheduler'
import { describe } from 'vitest'
import { play } from './play'

describe('standby: a patient who waits for a seat in the building', () => {
  play(`
    The doctor is free and no patient with a seat is there: the best patient on standby is called, to no seat
    rules: standard
    slots: 09:00-10:00 x2
    clock: 08:00

    step                 | result               | 09:00       | waiting   | queue
    A B books P 09:00    | confirmed            | A B         |           |
    C D books O 09:00    | waitlisted           | A B         | C D       |
    D checks in          | waitlisted #2        | "           | C D/in    | D/standby
    call next            | called               | "           | C         | D/called
    D starts             | in-consultation      | "           | C         |
    C checks in          | waitlisted #1        | "           | C/in      | C/standby
    D completes          | completed            | "           | C/in      | C/standby
    call next            | called               | "           |           | C/called
    C is undone          | waitlisted           | "           | C/in      | C/standby
    C is undone          | waitlisted           | "           | C         |
    call next            | refused queue-empty  | "           | C         |
  `)

  play(`
    A patient with a seat who arrives goes before all patients on standby
    rules: standard
    slots: 09:00-10:00 x2
    clock: 09:00

    step                 | result                | 09:00       | waiting   | queue
    A B books O 09:00    | confirmed             | A B         |           |
    C D books O 09:00    | waitlisted            | A B         | C D       |
    C D check in         | waitlisted            | A B         | C/in D/in | C/standby D/standby
    call next            | called                | A B         | D/in      | C/called D/standby
    C starts             | in-consultation       | A B         | D/in      | D/standby
    B checks in          | checked-in            | A B/in      | D/in      | B D/standby
    D is called          | refused standby-waits | "           | "         | "
    call next            | called                | A B/called  | D/in      | B/called D/standby
    call next            | refused standby-waits | "           | "         | "
    B is skipped         | checked-in            | A B/in      | D/in      | D/standby B
    call next            | called                | A B/in      |           | D/called B
    D is skipped         | waitlisted            | A B/in      | D/in      | B D/standby
    call next            | called                | A B/called  | D/in      | B/called D/standby
  `)

  play(`
    A patient on standby who gets a seat is present: called by rank, never bumped, never a no-show
    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1
    clock: 08:00

    step                 | result               | moves   | 09:00 | 10:00 | waiting | queue
    A books O 09:00      | confirmed            |         | A     |       |         |
    B books P 10:00      | confirmed            |         | A     | B     |         |
    C books O 10:00      | waitlisted           |         | A     | B     | C       |
    C checks in          | waitlisted           |         | A     | B     | C/in    | C/standby
    B cancels            | cancelled            | C to 10:00 | A  | C/in  |         | C
    D books P 10:00      | waitlisted           |         | A     | C/in  | D       | C
    clock 11:20          |                      |         | A     | C/in  | D       | C
    sweep                | closed               | A no-show, D dropped end-of-day | | C/in | | C
    call next            | called               |         |       | C/called |      | C/called
  `)

  play(
    `
    The limit of the session, a patient who goes home, and the end of the day
    rules: standard
    slots: 09:00-10:00 x1
    clock: 09:00

    step                 | result                | moves | 09:00 | waiting        | queue
    A books P 09:00      | confirmed             |       | A     |                |
    B C D books W 09:00  | waitlisted            |       | A     | B C D          |
    B C D check in       | waitlisted            |       | A     | B/in C/in D/in | B/standby C/standby D/standby
    C leaves             | left                  |       | A     | B/in D/in      | B/standby D/standby
    C is undone          | waitlisted            |       | A     | B/in C/in D/in | B/standby C/standby D/standby
    call next            | called                |       | A     | C/in D/in      | B/called C/standby D/standby
    B completes          | completed             |       | A     | C/in D/in      | C/standby D/standby
    call next            | refused standby-waits |       | A     | "              | "
    B is undone          | called                |       | A     | "              | B/called C/standby D/standby
    B no-show            | no-show               |       | A     | "              | C/standby D/standby
    call next            | called                |       | A     | D/in           | C/called D/standby
    C starts             | in-consultation       |       | A     | D/in           | D/standby
    close                | closed                | D dropped end-of-day | A | | 
    C completes          | completed             |       | A     |                |
  `,
    { rules: { ...standard(), visit: { standby: { perSession: 1 } } } },
  )

  play(
    `
    Where freed seats are offered, a patient who is there need not be asked
    rules: privateClinic
    slots: 09:00-10:00 x1
    clock: 08:00

    step                 | result      | moves         | 09:00     | waiting
    A books O 09:00      | confirmed   |               | A         |
    B C books O 09:00    | waitlisted  |               | A         | B C
    C checks in          | waitlisted  |               | A         | B C/in
    A cancels            | cancelled   | B offered 09:00 | B/offered | C/in
    B cancels            | cancelled   | C to 09:00    | C/in      |
  `,
    { rules: privateClinic() },
  )

  play(
    `
    Without the rule, a waiting patient cannot check in
    rules: standard
    slots: 09:00-10:00 x1
    clock: 09:00

    step                 | result                     | 09:00 | waiting
    A books P 09:00      | confirmed                  | A     |
    B books W 09:00      | waitlisted                 | A     | B
    B checks in          | refused invalid-transition | A     | B
  `,
    { rules: { ...standard(), visit: {} } },
  )

  play(`
    An emergency that is here now is booked while a slot is running, without naming it
    rules: standard
    slots: 09:00-10:00 x1, 10:00-11:00 x1
    clock: 08:00

    step                 | result     | 09:00 | 10:00 | waiting
    A books O 09:00      | confirmed  | A     |       |
    clock 09:30          |            | A     |       |
    B books E now        | confirmed  | B A   |       |
    C books O            | confirmed  | B A   | C     |
    D books O now        | waitlisted | B A   | C     | D
    clock 10:30          |            | B A   | C     | D
    E books E now        | confirmed  | B A   | E C   | D
  `)
})
