import { OpdError } from '../errors'

/** A value that was written as JSON. */
export function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new OpdError('store-corrupt', `${what} in the file is damaged. Maybe restore the last backup.`, {}, thrown)
  }
}
