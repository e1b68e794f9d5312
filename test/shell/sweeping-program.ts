import { OpdScheduler } from 'opd-scheduler'

/** Opens a clinic with a hold that is over, starts a sweeper with the options of the command line, and stops it after its first sweep. */
const [options = '{}'] = process.argv.slice(2)
let now = Date.parse('2026-01-30T06:00:00+05:30')
const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', clock: () => now })
await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
const slots = [{ start: '09:00', end: '10:00', capacity: 1 }]
await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-30', slots })
await opd.book({ doctorId: 'dr-rao', date: '2026-01-30', source: 'online', patientId: 'p-1', holdMinutes: 1 })
now += 120_000
const stop = opd.startSweeper({ everySeconds: 0.05, ...JSON.parse(options) })
opd.on('token.expired', () => {
  console.log('swept')
  void stop().then(() => console.log('stopped'))
})
console.log('started')
