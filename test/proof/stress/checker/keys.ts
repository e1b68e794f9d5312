import { counts } from '../clinic'
import { commitsIn } from './commits'
import { Fold, type FoldedToken, isLive } from './fold'
import type { History, Violation } from './history'

const PREFIX = '~day/'

/** Checks that no patient ever has two live tokens on a day, and that each live token has its key at the end, and no other key is there. */
export function checkKeys({ entries, keys }: History): Violation[] {
  const wrong: Violation[] = []
  const fold = new Fold()
  /** Live tokens that count, by key. */
  const live = new Map<string, Set<string>>()
  /** Keys of tokens that became live in a commit. */
  const risen = new Set<string>()
  for (const { id, entries: own } of commitsIn(entries)) {
    for (const { stream, event } of own) fold.apply(stream, event)
    const touched = new Set(own.flatMap(({ event }) => ('tokenId' in event ? event.tokenId : [])))
    for (const tokenId of touched) {
      const token = fold.tokens.get(tokenId)!
      const key = keyOf(token)
      const those = live.get(key) ?? new Set()
      live.set(key, those)
      const had = those.has(tokenId)
      if (!hasKey(token)) those.delete(tokenId)
      else those.add(tokenId)
      if (!had) risen.add(key)
    }
    for (const key of risen) {
      const those = [...live.get(key)!]
      if (those.length > 1) {
        const message = `${those.join(' and ')} are live after the commit of ${id}\n${lifeOf(key, those, entries)}`
        wrong.push({ rule: 'doubled', message })
      }
    }
    risen.clear()
  }
  for (const [key, those] of live) {
    const sessions = [...those].map((tokenId) => fold.tokens.get(tokenId)!.session)
    const owner = keys.get(key)
    if (sessions.length > 0 && !sessions.includes(owner!))
      wrong.push({ rule: 'key lost', message: `${key} belongs to ${owner}, and the live token is in ${sessions}` })
  }
  for (const [key, owner] of keys)
    if (key.startsWith(PREFIX) && !live.get(key)?.size)
      wrong.push({ rule: 'key leaked', message: `${key} belongs to ${owner}, which has no live token of the patient` })
  return wrong
}

/** Returns whether a live token of the same patient and date is in the way of a token, or of a booking. */
export function isTaken(fold: Fold, patientId: string, date: string, except: string | undefined): boolean {
  for (const [stream, { tokens }] of fold.sessions) {
    if (!stream.endsWith(`.${date}`)) continue
    for (const id of tokens) {
      const token = fold.tokens.get(id)!
      if (id !== except && token.patientId === patientId && hasKey(token)) return true
    }
  }
  return false
}

/** Returns the events of some tokens and of the key that they should share, a line each. */
function lifeOf(key: string, those: readonly string[], entries: History['entries']): string {
  const patientId = key.slice(PREFIX.length + 'YYYY-MM-DD/'.length)
  const lines = entries.flatMap(({ position, stream, version, event }) => {
    if (!('tokenId' in event) || event.patientId !== patientId) return []
    if (!those.includes(event.tokenId) && !stream.endsWith(key.slice(PREFIX.length, -patientId.length - 1))) return []
    const { type, tokenId, from, to, waitsFor, commandId, dayKey = '' } = event
    return `  ${position} ${stream} ${version} ${type} ${tokenId} ${from} ${to} ${waitsFor} ${commandId} ${dayKey}`
  })
  return lines.join('\n')
}

function hasKey({ status, source }: FoldedToken): boolean {
  return isLive(status) && counts(source)
}

function keyOf({ session, patientId }: FoldedToken): string {
  return `${PREFIX}${session.slice(-10)}/${patientId}`
}
