import { CAPACITY, HOURS, SURGE } from '../day/clinic'
import { wrap } from '../report/wrap'
import { PRESET_NAMES } from './preset-name'

export const USAGE = `Simulates a day of an outpatient clinic, or replays a file of commands.

  npm run simulate -- [options]
  npm run simulate -- lab [options]   compare rules on many days; see lab --help

  --days N           a hospital's week from timetables, 1 to 5 workdays, with a
                     late doctor and one who goes home; best with --doctors 12
  --doctors N        doctors, each with ${CAPACITY * HOURS.length} seats (default 3)
  --clinic NAME      another clinic: small-opd, busy-public-hospital,
                     private-clinic, emergency-surge, or a file of your own
  --fit FILE         fit a clinic to a table of your own bookings (CSV), and
                     write it to the file of --to, for --clinic
  --load X           booking requests per seat (default 1.1)
  --patients N       booking requests, instead of --load
  --surge N          emergencies of an accident, all for the last doctor in the
                     hour before the first slot (default ${SURGE}; 0, or the file's
                     own, with --clinic, --load, --patients or --scenario)
  --seed N           seed of the random numbers (default 21)
  --rules NAME       ${wrap(PRESET_NAMES.join(', '), 58).join(`\n${' '.repeat(21)}`)}
  --compare A,B,…    run the same day under several presets, side by side
  --standby off      without calls of waiting patients while the doctor is free;
                     --standby compare runs the day without and with them
  --scenario NAME    late, leave or cancelled: the doctor is late, goes home, or
                     the clinic is cancelled. Shows the plan and the outcome
  --report FILE      write an HTML page with charts
  --input FILE       replay commands from a file of JSON lines, such as
                     {"at":"2026-01-30T09:00:00+05:30","op":"book",…}
  --source-map a=b   read source a in the input as b; may be repeated
  --against URL      send the file's commands to a running server as well, and
                     compare it with the library
  --date YYYY-MM-DD  with --against: the file's first day (default tomorrow)
  --key SECRET       with --against: an admin key; better in OPD_KEY
  --record FILE      write all commands to a file, for --input
  --store S          where to keep the log: memory (default), sqlite:FILE or
                     postgres://USER:PASSWORD@HOST/DATABASE?schema=opd
  --resume           continue the day in the store
  --json             print one JSON object
  --help             print this help
`
