import { CloudEvent as OfficialEvent } from 'cloudevents'
import { type CloudEvent, cloudEventOf } from 'opd-scheduler/cloudevents'
import { expect, it } from 'vitest'
import { clinic, DAY, SESSION } from '../scheduler/clinic'

const source = 'https://hospital.example/opd/north'

/** The attributes that CloudEvents 1.0 requires or defines, and how their values look. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  specversion: /^1\.0$/,
  id: /^[A-Za-z0-9.-]+$/,
  source: /^https:\/\/hospital\.example\/opd\/north$/,
  type: /^[a-z-]+(\.[a-z-]+)+$/,
  subject: /^.+$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  datacontenttype: /^application\/json$/,
  dataschema: /^urn:opd-scheduler:event:1$/,
  sequence: /^\d{16}$/,
  partitionkey: /^.+$/,
}

it('puts each entry of the log into the envelope, in order, without notes', async () => {
  const { opd, store, book } = await clinic([1, 1])
  await book('p-1', 'online', '09:00', { note: 'speaks Tamil' })
  await book('p-2', 'emergency', '09:00')
  await opd.cancel({ tokenId: `${SESSION}.t1`, note: 'has died' })
  await opd.closeSession({ doctorId: 'dr-rao', date: DAY })
  const events = (await store.read(0, 100)).map((entry) => cloudEventOf(entry, { source }))
  expect(events.length).toBeGreaterThan(5)
  for (const event of events) {
    const { data, ...envelope } = event
    expect(Object.keys(envelope).sort()).toEqual(Object.keys(ATTRIBUTES).sort())
    for (const [name, value] of Object.entries(envelope)) {
      // Names of attributes are lower-case letters and digits.
      expect(name).toMatch(/^[a-z0-9]{1,20}$/)
      expect(value, name).toMatch(ATTRIBUTES[name]!)
    }
    expect(data).not.toHaveProperty('note')
    expect(JSON.parse(JSON.stringify(event))).toEqual(event)
    // The official SDK validates by the schema of the specification, and throws.
    expect(new OfficialEvent({ ...event }).toJSON()).toEqual(event)
  }
  expect(JSON.stringify(events)).not.toMatch(/Tamil|died/)
  expect(events.map(({ sequence }) => Number(sequence))).toEqual(events.map((_, index) => index + 1))
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  const told = ({ type, subject, partitionkey }: CloudEvent) => [type, subject, partitionkey]
  expect(events.slice(0, 3).map(told)).toEqual([
    ['opd-scheduler.doctor.registered', 'dr-rao', 'dr-rao'],
    ['opd-scheduler.session.opened', SESSION, SESSION],
    ['opd-scheduler.token.confirmed', `${SESSION}.t1`, SESSION],
  ])
})

it('takes another prefix, and needs a source', async () => {
  const { store } = await clinic([1])
  const [entry] = await store.read(0, 1)
  expect(cloudEventOf(entry!, { source, typePrefix: 'org.example.' }).type).toBe('org.example.doctor.registered')
  expect(() => cloudEventOf(entry!, { source: '' })).toThrow(RangeError)
})

it('numbers the entries by texts that are in order', async () => {
  const { store } = await clinic([1])
  const [entry] = await store.read(0, 1)
  const sequences = [9, 10, 99, 100].map((position) => cloudEventOf({ ...entry!, position }, { source }).sequence)
  expect(sequences.toSorted()).toEqual(sequences)
})
