import { describe } from 'vitest'
import { play } from './play'

describe('any of several doctors', () => {
  play(`
    Nobody is bumped while a doctor has a free seat; after that the newcomer goes where the fewest wait
    rules: bumpByClass
    slots of rao: 09:00-10:00 x1, 10:00-11:00 x1
    slots of shah: 09:00-10:00 x1, 10:00-11:00 x1

    step          | result     | moves   | rao 09:00 | rao 10:00 | shah 09:00 | shah 10:00 | rao waiting | shah waiting
    A books W any | confirmed  |         | A         |           |            |            |             |
    B books W any | confirmed  |         | A         |           | B          |            |             |
    C books P any | confirmed  |         | A         | C         | B          |            |             |
    D books O any | confirmed  |         | A         | C         | B          | D          |             |
    F books P any | confirmed  | A waits | F         | C         | B          | D          | A           |
    G books W any | waitlisted |         | F         | C         | B          | D          | A           | G
  `)

  play(`
    A doctor who is away is passed over, and so is one whose session is closed
    rules: standard
    slots of rao: 09:00-10:00 x2, 10:00-11:00 x1
    slots of shah: 10:00-11:00 x1
    slots of iyer: 09:00-10:00 x2

    step              | result               | rao 09:00 | rao 10:00 | shah 10:00 | iyer 09:00
    close iyer        | closed               |           |           |            |
    block rao 09:00-10:00 | open             |           |           |            |
    A books O any     | confirmed            |           | A         |            |
    B books O any     | confirmed            |           | A         | B          |
    block rao         | open                 |           |           | B          |
    C books E any     | confirmed            |           |           | C B        |
    close shah        | closed               |           |           | C B        |
    D books O any     | refused slot-blocked |           |           | C B        |
  `)

  play(`
    A patient who has a token with one of them gets only a free seat with another
    rules: bumpByClass
    slots of rao: 09:00-10:00 x2
    slots of shah: 09:00-10:00 x1

    step                  | result                  | rao 09:00 | shah 09:00
    A books O rao 09:00   | confirmed               | A         |
    B books O any for p-A | confirmed               | A         | B
    C books O any for p-A | refused duplicate-token | A         | B
    D books O any         | confirmed               | A D       | B
    E books P any for p-B | confirmed               | E A       | B
  `)

  play(`
    A hold takes a free seat with any of them, and bumps no token
    rules: standard
    slots of rao: 09:00-10:00 x1
    slots of shah: 09:00-10:00 x1

    step                                | result              | rao 09:00 | shah 09:00
    A books W rao 09:00                 | confirmed           | A         |
    B holds P any within 10 minutes     | held                | A         | B/held
    C holds P any within 10 minutes     | refused no-capacity | A         | B/held
    B confirms                          | confirmed           | A         | B
  `)

  play(`
    An emergency takes a seat above capacity only if no doctor has a free seat at that time
    rules: emergencyOverflow
    slots of rao: 09:00-10:00 x1, 10:00-11:00 x1
    slots of shah: 09:00-10:00 x1, 10:00-11:00 x1

    step                | result    | rao 09:00 | rao 10:00 | shah 09:00 | shah 10:00
    A books O rao 09:00 | confirmed | A         |           |            |
    B books E any       | confirmed | A         |           | B          |
    C books E any       | confirmed | C A       |           | B          |
    D books E any       | confirmed | C A       |           | B D        |
    E books O any       | confirmed | C A       | E         | B D        |
    F books O any       | confirmed | C A       | E         | B D        | F
  `)

  play(`
    A seat within capacity comes before one above it, even with a doctor who has more to do
    rules: emergencyOverflow
    slots of rao: 09:00-10:00 x1, 10:00-11:00 x9
    slots of shah: 09:00-10:00 x2

    step                 | result    | rao 09:00 | shah 09:00
    A books O rao 09:00  | confirmed | A         |
    B books O shah 09:00 | confirmed | A         | B
    C books E any        | confirmed | A         | C B
  `)

  play(`
    Of seats at the same time, the newcomer gets the one with the doctor for whom fewer patients wait, then the one who has less to do
    rules: waitlistWithEmergencyBump
    slots of rao: 09:00-10:00 x1, 10:00-11:00 x2, 11:00-12:00 x1
    slots of shah: 09:00-10:00 x1, 10:00-11:00 x2, 11:00-12:00 x2
    slots of iyer: 10:00-11:00 x1

    step                | result     | rao 09:00 | rao 10:00 | shah 09:00 | shah 10:00 | iyer 10:00 | rao waiting | shah waiting
    A books O rao 09:00 | confirmed  | A         |           |            |            |            |             |
    B books O shah      | confirmed  | A         |           | B          |            |            |             |
    C books O any       | confirmed  | A         |           | B          |            | C          |             |
    D books O any       | confirmed  | A         |           | B          | D          | C          |             |
    E books O any       | confirmed  | A         | E         | B          | D          | C          |             |
    F books O shah 09:00 | waitlisted | A        | E         | B          | D          | C          |             | F
    G books O any       | confirmed  | A         | E G       | B          | D          | C          |             | F
  `)

  play(`
    A patient who is here now gets the running slot of any of them, and another one only if no slot is still to begin
    rules: standard
    slots of rao: 09:00-10:00 x3
    slots of shah: 10:00-11:00 x1

    step              | result    | rao 09:00 | shah 10:00
    clock 09:30       |           |           |
    A books O any now | confirmed | A         |
    B books O any     | confirmed | A         | B
    C books O any     | confirmed | A C       | B
  `)
})
