import { presets } from 'opd-scheduler'
import { describe, expect } from 'vitest'
import { play } from './play'

describe('in more than one system', () => {
  for (const rules of ['waitlistWithEmergencyBump', 'swapToOverflow', 'emergencyOverflow', 'standard']) {
    play(`
      Scenario 12: cancel while waiting removes the entry and promotes no token, ${rules}

      rules: ${rules}
      slots: 09:00-10:00 x2

      step                 | result     | moves      | 09:00 | waiting
      A B book P 09:00     | confirmed  |            | A B   |
      C D G book W 09:00   | waitlisted |            | A B   | C D G
      D cancels            | cancelled  |            | A B   | C G
      D cancels            | refused invalid-transition | | A B | C G
      A cancels            | cancelled  | C to 09:00 | B C   | G
    `)

    play(`
      Scenario 14: FIFO within a class, ${rules}

      rules: ${rules}
      slots: 09:00-10:00 x6

      step                 | result     | moves       | 09:00             | waiting
      P1..P6 book P 09:00  | confirmed  |             | P1 P2 P3 P4 P5 P6 |
      W1..W6 book W 09:00  | waitlisted |             | P1 P2 P3 P4 P5 P6 | W1 W2 W3 W4 W5 W6
      P4 cancels           | cancelled  | W1 to 09:00 | P1 P2 P3 P5 P6 W1 | W2 W3 W4 W5 W6
      P1 cancels           | cancelled  | W2 to 09:00 | P2 P3 P5 P6 W1 W2 | W3 W4 W5 W6
      P6 no-show           | no-show    | W3 to 09:00 | P2 P3 P5 W1 W2 W3 | W4 W5 W6
      P2 cancels           | cancelled  | W4 to 09:00 | P3 P5 W1 W2 W3 W4 | W5 W6
      P3 cancels           | cancelled  | W5 to 09:00 | P5 W1 W2 W3 W4 W5 | W6
      P5 cancels           | cancelled  | W6 to 09:00 | W1 W2 W3 W4 W5 W6 |
    `)
  }

  for (const rules of Object.keys(presets)) {
    play(
      `
      Scenario 15: the same clock label at two doctors, ${rules}

      rules: ${rules}
      slots of rao: 09:00-10:00 x1
      slots of shah: 09:00-10:00 x2

      step                   | result    | moves | rao 09:00 | shah 09:00
      A books O rao 09:00    | confirmed |       | A         |
      B C book O shah 09:00  | confirmed |       | A         | B C
      A cancels              | cancelled |       |           | B C
      D books O rao 09:00    | confirmed |       | D         | B C
    `,
      {
        async end({ opd, tokenIds }) {
          const ids = ['A', 'B', 'C', 'D'].map((name) => tokenIds.get(name))
          expect(new Set(ids).size).toBe(4)
          expect(ids).not.toContain(undefined)
          expect((await opd.sessions()).map((session) => session.free)).toEqual([0, 0])
        },
      },
    )

    play(
      `
      Scenario 19: cancel and rebook never repeats a token number, ${rules}

      rules: ${rules}
      slots: 09:00-10:00 x1

      step                       | result    | 09:00
      A1 books O 09:00 for ravi  | confirmed | A1
      A1 cancels                 | cancelled |
      A2 books O 09:00 for ravi  | confirmed | A2
      A2 no-show                 | no-show   |
      A3 books O 09:00 for ravi  | confirmed | A3
      A3 cancels                 | cancelled |
      A4 books O 09:00 for ravi  | confirmed | A4
    `,
      {
        async end({ opd }) {
          const tokens = await opd.tokens({ patientId: 'ravi' })
          expect(tokens.map((token) => token.number)).toEqual(['001', '002', '003', '004'])
        },
      },
    )

    play(`
      Scenario 20: the same patient twice, ${rules}

      rules: ${rules}
      slots: 09:00-10:00 x2, 10:00-11:00 x2

      step                      | result                  | 09:00 | 10:00
      A books O 09:00 for ravi  | confirmed               | A     |
      B books O 09:00 for ravi  | refused duplicate-token | A     |
      B books E 09:00 for ravi  | refused duplicate-token | A     |
      C books O 10:00 for ravi  | confirmed               | A     | C
      D books O 09:00 for sita  | confirmed               | A D   | C
      A cancels                 | cancelled               | D     | C
      G books O 09:00 for ravi  | confirmed               | D G   | C
    `)
  }

  for (const rules of ['waitlistWithEmergencyBump', 'swapToOverflow']) {
    play(`
      Scenario 18: zero capacity plus emergency, ${rules} lets it wait

      rules: ${rules}
      slots: 09:00-10:00 x0

      step             | result        | moves | 09:00 | waiting
      A books E 09:00  | waitlisted #1 |       |       | A
      B books O 09:00  | waitlisted #2 |       |       | A B
    `)
  }

  for (const rules of ['emergencyBypass', 'emergencyOverflow', 'standard', 'publicHospital', 'privateClinic']) {
    play(`
      Scenario 18: zero capacity plus emergency, ${rules} gives an overflow seat

      rules: ${rules}
      slots: 09:00-10:00 x0

      step             | result       | moves | 09:00
      A books E 09:00  | confirmed #1 |       | A
      B books E 09:00  | confirmed #2 |       | A B
    `)
  }

  play(`
    Scenario 18: zero capacity plus emergency, bumpAndCascade refuses

    rules: bumpAndCascade
    slots: 09:00-10:00 x0

    step             | result            | moves | 09:00
    A books E 09:00  | refused slot-full |       |
    B books O 09:00  | refused slot-full |       |
  `)

  play(`
    Scenario 20: the same patient twice, while waiting

    rules: waitlistWithEmergencyBump
    slots: 09:00-10:00 x1

    step                      | result                  | moves   | 09:00 | waiting
    A books O 09:00 for ravi  | confirmed               |         | A     |
    B books O 09:00 for sita  | waitlisted              |         | A     | B
    C books P 09:00 for sita  | refused duplicate-token |         | A     | B
    D books E 09:00           | confirmed               | A waits | D     | A B
    G books E 09:00 for ravi  | refused duplicate-token |         | D     | A B
    D completes               | completed               |         | D/done | A B
    H books P 09:00 for p-D   | waitlisted #1           |         | D/done | H A B
  `)

  play(`
    Scenario 20: the same patient twice, in the slot asked for and in the one the token was moved to

    rules: bumpAndCascade
    slots: 09:00-10:00 x1, 10:00-11:00 x2

    step                      | result                  | moves      | 09:00 | 10:00
    A books O 09:00 for ravi  | confirmed               |            | A     |
    B books E 09:00           | confirmed               | A to 10:00 | B     | A
    C books P 09:00 for ravi  | refused duplicate-token |            | B     | A
    D books P 10:00 for ravi  | refused duplicate-token |            | B     | A
    A cancels                 | cancelled               |            | B     |
    G books P 10:00 for ravi  | confirmed               |            | B     | G
  `)

  play(
    `
    Scenario 20: the same patient twice, if the rules allow it

    slots: 09:00-10:00 x2

    step                        | result     | 09:00 | waiting
    A B book O 09:00 for ravi   | confirmed  | A B   |
    C books O 09:00 for ravi    | waitlisted | A B   | C
  `,
    { rules: { ...presets.waitlistWithEmergencyBump(), admission: { oneLive: { in: 'nowhere' } } } },
  )
})
