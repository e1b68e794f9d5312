import { Client } from 'fhir-kit-client'
import { type Appointment, commandOf, type Slot } from 'opd-scheduler/fhir'
import { expect, it } from 'vitest'
import { brokenRules } from '../../../../test/fhir/rules'
import { keysOf, readKeys } from '../../src/security/keys'
import { DATE, openDay, start } from '../start'

/** A Bundle, as far as this test reads it. */
interface Bundle {
  readonly total: number
  readonly entry?: readonly { readonly resource: Slot }[]
}

it('another system finds a seat, asks for it with an Appointment, and reads what became of it', async () => {
  const secret = 'portal-secret-0123456789abcdef'
  const keys = readKeys(`portal=admin:${secret}`)
  const server = await start({ keys: keysOf(() => keys) })
  try {
    const desk = await server.client(secret)
    await openDay(desk, 'dr-rao', [1, 2])
    const fhir = new Client({ baseUrl: `${server.url}/fhir`, bearerToken: secret })
    expect(await fhir.capabilityStatement()).toMatchObject({ fhirVersion: '4.0.1' })

    const find = async (): Promise<readonly Slot[]> => {
      const found = await fhir.search({
        resourceType: 'Slot',
        searchParams: { schedule: 'Schedule/dr-rao', start: DATE },
      })
      return ((found as unknown as Bundle).entry ?? []).map(({ resource }) => resource)
    }
    const [nine] = await find()
    const seatsOf = (slots: readonly Slot[]): unknown =>
      slots.map(({ status, extension }) => [status, extension![0]!.valueInteger])
    expect(seatsOf(await find())).toEqual([
      ['free', 1],
      ['free', 2],
    ])

    // The portal's request, as it arrives at the hospital's interface engine.
    const proposed: Appointment = {
      resourceType: 'Appointment',
      status: 'proposed',
      slot: [{ reference: `Slot/${nine!.id}` }],
      participant: [{ actor: { reference: 'Patient/p-17' }, status: 'accepted' }],
    }
    const command = commandOf(proposed, { timeZone: 'Asia/Kolkata', source: () => 'online' })
    if (!('op' in command) || command.op !== 'book') throw new Error('not a booking')
    const { op: _, ...body } = command
    const booked = await desk.call('book', { body })
    expect(booked.status).toBe(201)

    const appointment = (await fhir.read({
      resourceType: 'Appointment',
      id: booked.body.token.id,
    })) as unknown as Appointment
    expect(appointment).toMatchObject({ status: 'booked', slot: proposed.slot })
    expect(brokenRules(appointment as never, 'R4')).toEqual([])
    expect(seatsOf(await find())).toEqual([
      ['busy', 0],
      ['free', 2],
    ])
    const missing = fhir.read({ resourceType: 'Appointment', id: 'nobody' })
    await expect(missing).rejects.toMatchObject({ response: { status: 404 } })
    const response = await desk.send('getFhirCapabilities', {})
    expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
  } finally {
    await server.stop()
  }
})
