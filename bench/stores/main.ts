import { parseArgs } from 'node:util'
import { benchHospital } from './hospital'
import { benchOneLive } from './one-live'
import { benchPostgres } from './postgres'
import { benchSqlite } from './sqlite'

const { values } = parseArgs({ options: { store: { type: 'string' }, quick: { type: 'boolean' } } })
const isQuick = values.quick ?? false

const BENCHES: Readonly<Record<string, () => Promise<boolean>>> = {
  sqlite: () => benchSqlite(isQuick ? 3 : 7),
  postgres: () => benchPostgres(isQuick),
  hospital: () => benchHospital(isQuick),
  'one-live': () => benchOneLive(isQuick ? 3 : 9),
}

const stores = values.store === undefined ? Object.keys(BENCHES) : [values.store]
let isMet = true
for (const store of stores) {
  const bench = BENCHES[store]
  if (bench === undefined) throw new Error(`no store ${store}; there are ${Object.keys(BENCHES).join(', ')}`)
  isMet = (await bench()) && isMet
}
console.log(isMet ? 'goals met' : 'goals not met')
process.exitCode = isMet ? 0 : 1
