import { randomBytes } from 'node:crypto'
import { Pair } from '../../../postgres/pair'
import { CuttingProxy } from './cutting-proxy'
import { type Address, postgresUnderStress, tablesOf } from './postgres'
import type { Fault, StoreUnderStress } from './store-under-stress'

/**
 * A primary and a standby behind a proxy, as behind a pooler. Again and again the line between them breaks, the primary dies, the
 * standby takes over, and a new standby is made.
 */
export function failoverUnderStress(isSynchronous: boolean): StoreUnderStress {
  return {
    open: postgresUnderStress.open,
    losesCommits: !isSynchronous,
    start: async () => {
      const pair = await Pair.start(isSynchronous)
      const proxy = await CuttingProxy.start('127.0.0.1', Number(new URL(pair.url).port))
      const url = new URL(pair.url)
      url.port = String(proxy.port)
      const schema = `opd_stress_${randomBytes(6).toString('hex')}`
      // Every server has the same password, so the proxy's address stays good.
      const address = (isImpatient: boolean) => JSON.stringify({ url: url.href, schema, isImpatient } satisfies Address)
      return {
        address: address(true),
        quietAddress: address(false),
        faults: [failOvers(pair, proxy)],
        tables: () => tablesOf(pair.url, schema),
        stop: async () => {
          proxy.close()
          await pair.stop()
        },
      }
    },
    sabotage: postgresUnderStress.sabotage,
  }
}

function failOvers(pair: Pair, proxy: CuttingProxy): Fault {
  return {
    name: 'fail-overs',
    every: 400,
    strike: async () => {
      await pair.failOver()
      proxy.redirect(Number(new URL(pair.url).port))
      await pair.attach()
      return true
    },
  }
}
