import { deepStrictEqual } from 'node:assert/strict'
import { memoryStore } from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import type { Store } from 'opd-scheduler/store'
import { decide } from '../../../src/core/decide/decide'
import type { Decision } from '../../../src/core/decision'
import { type Rulebook, rulebookOf } from '../../../src/shell/input/rulebook'
import { SessionRecord } from '../../../src/shell/sessions/session-record'

const MINUTE = 60_000

/** A session as the store has it, and when it is due. */
interface Watched {
  readonly record: SessionRecord
  dueAt: number
}

/** A memory store that remembers when its sessions are due, and a check that a sweep before that time would change nothing. */
export class DueInTime {
  readonly store: Store
  private readonly sessions = new Map<string, Watched>()
  private readonly written = new Set<Watched>()
  private readonly rulebook: Rulebook

  constructor(
    rules: RulesOption,
    private readonly note: (what: string) => void,
  ) {
    this.rulebook = rulebookOf(rules)
    const memory = memoryStore()
    this.store = {
      ...memory,
      append: async (commits) => {
        const outcomes = await memory.append(commits)
        for (const [index, { writes }] of commits.entries()) {
          if (outcomes[index]!.status !== 'committed') continue
          for (const { stream, entry, events } of writes) {
            if (entry.kind === 'doctor') continue
            const watched = this.sessions.get(stream) ?? {
              record: SessionRecord.empty(stream, this.rulebook),
              dueAt: 0,
            }
            watched.record.load(events)
            watched.dueAt = entry.dueAt ?? Number.POSITIVE_INFINITY
            this.sessions.set(stream, watched)
            this.written.add(watched)
          }
        }
        return outcomes
      },
    }
  }

  /** Checks the sessions that were written since the last check: now, some minutes and an hour from now, and just before they are due. */
  check(now: number, minutes: number): void {
    for (const { record, dueAt } of this.written) {
      const last = Math.min(dueAt - 1, now + 3 * 24 * 60 * MINUTE)
      for (const at of [now, now + minutes * MINUTE, now + 60 * MINUTE, last])
        if (at < dueAt && at >= now)
          deepStrictEqual(this.sweep(record, at), [], `${record.sessionId} is due at ${dueAt}, not at ${at}`)
      if (dueAt === Number.POSITIVE_INFINITY) this.note('never due')
      else if (dueAt > now) this.note('due later')
      else if (dueAt > 0) this.note('due by now')
      if (dueAt > now && record.session.waiting > 0) this.note('due later, with waiters')
    }
    this.written.clear()
  }

  private sweep(record: SessionRecord, at: number): Decision {
    return decide([record], { op: 'sweepSession', at })
  }
}
