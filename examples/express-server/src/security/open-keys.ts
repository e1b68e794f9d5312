import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { type ApiKey, isSameKey, type Keys, keysOf, readKeys } from './keys'

/** The place of the keys. */
export type KeySettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'given'; readonly keys: readonly ApiKey[]; readonly file?: string | undefined }
  /** One admin key, made at the first start. */
  | { readonly kind: 'own'; readonly file: string }

export interface OpenKeys {
  /** Undefined if the server runs without keys. */
  readonly keys: Keys | undefined
  /** What the person who starts the server must know. */
  notice(address: string): string
}

/** A changed file is noticed after this. */
const RECHECK_MS = 1_000

/**
 * Opens the keys.
 *
 * @throws RangeError if a file of keys is malformed, or can be read by others
 */
export function openKeys(settings: KeySettings, log: Logger, recheckMs = RECHECK_MS): OpenKeys {
  switch (settings.kind) {
    case 'none':
      return {
        keys: undefined,
        notice: () => 'Warning: KEYS=none. Everybody who reaches this port, also through a proxy, may do everything.\n',
      }
    case 'own':
      return ownKey(settings.file)
    case 'given': {
      const { keys, file } = settings
      return { keys: keysOf(file === undefined ? () => keys : fileOf(file, keys, log, recheckMs)), notice: () => '' }
    }
  }
}

/** Opens the server's own admin key, and makes it at the first start. */
function ownKey(file: string): OpenKeys {
  const isNew = makeOnce(file)
  const secret = readSecretly(file).trim()
  if (!/^\S{24,200}$/.test(secret))
    throw new RangeError(`${file} does not hold a key. Delete it, and the next start makes a new one.`)
  const keys = readKeys(`admin=admin:${secret}`, file)
  return {
    keys: keysOf(() => keys),
    notice: (address) =>
      isNew
        ? `This first start made an admin key and stored it in ${file}:\n\n  ${secret}\n\n` +
          `Open ${address}/ and give the key as the password, with any name, or try:\n\n` +
          `  curl -u ":$(cat ${file})" ${address}/api/v1/doctors\n\n`
        : `The admin key is in ${file}.\n`,
  }
}

/** Returns whether the file was made. */
function makeOnce(file: string): boolean {
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    return true
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'EEXIST') return false
    const mend = 'Set ADMIN_KEY_FILE to a file that can be written, or set API_KEYS or API_KEYS_FILE.'
    throw new RangeError(`The admin key cannot be stored in ${file}: ${code}. ${mend}`)
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : 'unknown'
}

/** Returns the keys of a file, read again when it changes. A file that became malformed leaves the keys as they were. */
function fileOf(file: string, others: readonly ApiKey[], log: Logger, recheckMs: number): () => readonly ApiKey[] {
  const read = () => {
    const keys = readKeys(readSecretly(file), file)
    if (keys.length === 0) throw new RangeError(`${file} holds no key. Give one on each line: name=role:secret.`)
    const twice = keys.find(({ name }) => others.some((each) => each.name === name))
    if (twice !== undefined) throw new RangeError(`The name '${twice.name}' is in API_KEYS and in ${file}.`)
    return [...others, ...keys]
  }
  const stamp = () => {
    const { mtimeMs, ctimeMs, size, ino } = statSync(file)
    return [mtimeMs, ctimeMs, size, ino].join(' ')
  }
  const first = () => {
    try {
      return { seen: stamp(), keys: read() }
    } catch (thrown) {
      if (thrown instanceof RangeError) throw thrown
      throw new RangeError(`API_KEYS_FILE is '${file}', which cannot be read: ${codeOf(thrown)}.`)
    }
  }
  let { keys, seen } = first()
  let checkedAt = performance.now()
  return () => {
    const now = performance.now()
    if (now - checkedAt < recheckMs) return keys
    checkedAt = now
    try {
      const current = stamp()
      if (current === seen) return keys
      seen = current
      // Keys that stay are the same objects, so that their event streams go on.
      keys = read().map((key) => keys.find((known) => isSameKey(known, key)) ?? key)
      log.info({ file, keys: keys.length }, 'keys read again')
    } catch (thrown) {
      log.error({ file, reason: thrown instanceof Error ? thrown.message : 'unknown' }, 'keys not read again')
    }
    return keys
  }
}

/** Reads a file of secrets, unless other users of the machine could read it too. */
function readSecretly(file: string): string {
  // Windows has no such modes.
  if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0)
    throw new RangeError(`Every user of this machine can read the keys in ${file}. Run: chmod 600 ${file}`)
  return readFileSync(file, 'utf8')
}
