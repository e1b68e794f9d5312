import { ROLES } from '../security/caller'
import type { Operation } from './operation'
import type { Code } from './problem'

const OF_ALL = ['malformed-request', 'not-from-here', 'invalid-input', 'internal-error'] as const
const OF_KEYS = ['starting', 'key-missing', 'too-many-failed-keys'] as const
const OF_STORAGE = ['invalid-rules', 'store-corrupt', 'store-failed', 'closed'] as const
const OF_WRITES = [
  ...(['body-too-large', 'not-json', 'too-many-writes', 'clock-wrong'] as const),
  ...(['command-id-reused', 'conflict-retries-exhausted', 'outcome-unknown'] as const),
]

/** Returns the codes of all problems that an operation may answer. */
export function codesOf({ method, roles, problems, isStored, scope, keyless }: Operation): readonly Code[] {
  return [
    ...OF_ALL,
    ...(keyless ? [] : OF_KEYS),
    ...(keyless || scope === 'open' ? [] : (['not-your-doctor'] as const)),
    ...(keyless || method !== 'get' ? [] : (['too-many-reads'] as const)),
    ...(roles.length < ROLES.length ? (['role-missing'] as const) : []),
    ...(isStored ? OF_STORAGE : []),
    ...(method === 'get' ? [] : OF_WRITES),
    ...problems,
  ]
}
