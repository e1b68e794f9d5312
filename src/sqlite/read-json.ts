import { OpdError } from '../errors'

/** Returns a text of the file, parsed as JSON; throws `store-corrupt` if the text is damaged. */
export function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new OpdError('store-corrupt', `${what} in the file is damaged. Restore the last backup.`, {}, thrown)
  }
}
