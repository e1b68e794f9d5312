import { existsSync } from 'node:fs'
import { type OpdEvent, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { type Entry, executionsIn, type History, subscriberIn } from './checker/history'
import { placeText } from './checker/places'
import { RULES, TIME_ZONE } from './clinic'
import { type Note, readJournal } from './journal'
import type { RunningStore, Tables } from './stores/store-under-stress'
import type { Run } from './supervisor'

/** What the journals and the tables say. Can be read while the run goes on. */
export interface Traces extends Pick<History, 'entries' | 'executions' | 'queries'> {
  readonly notes: readonly Note[]
  readonly tables: Tables
}

/** Reads the journals first, so that the tables have all that is acknowledged in them. */
export async function tracesOf(run: Run, running: RunningStore): Promise<Traces> {
  const byProcess = [...run.journals.values()].flat().filter(existsSync).map(readJournal)
  const tables = await running.tables()
  const notes = byProcess.flat()
  return {
    notes,
    tables,
    entries: tables.events.map((row): Entry => ({ ...row, event: JSON.parse(row.event) as OpdEvent })),
    executions: byProcess.flatMap(executionsIn),
    queries: notes.filter((note) => note.note === 'query'),
  }
}

/** Collects everything that the processes and the store wrote during a run that is over. */
export async function historyOf(
  run: Run,
  { notes, tables, entries, executions, queries }: Traces,
  store: Store,
): Promise<History> {
  const broken = [...run.broken, ...notes.flatMap((note) => (note.note === 'broken' ? note.message : []))]
  return {
    ...{ entries, executions, queries },
    log: await logOf(store),
    versions: tables.versions,
    commits: tables.commits,
    keys: tables.keys,
    subscribers: ['plain', 'named'].map((name) =>
      subscriberIn(name, name === 'named', run.journals.get(name)!.filter(existsSync)),
    ),
    places: await placesIn(store, broken),
    broken,
  }
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
