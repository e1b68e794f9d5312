/**
 * The number of a group under another number of channels and groups: its channel is the remainder of its number divided by the
 * number of channels. A channel or a class of seats that does not exist there becomes the first one.
 */
export function translateGroup(group: number, channels: number, toChannels: number, toGroups: number): number {
  const channel = group % channels
  const base = Math.floor(group / channels)
  return (base < toGroups / toChannels ? base : 0) * toChannels + (channel < toChannels ? channel : 0)
}
