import { presets, standard } from 'opd-scheduler'
import type { OneLive } from 'opd-scheduler/rules'
import { describe } from 'vitest'
import { play } from './play'

const inSession: OneLive = { in: 'session', exempt: ['emergency'] }

describe('one live token in a session', () => {
  play(
    `
    A second token is refused, except for an emergency, until the first one has ended
    slots: 09:00-10:00 x2, 10:00-11:00 x3

    step                     | result                  | 09:00 | 10:00
    A books O 09:00 for p1   | confirmed               | A     |
    B books O 10:00 for p1   | refused duplicate-token | A     |
    C books E 10:00 for p1   | confirmed               | A     | C
    C becomes O              | refused duplicate-token | A     | C
    A moves to 10:00 as X    | confirmed               |       | C X
    X cancels                | cancelled               |       | C
    D books O 10:00 for p1   | confirmed               |       | C D
    D no-show                | no-show                 |       | C
    F books O 09:00 for p1   | confirmed               | F     | C
    D is reinstated          | refused duplicate-token | F     | C
    D is undone              | refused duplicate-token | F     | C
    X is undone              | refused duplicate-token | F     | C
    F becomes E              | confirmed               | F     | C
    D is reinstated          | confirmed               | F     | C D
  `,
    { rules: { ...standard(), admission: { oneLive: inSession } } },
  )

  play(
    `
    A patient who is seen may book again, but does not come back with the first token then
    slots: 09:00-10:00 x1, 10:00-11:00 x1
    clock: 09:00

    step                     | result                  | 09:00  | 10:00
    A books O now for p1     | confirmed               | A      |
    A checks in              | checked-in              | A/in   |
    B books O 10:00 for p1   | refused duplicate-token | A/in   |
    A starts                 | in-consultation         | A/now  |
    B books O 10:00 for p1   | refused duplicate-token | A/now  |
    A completes              | completed               | A/done |
    B books O 10:00 for p1   | confirmed               | A/done | B
    A checks in              | refused duplicate-token | A/done | B
    A is undone              | refused duplicate-token | A/done | B
    B cancels                | cancelled               | A/done |
    A checks in              | checked-in              | A/in   |
  `,
    { rules: { ...standard(), admission: { oneLive: { in: 'session' } } } },
  )

  play(
    `
    A patient who waits or holds a seat counts, with another doctor the rule does not
    slots of rao: 09:00-10:00 x1, 10:00-11:00 x1
    slots of shah: 09:00-10:00 x2, 10:00-11:00 x2

    step                                    | result                  | rao 09:00 | rao 10:00 | shah 09:00 | shah 10:00 | rao waiting
    A books O rao 09:00                     | confirmed               | A         |           |            |            |
    B books O rao 09:00 for p1              | waitlisted              | A         |           |            |            | B
    C books P rao 10:00 for p1              | refused duplicate-token | A         |           |            |            | B
    C books O shah 09:00 for p1             | confirmed               | A         |           | C          |            | B
    D holds O shah 10:00 for p2 within 5 minutes | held               | A         |           | C          | D/held     | B
    E books O shah 09:00 for p2             | refused duplicate-token | A         |           | C          | D/held     | B
    B moves to shah 10:00 as F              | refused duplicate-token | A         |           | C          | D/held     | B
    block rao into shah                     | open                    |           |           | C A        | D/held     |
  `,
    { rules: { ...presets.waitlistWithEmergencyBump(), admission: { oneLive: { in: 'session' } } } },
  )
})

describe('one live token for a slot', () => {
  play(
    `
    The sources that are exempt may have another one
    slots: 09:00-10:00 x2

    step                     | result                  | 09:00
    A books E 09:00 for p1   | confirmed               | A
    B books E 09:00 for p1   | confirmed               | A B
    B becomes O              | confirmed               | A B
    C books O 09:00 for p1   | refused duplicate-token | A B
  `,
    { rules: { ...standard(), admission: { oneLive: { in: 'slot', exempt: ['emergency'] } } } },
  )
})

describe('one live token a day', () => {
  play(
    `
    Another doctor is refused until the token has ended, and again when it comes back
    slots of rao: 09:00-10:00 x2
    slots of shah: 09:00-10:00 x2

    step                         | result                  | rao 09:00 | shah 09:00
    A books O rao 09:00 for p1   | confirmed               | A         |
    B books O shah 09:00 for p1  | refused duplicate-token | A         |
    C books E shah 09:00 for p1  | confirmed               | A         | C
    A no-show                    | no-show                 |           | C
    A is reinstated              | confirmed               | A         | C
    B books O shah 09:00 for p1  | refused duplicate-token | A         | C
    A no-show                    | no-show                 |           | C
    B books O shah 09:00 for p1  | confirmed               |           | C B
    A is reinstated              | refused duplicate-token |           | C B
    B moves to rao 09:00 as D    | confirmed               | D         | C
    B is undone                  | refused invalid-transition | D      | C
  `,
    { rules: { ...standard(), admission: { oneLive: { in: 'day', exempt: ['emergency'] } } } },
  )
})
