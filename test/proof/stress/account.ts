import { checkCommands } from './checker/commands'
import type { Execution, Rule, Violation } from './checker/history'
import type { Traces } from './collect'
import type { Fault } from './stores/store-under-stress'
import type { Run } from './supervisor'

/** Figures of a run. */
export type Account = Readonly<Record<string, number>>

export function accountOf(run: Run, { entries, executions, queries, notes }: Traces): Account {
  const ended = (outcome: Execution['outcome']): number =>
    executions.filter((execution) => execution.outcome === outcome).length
  const events = (type: string): number => entries.filter(({ event }) => event.type === type).length
  const relocated = (type: string): number =>
    entries.filter(({ event }) => event.type === type && event.cause === 'blocked').length
  const appends = notes.filter((note) => note.note === 'append')
  const unknown = new Map<string, number>()
  for (const { id, outcome, invokedAt } of executions)
    if (outcome === 'unknown') unknown.set(id, Math.min(invokedAt, unknown.get(id) ?? invokedAt))
  // A later execution has the answer. A command that is under way is not unknown for good.
  const known = executions.filter(
    ({ id, outcome, invokedAt }) =>
      (outcome === 'ok' || outcome === 'refused') && invokedAt > (unknown.get(id) ?? invokedAt),
  )
  const bumps = entries.flatMap(({ event }) => (event.type === 'token.bumped' ? event : []))
  return {
    processes: run.processes,
    ...Object.fromEntries(run.faults),
    commands: executions.length,
    ok: ended('ok'),
    refused: ended('refused'),
    failed: ended('failed'),
    unknown: ended('unknown'),
    'unknown resolved': new Set(known.map(({ id }) => id)).size,
    'full refusals': executions.filter(({ code }) => code === 'slot-full' || code === 'no-capacity').length,
    'keys taken': appends.reduce((sum, note) => sum + note.taken, 0),
    'live twice refused': executions.filter(({ code }) => code === 'duplicate-token').length,
    'no-shows': events('token.no-show'),
    'visits completed': events('token.completed'),
    'taken back': events('token.undone') + events('token.reinstated'),
    queries: queries.length,
    conflicts: appends.reduce((sum, note) => sum + note.conflicts, 0),
    'known commands': appends.reduce((sum, note) => sum + note.known, 0),
    'lost answers': appends.reduce((sum, note) => sum + note.lost, 0),
    'broken appends': appends.filter(({ thrown }) => thrown !== undefined).length,
    'statement timeouts': appends.filter(({ thrown }) => thrown === '57014').length,
    events: entries.length,
    bumps: bumps.length,
    cascades: bumps.filter(({ to }) => to !== null).length,
    promotions: events('token.promoted'),
    'expired holds': events('token.expired'),
    moved: events('token.rescheduled'),
    'blocked slots': events('slot.blocked'),
    'relocated elsewhere': relocated('token.rescheduled'),
    'relocated within': relocated('token.moved'),
    delays: events('session.delayed'),
    'acknowledged and lost': checkCommands({ entries, executions }).filter(({ rule }) => rule === 'lost').length,
    'losses noticed': notes.filter(({ note }) => note === 'rewound').length,
  }
}

/** What each run must reach at least once, or it proves too little. */
const REACHED = [
  ...['unknown resolved', 'full refusals', 'conflicts', 'bumps', 'cascades', 'promotions', 'expired holds'],
  ...['blocked slots', 'relocated within', 'delays', 'keys taken', 'live twice refused', 'no-shows'],
  ...['visits completed', 'taken back'],
]

/** A run on a store that loses commits must have lost some, and a subscriber must have noticed. */
const LOST = ['acknowledged and lost', 'losses noticed']

/** Returns what a run of so many commands has not reached: half of the faults that it should have seen, and each situation. */
export function missing(
  account: Account,
  commands: number,
  faults: readonly Pick<Fault, 'name' | 'every'>[],
  losesCommits: boolean,
): string[] {
  const needed: Record<string, number> = { 'relocated elsewhere': Math.floor(commands / 1000) }
  for (const { name, every } of faults) needed[name] = Math.floor(commands / every / 2)
  for (const what of [...REACHED, ...(losesCommits ? LOST : [])]) needed[what] = 1
  return Object.entries(needed).flatMap(([what, least]) =>
    (account[what] ?? 0) >= least ? [] : `${account[what] ?? 0} ${what}, but ${least} are needed`,
  )
}

/** Rules about what a process saw, which nobody can keep if the database loses commits. What is in the database must keep all others. */
const OF_LOST_COMMITS: readonly Rule[] = [
  'lost',
  'wrong answer',
  'false refusal',
  'out of order',
  'stale query',
  'subscriber',
]

/** Returns the violations that lost commits do not explain. */
export function unexplained(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ rule }) => !OF_LOST_COMMITS.includes(rule))
}

/** Says how many acknowledged commands are not in the log. */
export function lossOf(account: Account, { executions, entries }: Traces): string {
  const lost = account['acknowledged and lost']!
  const stored = new Set(entries.map(({ event }) => event.commandId))
  const acknowledged = executions.filter(({ id, outcome }) => outcome === 'ok' && stored.has(id)).length + lost
  return `${lost} of ${acknowledged} acknowledged commands were lost; subscribers noticed ${account['losses noticed']} times`
}

/** The figures that must be 0. */
export function verdict(violations: readonly Violation[]): string {
  const figures = (rules: readonly Rule[]): string =>
    rules.map((rule) => `${violations.filter((violation) => violation.rule === rule).length} ${rule}`).join(', ')
  const keys = `keys of live tokens: ${figures(['key leaked', 'key lost', 'doubled']).replaceAll('key ', '')}`
  return `${figures(['lost', 'duplicated', 'overbooked', 'holes'])}\n${keys}`
}

/** Counts of the codes of refusals and failures. */
export function codesOf(executions: readonly Execution[]): string {
  const counts = new Map<string, number>()
  for (const { code } of executions) if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1)
  const most = [...counts].sort(([, a], [, b]) => b - a)
  return most.map(([code, count]) => `${count.toLocaleString('en')} ${code}`).join(', ')
}
