// Copied as an ES module and as a CommonJS module into an empty project by check-package.mjs, which compiles and runs both.
import assert from 'node:assert/strict'
import { bumpAndCascade, memoryStore, OpdScheduler } from 'opd-scheduler'
import { patientMessage } from 'opd-scheduler/messages'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import type { Store } from 'opd-scheduler/store'
import * as testing from 'opd-scheduler/testing'

const lastSlot: OverflowStrategy = {
  name: 'last-slot',
  attempt: (asker, board) => {
    const slot = board.firstFree(asker, board.slots - 1, board.slots)
    return slot < 0 ? undefined : Verdict.seat(slot)
  },
}

async function main(): Promise<void> {
  const store: Store = memoryStore()
  const opd = new OpdScheduler({
    timeZone: 'Asia/Kolkata',
    rules: { ...bumpAndCascade(), displaced: [lastSlot] },
    store,
    clock: () => Date.parse('2026-01-30T00:00:00Z'),
  })
  await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 5 })
  await opd.openSession({
    doctorId: 'dr-rao',
    date: '2026-01-30',
    slots: [
      { start: '09:00', end: '10:00', capacity: 1 },
      { start: '10:00', end: '11:00', capacity: 1 },
    ],
  })
  const at9 = { doctorId: 'dr-rao', date: '2026-01-30', start: '09:00' }

  const online = await opd.book({ ...at9, source: 'online', patientId: 'p-1' })
  assert.equal(online.status === 'confirmed' && online.token.start, '09:00')

  const told: unknown[] = []
  opd.on('token.bumped', (event) => told.push(patientMessage(event, { doctor: 'Dr. Rao', timeZone: 'Asia/Kolkata' })))
  const emergency = await opd.book({ ...at9, source: 'emergency', patientId: 'p-2' })
  const message = 'A patient with an emergency took your 09:00 seat with Dr. Rao on 30 January. Your new time is 10:00.'
  assert.deepEqual(told, [message])
  assert.equal(emergency.status, 'confirmed')
  assert.equal(emergency.moves.length, 1, 'the emergency bumps only the online patient')

  await opd.close()
  // `default` is what the compiler adds for a CommonJS module.
  const names = Object.keys(testing).filter((name) => name !== 'default')
  console.log(JSON.stringify(names.sort()))
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
