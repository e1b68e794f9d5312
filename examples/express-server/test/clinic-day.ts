import type { Client, Json } from './client'
import { DATE, openDay, type Started, start } from './start'

const NAMES = [
  'Asha Verma',
  'Ravi Kumar',
  'Meera Das',
  'Imran Sheikh',
  'Lakshmi Nair',
  'Joseph Mathew',
  'Sunita Rao',
  'Arjun Mehta',
  'Fatima Khan',
  'Vikram Singh',
  'Priya Iyer',
  'Mohan Lal',
  'Kavita Joshi',
  'Deepak Gupta',
  'Anita Desai',
  'Suresh Patil',
  'Rekha Pillai',
  'Nikhil Shah',
]

/** A clinic in the middle of the morning: three doctors, patients with names, some present, one with the doctor and one called. */
export async function clinicDay(options: Parameters<typeof start>[0] = {}, secret?: string) {
  const server: Started = await start({ patientIndex: 'own', now: Date.parse(`${DATE}T08:00+05:30`), ...options })
  const client: Client = await server.client(secret)
  const doctors = [
    ['dr-rao', 'Dr. Rao'],
    ['dr-shah', 'Dr. Shah'],
    ['dr-iyer', 'Dr. Iyer'],
  ] as const
  for (const [id, name] of doctors) {
    await openDay(client, id, [4, 3, 4])
    await client.call('registerDoctor', { params: { doctorId: id }, body: { name, minutesPerVisit: 10 } })
  }
  const tokens: Json[] = []
  for (const [index, name] of NAMES.entries()) {
    const [doctorId] = doctors[index % 3]!
    const hour = 9 + Math.floor(index / 9)
    const body = {
      ...{
        doctorId,
        date: DATE,
        start: `${String(hour).padStart(2, '0')}:00`,
        source: ['online', 'walk-in', 'follow-up'][index % 4] ?? 'paid',
      },
      patient: { name, phone: `98450 ${10_000 + index}` },
    }
    const { body: done, status } = await client.call('book', { body })
    if (status !== 201) throw new Error(JSON.stringify(done))
    tokens.push(done.token)
  }
  server.time.now = Date.parse(`${DATE}T09:12+05:30`)
  const step = async (operationId: string, tokenId: string, body: object = {}) => {
    const { status, body: done } = await client.call(operationId, { params: { tokenId }, body })
    if (status !== 200) throw new Error(JSON.stringify(done))
  }
  for (const index of [0, 1, 2, 3, 4, 6, 7, 9]) await step('checkIn', tokens[index]!.id)
  await step('call', tokens[0]!.id, { room: '2' })
  await step('start', tokens[0]!.id, { room: '2' })
  await step('call', tokens[1]!.id, { room: '5' })
  return { server, client, tokens, step }
}
