/** Options with a value, each with an example. */
export const EXAMPLES = {
  '--days': '--days 5',
  '--doctors': '--doctors 3',
  '--clinic': '--clinic small-opd',
  '--fit': '--fit bookings.csv',
  '--to': '--to clinic.json',
  '--load': '--load 1.1',
  '--patients': '--patients 140',
  '--surge': '--surge 18',
  '--seed': '--seed 7',
  '--rules': '--rules publicHospital',
  '--compare': '--compare standard,bumpAndCascade',
  '--standby': '--standby off',
  '--scenario': '--scenario late',
  '--report': '--report day.html',
  '--input': '--input week.jsonl',
  '--against': '--against http://127.0.0.1:3000',
  '--date': '--date 2026-01-30',
  '--key': '--key desk-secret',
  '--source-map': '--source-map priority=paid',
  '--record': '--record day.jsonl',
  '--store': '--store sqlite:day.db',
} as const

export type Valued = keyof typeof EXAMPLES

export const FLAGS = ['--resume', '--json', '--help'] as const

/** Options that change the figures; --source-map does too. */
export const DECISIVE: ReadonlySet<string> = new Set<Valued>([
  '--doctors',
  '--clinic',
  '--load',
  '--patients',
  '--surge',
  '--seed',
  '--rules',
  '--compare',
  '--standby',
  '--scenario',
  '--input',
])

export function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return names.some((each) => each === name)
}
