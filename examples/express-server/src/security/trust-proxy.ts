import { isIP } from 'node:net'

/**
 * Reads `1`, the number of proxies in front of the server, or their addresses: `10.0.0.5, 10.1.0.0/16`.
 *
 * @throws RangeError if it is neither
 */
export function readTrustProxy(text: string): number | readonly string[] {
  if (/^\d$/.test(text)) return Number(text)
  const addresses = text.split(/[\s,]+/).filter((word) => word !== '')
  const wrong = addresses.find((each) => {
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(each) ?? []
    const version = isIP(address)
    return version === 0 || Number(bits ?? 0) > (version === 4 ? 32 : 128)
  })
  if (wrong === undefined && addresses.length > 0) return addresses
  throw new RangeError(
    `TRUST_PROXY is '${text}'; give the number of proxies, 0 to 9, or their addresses, such as 10.0.0.5.`,
  )
}
