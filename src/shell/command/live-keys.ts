import { oneLiveOf } from '../../core/rules/defaults'
import { isLive } from '../../core/state/status'
import { OLDER, PATIENT } from '../../core/state/tokens'
import type { Commit, KeyClaim } from '../../store/store'
import type { SessionRecord } from '../sessions/session-record'
import type { Outcome } from './outcome'

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
export function liveTokenOf({ session, rules }: SessionRecord, patient: number): number {
  const { tokens } = session
  const { exempt } = oneLiveOf(rules)
  let token = patient < tokens.latestOf.length ? tokens.latestOf[patient]! : -1
  for (; token >= 0; token = tokens.get(token, OLDER))
    if (isLive(session.statusOf(token)) && !exempt?.includes(tokens.sources[token]!)) return token
  return -1
}

/** The keys that a commit claims and releases, once its facts are folded: the id that the host gave a new token, and those of live tokens. */
export function keysOf(
  tokenId: string | undefined,
  stream: string,
  live: LiveKeys | undefined,
): Pick<Commit, 'claims' | 'releases'> {
  const given = tokenId === undefined ? [] : [{ key: tokenId, stream }]
  if (live === undefined) return { claims: given, releases: [] }
  const { claims, releases } = live.changes()
  return { claims: [...given, ...claims], releases }
}

/** A patient in a session about whose tokens a command has facts. */
interface Concerned {
  readonly record: SessionRecord
  readonly patient: number
  readonly wasLive: boolean
}

/** The patients who may get or lose a key by a command. It is made before the facts are folded, and asked afterwards. */
export class LiveKeys {
  private constructor(private readonly concerned: readonly Concerned[]) {}

  /** Returns undefined if no session of the command has such keys. */
  static before({ records, facts }: Outcome): LiveKeys | undefined {
    if (!records.some(isOneADay)) return undefined
    const concerned: Concerned[] = []
    for (const { session: index, token, intake } of facts) {
      const record = records[index]!
      if (token < 0 || !isOneADay(record)) continue
      const { tokens } = record.session
      // A later fact about a new token is about a patient who is listed.
      if (intake === null && token >= tokens.count) continue
      const patient = intake?.patient ?? tokens.get(token, PATIENT)
      if (concerned.some((other) => other.record === record && other.patient === patient)) continue
      concerned.push({ record, patient, wasLive: liveTokenOf(record, patient) >= 0 })
    }
    return new LiveKeys(concerned)
  }

  /** Returns the keys that the commit claims and releases, once the facts are folded. */
  changes(): Pick<Commit, 'claims' | 'releases'> {
    const holders = new Map<string, { from: string | undefined; to: string | undefined }>()
    for (const { record, patient, wasLive } of this.concerned) {
      const { session, names, sessionId } = record
      const key = liveKey(record, names.tokens[session.tokens.latestOf[patient]!]!.patientId)
      const holder = holders.get(key) ?? { from: undefined, to: undefined }
      if (wasLive) holder.from ??= sessionId
      // A token that stays live keeps its key.
      if (liveTokenOf(record, patient) >= 0) holder.to = wasLive ? sessionId : (holder.to ?? sessionId)
      holders.set(key, holder)
    }
    const claims: KeyClaim[] = []
    const releases: string[] = []
    for (const [key, { from, to }] of holders) {
      if (from === to) continue
      if (from !== undefined) releases.push(key)
      if (to !== undefined) claims.push({ key, stream: to })
    }
    return { claims, releases }
  }
}
