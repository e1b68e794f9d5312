import type { Rejected } from '../../api/results'
import type { Setting } from '../input/setting'
import type { SessionCache } from '../sessions/session-cache'
import { LiveKeys, liveTokenOf, patientOfKey } from './live-keys'
import { type Outcome, type Preparation, refused } from './preparation'
import type { ReadCommand, SessionCommand } from './read-command'
import { reject } from './refuse'
import { writeDown } from './write-down'

/**
 * Returns the refusal of a command because a key is taken; undefined if the command is to be decided again: the live token has ended meanwhile,
 * or it is one of many that a leave relocates. A hold or an offer whose time is up refuses nobody: `sweep` is called for its session, so
 * that it ends and its key becomes free.
 */
export async function refusalOfKey(
  key: string,
  { op }: Pick<ReadCommand, 'op'>,
  cache: SessionCache,
  { store }: Setting,
  now: number,
  sweep: (sessionId: string) => Promise<unknown>,
): Promise<Rejected | undefined> {
  const patientId = patientOfKey(key)
  if (patientId === undefined) return reject('token-id-taken', { tokenId: key })
  if (op === 'blockTime' || op === 'closeSession') return undefined
  const stream = await store.locate(key)
  if (stream === undefined) return undefined
  // The command may hold the keys of other sessions, and keys are taken in order only.
  const record = await cache.copyOf(stream)
  const { session, names, sessionId } = record
  const patient = names.patient(patientId)
  let token = liveTokenOf(record, patient)
  // Its source was made exempt after it had claimed the key.
  if (token < 0 && record.hasDayKey(patientId)) token = liveTokenOf(record, patient, {})
  if (token < 0) return undefined
  if ((session.deadlines.get(token) ?? Number.POSITIVE_INFINITY) <= now) {
    await sweep(sessionId)
    return undefined
  }
  return reject('duplicate-token', { sessionId, waiting: session.waiting, tokenId: names.tokens[token]!.tokenId })
}

/** Returns the outcome as the store would have it: refused if the patient has a live token of that day in another session. */
export async function foreseen(command: SessionCommand, outcome: Outcome, on: Preparation): Promise<Outcome> {
  const { records, facts } = outcome
  if (facts.length === 0) return outcome
  const copies = records.map((record) => record.copy())
  const keys = LiveKeys.before({ ...outcome, records: copies })
  if (keys === undefined) return outcome
  const { claims, releases } = keys.changes(writeDown(command, outcome, copies, 'plan', on.setting, keys).writes)
  for (const { key } of claims) {
    if (releases.includes(key)) continue
    // Nothing is swept: a preview changes nothing.
    const refusal = await refusalOfKey(key, command, on.cache, on.setting, on.now, async () => {})
    if (refusal !== undefined) return refused(records, refusal)
  }
  return outcome
}
