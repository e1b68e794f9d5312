import { UsageError } from '../usage-error'

/**
 * Refuses options that would have no effect together.
 *
 * @throws UsageError
 */
export function refuseTogether(given: ReadonlyMap<string, string>): void {
  if (given.has('--scenario') && given.get('--standby') === 'compare')
    throw new UsageError('--scenario does not go with --standby compare. Give --standby on or off.')
  if (given.has('--days') && given.get('--standby') === 'compare')
    throw new UsageError('--days does not go with --standby compare. Give --standby on or off.')
  const presets = [given.get('--rules'), ...(given.get('--compare') ?? '').split(',')]
  const together: readonly (readonly [name: string, other: string, hint: string])[] = [
    ...['--seed', '--load', '--doctors', '--patients', '--surge'].map(
      (name) => [name, '--input', `Leave ${name} out: the file decides who comes.`] as const,
    ),
    ['--clinic', '--input', 'Leave --clinic out: the file decides who comes.'],
    ['--clinic', '--scenario', 'Lateness and breaks are in the clinic. Leave --scenario out.'],
    ['--doctors', '--clinic', 'Leave --doctors out: the clinic has its own.'],
    ['--rules', '--compare', `Give --compare ${[...new Set(presets)].join(',')}.`],
    ['--standby', '--input', 'Leave --standby out: the file decides who checks in.'],
    ['--scenario', '--compare', 'Give --rules with one preset.'],
    ['--scenario', '--input', 'Leave --scenario out: the file decides what happens.'],
    ['--record', '--compare', 'Record a run of one preset.'],
    ...[
      '--scenario',
      '--clinic',
      '--compare',
      '--input',
      '--report',
      '--record',
      '--store',
      '--resume',
      '--patients',
      '--surge',
    ].map((name) => [name, '--days', `Leave ${name} out: it belongs to one day of a clinic.`] as const),
    ['--store', '--compare', 'Leave --store out: each preset runs a day of its own, in memory.'],
    ['--compare', '--against', 'A server runs one preset: give --rules, or let the file name them.'],
    ...['--store', '--record', '--report', '--json'].map(
      (name) => [name, '--against', `Leave ${name} out, or give it without --against.`] as const,
    ),
  ]
  if (given.has('--fit') !== given.has('--to'))
    throw new UsageError('--fit and --to go together. Give --fit bookings.csv --to clinic.json.')
  for (const name of given.keys())
    if (given.has('--fit') && !['--fit', '--to', '--seed'].includes(name))
      throw new UsageError(`${name} does not go with --fit. Fit first, then give --clinic.`)
  for (const [name, other, hint] of together)
    if (given.has(name) && given.has(other)) throw new UsageError(`${name} does not go with ${other}. ${hint}`)
  if (given.has('--against') && !given.has('--input'))
    throw new UsageError('--against needs a file of commands. Give --input week.jsonl.')
  for (const name of ['--date', '--key'])
    if (given.has(name) && !given.has('--against'))
      throw new UsageError(`${name} belongs to --against. Leave ${name} out.`)
}
