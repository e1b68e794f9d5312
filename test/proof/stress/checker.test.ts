import { describe, expect, it } from 'vitest'
import { ANSWER_MISTAKES } from './checker/answer-mistakes'
import { check } from './checker/check'
import { executionsIn } from './checker/history'
import { LOG_MISTAKES } from './checker/log-mistakes'
import { booking, ok, smallHistory } from './checker/small-history'

describe('the checker', () => {
  it('finds nothing in a sound history', () => {
    expect(check(smallHistory())).toEqual([])
  })

  it('allows both outcomes of an unknown command', () => {
    const history = smallHistory()
    Object.assign(history.executions[1]!, { outcome: 'unknown', endedAt: undefined, answer: undefined })
    const lost = { ...ok('b9', 5, 6, booking('b9')), outcome: 'unknown', endedAt: undefined }
    history.executions.push(lost as never)
    expect(check(history)).toEqual([])
  })

  it.each([...LOG_MISTAKES, ...ANSWER_MISTAKES])('notices that %s', (_name, rule, says, make) => {
    const history = smallHistory()
    make(history)
    const messages = check(history).flatMap((violation) => (violation.rule === rule ? violation.message : []))
    expect(messages.join('\n')).toContain(says)
  })

  it('treats a command without an end as unknown', () => {
    const command = booking('b1')
    const executions = executionsIn([
      { note: 'invoke', at: 1, id: 'b1', head: 0, command },
      { note: 'invoke', at: 2, id: 'b2', head: 0, command },
      { note: 'failed', at: 3, id: 'b2', code: 'store-failed' },
    ])
    expect(executions).toMatchObject([
      { id: 'b2', outcome: 'failed', endedAt: 3 },
      { id: 'b1', outcome: 'unknown', endedAt: undefined },
    ])
  })
})
