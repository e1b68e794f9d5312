import { parseArgs } from 'node:util'
import { flatHeap } from './flat-heap'
import { aMillionTokens } from './million-tokens'
import { walks } from './walks'

const { values } = parseArgs({ options: { commands: { type: 'string' } } })
const commands = Number(values.commands ?? 10_000_000)
if (!(commands >= 1)) throw new Error('Usage: npm run bench:endurance [-- --commands 10000000]')

console.log(aMillionTokens())
for (const line of await walks()) console.log(line)
for await (const line of flatHeap(commands)) console.log(line)
