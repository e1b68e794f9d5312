import { parseArgs } from 'node:util'
import { type Ratio, writeRatios } from '../ratios'
import { benchHospital } from './hospital'
import { benchOneLive } from './one-live'
import { benchPostgres } from './postgres'
import { runOnSlowerDisk } from './slower-disk'
import { benchSqlite } from './sqlite'

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    quick: { type: 'boolean' },
    ratios: { type: 'string' },
    'slower-flush-ms': { type: 'string' },
  },
})
const ratios: Ratio[] = []
const isQuick = values.quick ?? false

const BENCHES: Readonly<Record<string, () => Promise<boolean>>> = {
  sqlite: () => benchSqlite(isQuick ? 3 : 7, ratios),
  postgres: () => benchPostgres(isQuick, ratios),
  hospital: () => benchHospital(isQuick),
  'one-live': () => benchOneLive(isQuick ? 3 : 9),
}

const slowerMs = Number(values['slower-flush-ms'] ?? 0)
if (slowerMs > 0) {
  // The server of PostgreSQL is another process; it can be slowed by its own settings.
  if (values.store !== 'sqlite') throw new Error('--slower-flush-ms is for --store sqlite')
  const passed = [...(isQuick ? ['--quick'] : []), ...(values.ratios === undefined ? [] : ['--ratios', values.ratios])]
  process.exit(runOnSlowerDisk(slowerMs, ['--store', values.store, ...passed]))
}

const stores = values.store === undefined ? Object.keys(BENCHES) : [values.store]
let isMet = true
for (const store of stores) {
  const bench = BENCHES[store]
  if (bench === undefined) throw new Error(`no store ${store}; there are ${Object.keys(BENCHES).join(', ')}`)
  isMet = (await bench()) && isMet
}
writeRatios(values.ratios, ratios)
console.log(isMet ? 'goals met' : 'goals not met')
process.exitCode = isMet ? 0 : 1
