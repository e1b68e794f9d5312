import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

export type { CountryCode }
export { isSupportedCountry }

/** Returns a phone number in E.164, such as +919845012345; undefined if no number can look like this. */
export function e164(text: string, country: CountryCode): string | undefined {
  const number = parsePhoneNumberFromString(text, country)
  // Possible rather than valid: lists of the ranges in use are soon out of date.
  return number?.isPossible() ? number.number : undefined
}
