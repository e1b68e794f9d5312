import { CAPACITY } from '../day/clinic'
import { DEFAULT_RULES } from './options'
import { SETTINGS } from './settings'

const keys = SETTINGS.map(({ preset, path, usual }) => `                     ${preset}.${path} (${usual})`)

export const LAB_USAGE = `Compares rules on many simulated days, each day with the same patients under all rules.

  npm run simulate -- lab [options]

  --days N           days under each set of rules, 2 or more (default 100)
  --rules A,B,…      presets to compare (default
                     ${DEFAULT_RULES.join(', ')})
  --load X           booking requests per seat (default 1.1), or a range with
                     a table for each load: 0.6..1.6, or 0.6..1.6/0.1
  --set NAME=A,B,…   one option with several values, each compared as rules
                     of its own; see below
  --clinic NAME      another clinic, as for npm run simulate: a ready one, or
                     a file; --load is then by default the clinic's
  --doctors N        doctors (default 3)
  --surge N          emergencies of an accident on each day, all for the last
                     doctor, beside the load (default 0, or the clinic's)
  --seed N           seed of the first day (default 21); the next day has N+1
  --baseline NAME    the rules to compare with (default the first)
  --workers N        threads (default: one for each processor). The figures do
                     not depend on it
  --json FILE        write the figures as JSON; - prints them instead of tables
  --csv FILE         write the figures as a table of comma-separated values
  --report FILE      write a self-contained HTML page: findings in sentences,
                     intervals drawn, tables
  --help             print this help

  names for --set, with the usual value
${keys.join('\n')}
                     clinic.seats (${CAPACITY}), for all rules of --rules
  Sources for swapToOverflow.bumpers are joined by +, as in emergency+paid, or
  any. Seats may be a share, as in 20%.
`
