import { createHash, timingSafeEqual } from 'node:crypto'
import { type Caller, ROLES, type Role } from './caller'

export interface ApiKey extends Caller {
  /** SHA-256 of the secret, which itself is not stored. */
  readonly digest: Buffer
}

/** The valid keys at this moment. */
export interface Keys {
  /** Returns the caller with this secret, or undefined. */
  find(secret: string): Caller | undefined
  /** Whether the key of this caller is still valid. */
  isValid(caller: Caller): boolean
}

const KEY = /^([A-Za-z0-9-]{1,20})=([a-z]+)(?:@([A-Za-z0-9-]{1,40}))?:(\S{24,200})$/
const FORM = `name=role:secret or name=role@doctor:secret, with a role of ${ROLES.join(', ')}`
const DIGEST = /^sha256:([0-9a-f]{64})$/i

/**
 * Reads `front-desk=desk:secret rao=doctor@dr-rao:secret hall=display:sha256:…`, on one line or several, with comments from # on.
 *
 * @throws RangeError if it is malformed; the message never shows a secret
 */
export function readKeys(text: string, source = 'API_KEYS'): ApiKey[] {
  const words = text
    .replace(/(^|\s)#.*$/gm, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '')
  const keys = words.map((word, index) => {
    const [, name, role, doctorId, secret] = KEY.exec(word) ?? []
    const which = `Key ${index + 1} of ${source}`
    if (name === undefined || secret === undefined || !isRole(role))
      throw new RangeError(`${which} is not of the form ${FORM} and a secret of 24 to 200 characters.`)
    if (doctorId !== undefined && role === 'metrics')
      throw new RangeError(`${which} has the role metrics, which shows no doctor. Leave out @${doctorId}.`)
    if (/^sha256:/i.test(secret) && !DIGEST.test(secret))
      throw new RangeError(`${which} has a secret of sha256: without 64 hexadecimal digits.`)
    const [, hex] = DIGEST.exec(secret) ?? []
    const digest = hex === undefined ? digestOf(secret) : Buffer.from(hex, 'hex')
    return { name, role, ...(doctorId !== undefined && { doctorId }), digest }
  })
  const twice = keys.find(({ name }, index) => keys.findIndex((each) => each.name === name) < index)
  if (twice !== undefined) throw new RangeError(`${source} has the name '${twice.name}' twice.`)
  return keys
}

function isRole(text: string | undefined): text is Role {
  return ROLES.some((role) => role === text)
}

/** Returns keys, asked anew for every request because they may change. */
export function keysOf(current: () => readonly ApiKey[]): Keys {
  return {
    find(secret) {
      const digest = digestOf(secret)
      let found: ApiKey | undefined
      // Compares every key in constant time, against timing attacks.
      for (const key of current()) if (timingSafeEqual(key.digest, digest)) found = key
      return found
    },
    isValid: (caller) => current().some((key) => key === caller),
  }
}

/** Whether two keys are equal in all. */
export function isSameKey(one: ApiKey, other: ApiKey): boolean {
  const isAlike = one.name === other.name && one.role === other.role && one.doctorId === other.doctorId
  return isAlike && one.digest.equals(other.digest)
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
