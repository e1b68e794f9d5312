import { parseArgs } from 'node:util'
import { benchSqlite } from './sqlite'

const { values } = parseArgs({ options: { store: { type: 'string', default: 'sqlite' }, quick: { type: 'boolean' } } })

const BENCHES: Readonly<Record<string, (rounds: number) => Promise<boolean>>> = { sqlite: benchSqlite }

const bench = BENCHES[values.store]
if (bench === undefined) throw new Error(`no store ${values.store}; there are ${Object.keys(BENCHES).join(', ')}`)
const isMet = await bench(values.quick ? 3 : 7)
console.log(isMet ? 'goals met' : 'goals not met')
process.exitCode = isMet ? 0 : 1
