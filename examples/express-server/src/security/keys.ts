import { createHash, timingSafeEqual } from 'node:crypto'
import { type Caller, ROLES, type Role } from './caller'

export interface ApiKey extends Caller {
  /** SHA-256 of the secret, which itself is not stored. */
  readonly digest: Buffer
}

const KEY = /^([A-Za-z0-9-]{1,20})=([a-z]+):(\S{24,200})$/

/**
 * Reads `front-desk=desk:secret hall=display:secret`.
 *
 * @throws RangeError if it is malformed; the message never shows a secret
 */
export function readKeys(text: string): ApiKey[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const keys = words.map((word, index) => {
    const [, name, role, secret] = KEY.exec(word) ?? []
    if (name === undefined || secret === undefined || !ROLES.includes(role as Role)) {
      const form = `name=role:secret, with a role of ${ROLES.join(', ')} and a secret of at least 24 characters`
      throw new RangeError(`Key ${index + 1} of API_KEYS is not of the form ${form}.`)
    }
    return { name, role: role as Role, digest: digestOf(secret) }
  })
  const twice = keys.find(({ name }, index) => keys.findIndex((each) => each.name === name) < index)
  if (twice !== undefined) throw new RangeError(`API_KEYS has the name '${twice.name}' twice.`)
  return keys
}

/** Returns the caller with this secret, or undefined. Compares every key in constant time, against timing attacks. */
export function callerOf(secret: string, keys: readonly ApiKey[]): Caller | undefined {
  const digest = digestOf(secret)
  let found: Caller | undefined
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = { name: key.name, role: key.role }
  return found
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
