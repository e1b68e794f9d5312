import * as root from 'opd-scheduler'
import * as cloudevents from 'opd-scheduler/cloudevents'
import * as fhir from 'opd-scheduler/fhir'
import * as messages from 'opd-scheduler/messages'
import * as postgres from 'opd-scheduler/postgres'
import * as rules from 'opd-scheduler/rules'
import * as sqlite from 'opd-scheduler/sqlite'
import * as store from 'opd-scheduler/store'
import * as testing from 'opd-scheduler/testing'
import { expectEqual, useLibrary, useStore } from './scenario.js'

/** Types of the subpaths that have functions for servers only. */
const pool: Pick<postgres.PostgresPool, 'query'> | undefined = undefined
const openStore: (file: string) => store.Store = sqlite.sqliteStore

async function main(): Promise<void> {
  await useLibrary()
  expectEqual('a pool', pool, undefined)

  const file = process.argv[2]
  if (file === undefined) {
    const missing = await Promise.resolve()
      .then(() => openStore(':memory:').head())
      .catch((error: unknown) => error)
    expectEqual('SQLite without a driver', root.isOpdError(missing) && missing.code, 'driver-missing')
  } else await useStore(openStore(file))

  const subpaths = { root, cloudevents, fhir, messages, postgres, rules, sqlite, store, testing }
  // `default` and `module.exports` are what Node and the compiler add for a CommonJS module.
  const added = ['default', 'module.exports', '__esModule']
  const names = Object.entries(subpaths).map(([name, module]) => {
    const own = Object.keys(module).filter((each) => !added.includes(each))
    return `${name}: ${own.sort().join(' ')}`
  })
  console.log(names.join('\n'))
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
