import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether an address belongs to this machine. */
export function isLoopback(address: string): boolean {
  if (address === '127.0.0.1') return true
  const plain = address.replace(/^::ffff:/i, '')
  const version = isIP(plain)
  return version === 0 ? plain === 'localhost' : loopback.check(plain, version === 6 ? 'ipv6' : 'ipv4')
}
