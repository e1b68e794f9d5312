import { existsSync } from 'node:fs'
import { type OpdEvent, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { type Entry, executionsIn, type History, subscriberIn } from './checker/history'
import { placeText } from './checker/places'
import { RULES, TIME_ZONE } from './clinic'
import { type Note, readJournal } from './journal'
import type { RunningStore, StoreUnderStress } from './stores/store-under-stress'
import type { Run } from './supervisor'

/** Collects everything that the processes and the store wrote during a run. */
export interface Collected {
  readonly history: History
  readonly notes: readonly Note[]
}

export async function collect(run: Run, kind: StoreUnderStress, running: RunningStore): Promise<Collected> {
  const store = await kind.open(running.quietAddress)
  const { events, versions, commits, keys } = await running.tables()
  const entries = events.map((row): Entry => ({ ...row, event: JSON.parse(row.event) as OpdEvent }))
  const journals = [...run.journals].map(([role, paths]) => [role, paths.filter((path) => existsSync(path))] as const)
  const byProcess = journals.flatMap(([, paths]) => paths.map(readJournal))
  const notes = byProcess.flat()
  const broken = [...run.broken, ...notes.flatMap((note) => (note.note === 'broken' ? note.message : []))]
  const history: History = {
    log: await logOf(store),
    entries,
    versions,
    commits,
    keys,
    executions: byProcess.flatMap(executionsIn),
    queries: notes.filter((note) => note.note === 'query'),
    subscribers: ['plain', 'named'].map((name) =>
      subscriberIn(name, name === 'named', journals.find(([role]) => role === name)![1]),
    ),
    places: await placesIn(store, broken),
    broken,
  }
  return { history, notes }
}

async function logOf(store: Store): Promise<History['log']> {
  const log: { position: number; event: OpdEvent }[] = []
  for (;;) {
    const page = await store.read(log.at(-1)?.position ?? 0, 1000)
    if (page.length === 0) return log
    log.push(...page)
  }
}

/** Returns the places as a scheduler started after all others sees them, and closes the store. */
async function placesIn(store: Store, broken: string[]): Promise<Map<string, string>> {
  const opd = new OpdScheduler({ timeZone: TIME_ZONE, rules: RULES, store })
  const places = new Map<string, string>()
  for (const id of await store.sessions({})) {
    try {
      const session = await opd.session(id)
      for (const token of session?.tokens ?? []) places.set(token.id, placeText(token.status, token.slotId))
    } catch (thrown) {
      broken.push(`${id} cannot be read: ${thrown}`)
    }
  }
  await opd.close()
  return places
}
