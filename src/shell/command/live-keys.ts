import type { Fact } from '../../core/fact'
import { oneLiveOf } from '../../core/rules/ask-rules'
import type { OneLive } from '../../core/rules/rules'
import { isLive } from '../../core/state/status'
import { OLDER, PATIENT } from '../../core/state/tokens'
import type { KeyClaim, Write } from '../../store/store'
import type { KeyChanges } from '../sessions/committer'
import type { SessionRecord } from '../sessions/session-record'
import type { Outcome } from './preparation'

// No id that a host gives has a tilde.
const PREFIX = '~day/'
const DATE_LENGTH = 'YYYY-MM-DD/'.length

/** The key of a patient's live token on the service date of a session. */
export function liveKey({ names }: SessionRecord, patientId: string): string {
  return `${PREFIX}${names.date}/${patientId}`
}

/** The patient to whom a key belongs; undefined if it is the id of a token. */
export function patientOfKey(key: string): string | undefined {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length + DATE_LENGTH) : undefined
}

/** Whether the rules of a session allow a patient one live token on a day. */
export function isOneADay({ rules }: SessionRecord): boolean {
  return oneLiveOf(rules).in === 'day'
}

/** A live token of the patient that counts, or -1. */
export function liveTokenOf(
  { session, rules }: SessionRecord,
  patient: number,
  { exempt }: Pick<OneLive, 'exempt'> = oneLiveOf(rules),
): number {
  const { tokens } = session
  let token = patient < tokens.latestOf.length ? tokens.latestOf[patient]! : -1
  for (; token >= 0; token = tokens.get(token, OLDER))
    if (isLive(session.statusOf(token)) && !exempt?.includes(tokens.sources[token]!)) return token
  return -1
}

const NONE: readonly never[] = []

/** What most commits claim and release. */
export const NO_KEYS: KeyChanges = { claims: NONE, releases: NONE }

/** The keys that a commit claims and releases, once its facts are folded: the id that the host gave a new token, and those of live tokens. */
export function keysOf(
  tokenId: string | undefined,
  stream: string,
  live: LiveKeys | undefined,
  writes: readonly Write[],
): KeyChanges {
  if (tokenId === undefined && live === undefined) return NO_KEYS
  const given = tokenId === undefined ? NONE : [{ key: tokenId, stream }]
  if (live === undefined) return { claims: given, releases: NONE }
  const { claims, releases } = live.changes(writes)
  return { claims: [...given, ...claims], releases }
}

/** A patient in a session about whose tokens a command has facts. */
interface Concerned {
  readonly record: SessionRecord
  readonly patient: number
  readonly wasLive: boolean
}

/** The sessions to which a key belongs before and after a commit. */
interface Holder {
  from: SessionRecord | undefined
  to: SessionRecord | undefined
  readonly patientId: string
}

/**
 * The patients who may get or lose a key by a command. It is made before the facts are folded, and asked afterwards. The events say which
 * session has a key, so a key is given back also if the rules have changed since it was claimed, and never another session's key.
 */
export class LiveKeys {
  private readonly concerned: Concerned[] = []

  private constructor() {}

  /** Returns undefined if no session of the command has such keys, or may get one. */
  static before({ records, facts }: Outcome): LiveKeys | undefined {
    if (!records.some(mayHaveKeys)) return undefined
    const live = new LiveKeys()
    for (const fact of facts) live.learn(records[fact.session]!, fact)
    return live
  }

  /** Must be told of each fact before it is folded. */
  learn(record: SessionRecord, { token, intake }: Fact): void {
    if (token < 0 || !mayHaveKeys(record)) return
    const { concerned } = this
    const { tokens } = record.session
    // A later fact about a new token is about a patient who is listed.
    if (intake === null && token >= tokens.count) return
    const patient = intake?.patient ?? tokens.get(token, PATIENT)
    if (concerned.some((other) => other.record === record && other.patient === patient)) return
    concerned.push({ record, patient, wasLive: liveTokenOf(record, patient) >= 0 })
  }

  /** Returns the keys that the commit claims and releases, once the facts are folded, and says so in its events. */
  changes(writes: readonly Write[]): KeyChanges {
    const claims: KeyClaim[] = []
    const releases: string[] = []
    for (const [key, { from, to, patientId }] of this.holders()) {
      if (from === to) continue
      if (from !== undefined) {
        releases.push(key)
        note(writes, from, patientId, false)
      }
      if (to !== undefined) {
        claims.push({ key, stream: to.sessionId })
        note(writes, to, patientId, true)
      }
    }
    return { claims, releases }
  }

  private holders(): Map<string, Holder> {
    const holders = new Map<string, Holder>()
    for (const { record, patient, wasLive } of this.concerned) {
      const { patientId } = record.names.tokens[record.session.tokens.latestOf[patient]!]!
      const key = liveKey(record, patientId)
      const holder = holders.get(key) ?? { from: undefined, to: undefined, patientId }
      const isLive = liveTokenOf(record, patient) >= 0
      if (record.hasDayKey(patientId)) {
        holder.from = record
        // A token that stays live keeps its key.
        if (isLive) holder.to = record
      } else if (isLive && !wasLive && isOneADay(record)) holder.to ??= record
      holders.set(key, holder)
    }
    return holders
  }
}

function mayHaveKeys(record: SessionRecord): boolean {
  return isOneADay(record) || record.hasDayKeys
}

/** Notes in the patient's last event in a session, and in the session, whether it has the key from now on. */
function note(writes: readonly Write[], record: SessionRecord, patientId: string, isOwn: boolean): void {
  record.setDayKey(patientId, isOwn)
  const { events } = writes.find(({ stream }) => stream === record.sessionId)!
  const last = events.findLast((event) => 'patientId' in event && event.patientId === patientId)
  // The event is new, and not frozen before the commit.
  ;(last as { dayKey?: boolean }).dayKey = isOwn
}
